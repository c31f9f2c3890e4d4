import Auspex

/// What is told while a log is followed: incidents and anomalous sessions at once and once each. What grows or repeats itself is a counter,
/// shown now and then.
struct FollowedNews {
    /// JSON objects, one a line, instead of pages.
    let isJSON: Bool
    /// Anomalous sessions so far.
    private(set) var anomalies = 0
    /// Incidents so far.
    private(set) var incidents = 0

    /// When something was told and its counter shown. Counters of what goes on for long come ever more rarely.
    private struct Rhythm {
        let toldAt: Double
        var shownAt: Double

        init(_ now: Double) { (toldAt, shownAt) = (now, now) }

        func isDue(_ now: Double?) -> Bool {
            now.map { $0 - shownAt >= min(max(FollowedNews.patience, shownAt - toldAt), FollowedNews.longestPatience) } ?? true
        }
    }

    private struct Growth {
        var report: IncidentReport
        var isShown: Bool
        var rhythm: Rhythm
    }

    private struct Repetition {
        var first: String
        var last: String
        var count = 0
        var isShown = true
        var rhythm: Rhythm
    }

    private var growths: [Int: Growth] = [:]
    private var repetitions: [[String]: Repetition] = [:]

    /// Seconds between two counters of the same thing, at least and at most.
    private static let patience = 10.0, longestPatience = 3_600.0
    /// New lines of an incident told at once.
    private static let freshLimit = 5
    /// Kinds of anomalous session that are told apart; beyond, all are told anew.
    private static let storyLimit = 10_000

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Tells an incident, or remembers that it has grown.
    ///
    /// - Parameter fresh: lines of one that has grown which are told at once.
    mutating func tell(_ update: IncidentUpdate, _ report: IncidentReport, _ fresh: [IncidentReport.Line], now: Double) throws {
        guard update.isNew else {
            let rhythm = growths[update.number]?.rhythm ?? Rhythm(now)
            growths[update.number] = Growth(report: report, isShown: false, rhythm: rhythm)
            guard !fresh.isEmpty else { return }
            if isJSON {
                try Console.print(JSONDocument.detectIncidentUpdate.text(Update(report, fresh), pretty: false))
            } else {
                try Console.print(Style.dim("… incident \(report.rank), also:"))
                try IncidentPage.tell(Array(fresh.prefix(Self.freshLimit)), of: report)
            }
            return try Console.flushOutput()
        }
        incidents += 1
        // A counter comes when the incident has had time to grow.
        growths[update.number] = Growth(report: report, isShown: true, rhythm: Rhythm(now))
        if isJSON {
            try Console.print(JSONDocument.detectIncident.text(report, pretty: false))
        } else {
            try IncidentPage.tell(report)
        }
        try Console.flushOutput()
    }

    /// Tells an anomalous session; one that is like an earlier one is counted.
    mutating func tell(_ session: JudgedSession, _ result: DetectionResult, _ model: TrainedModel, now: Double) throws {
        anomalies += 1
        let anomaly = try Explanation(model: model, result: result, inputs: [], held: result.heldLines(of: session)).explain(session)
        if isJSON {
            try Console.print(JSONDocument.detectAnomaly.text(anomaly, pretty: false))
            return try Console.flushOutput()
        }
        let story = AnomalyGroup.story(of: anomaly)
        if var known = repetitions[story] {
            known.count += 1
            known.last = anomaly.id
            known.isShown = false
            repetitions[story] = known
            return
        }
        if repetitions.count >= Self.storyLimit { repetitions = [:] }
        repetitions[story] = Repetition(first: anomaly.id, last: anomaly.id, rhythm: Rhythm(now))
        try AnomalyPage.tell(AnomalyGroup(anomaly), unit: result.unit.rawValue)
        try Console.flushOutput()
    }

    /// Shows the counters that are due.
    ///
    /// - Parameter now: seconds on the clock of the other calls; `nil` shows all that have changed.
    mutating func showGrowth(now: Double? = nil) throws {
        for number in growths.keys.sorted() {
            guard let growth = growths[number], growth.rhythm.isDue(now) else { continue }
            if !growth.isShown {
                if isJSON {
                    try Console.print(JSONDocument.detectIncidentUpdate.text(Update(growth.report), pretty: false))
                } else {
                    try Console.print(Style.dim("… incident " + IncidentPage.growth(of: growth.report)))
                }
                growths[number]?.isShown = true
                if let now { growths[number]?.rhythm.shownAt = now }
            } else if growths.count > 1_000 {
                growths[number] = nil
            }
        }
        for (story, repetition) in repetitions.sorted(by: { $0.value.first < $1.value.first })
        where !repetition.isShown && repetition.rhythm.isDue(now) {
            let last =
                repetition.count > 1
                ? ", the last \(Words.line(repetition.last, width: 60))" : ": \(Words.line(repetition.last, width: 60))"
            try Console.print(
                Style.dim("… \(repetition.count) more like \(Words.line(repetition.first, width: 60))\(last)"))
            repetitions[story]?.isShown = true
            if let now { repetitions[story]?.rhythm.shownAt = now }
        }
    }

    /// How far an incident has come since it was told.
    private struct Update: Encodable {
        var rank: Int
        var score: Double
        var end: String?
        var reasons: [EvidenceFamily]
        var lineCount: Int
        var recurrences: Int
        var lines: [IncidentReport.Line]

        init(_ report: IncidentReport, _ fresh: [IncidentReport.Line] = []) {
            lines = fresh
            rank = report.rank
            score = report.score
            end = report.end
            reasons = report.reasons
            lineCount = report.lineCount
            recurrences = report.recurrences
        }
    }
}
