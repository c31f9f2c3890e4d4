import Foundation

/// Judges records one after the other with a ``LineModel`` and hands out evidence as soon as it can be known.
///
/// - Complexity: O(values + watched rates) for a record; memory is bounded by the model's size and ``TaskSessions/limit`` open sessions.
struct LineJudge: Sendable {
    /// The model with what is looked up for every record; shared by all copies.
    final class Prepared: Sendable {
        let model: LineModel
        let slots: SlotIndex
        let rates: RateModel
        let tasks: TaskIndex
        let muted: Set<UInt64>
        let slowness: SlownessTail?
        let logPlaces: Double
        /// What is asked of each kind of line.
        let kinds: [Kind]
        /// Whether records of a kind of line are counted by their values.
        let countsValues: [Bool]
        /// What the values of such records are counted as.
        let valueUnits: FixedMap<Int32>

        struct Kind {
            var severity: Severity
            /// How often it was seen; 0 for errors, which tell most of a session.
            var count: Int
        }

        init(_ model: LineModel) {
            self.model = model
            slots = SlotIndex(model.slots, model.statements)
            rates = model.rates
            tasks = TaskIndex(model.tasks, statements: model.statements.count)
            kinds = (0..<model.statements.count).map { number in
                let statement = model.statements[Int32(number)]
                return Kind(severity: statement.severity, count: statement.severity.isError ? 0 : statement.count)
            }
            let withValues = rates.units.statementsWithValues
            countsValues = (0..<model.statements.count).map { withValues.contains(Int32($0)) }
            valueUnits = rates.units.valueNumbers
            muted = model.calibration.muted
            slowness = model.calibration.slowness
            logPlaces = log(Double(max(1, slots.tails.count)))
        }
    }

    /// What the text of a record tells where numbers cannot: asked for only when something is found.
    struct Texts {
        /// How serious a record of a new kind is, whether it speaks of trouble, and a name for its kind.
        var newKind: (Int) -> NewKind = { _ in NewKind() }
        /// A value of the table.
        var value: (Int) -> String = { _ in "" }
        /// The session identifier of a record.
        var session: (Int) -> String = { _ in "" }
    }

    let prepared: Prepared
    var counter: RateCounter
    var watch: HighValueWatch
    var regular: RegularWatch
    var sessions: TaskSessions
    var lastTime: Double?
    var lastLine: LineReference?
    /// Sessions that ended since the caller last took them.
    var ended: [TaskEnd] = []
    var newKinds = NewKinds()
    /// How often each kind of request never seen came so far.
    var newRequests: [UInt64: Int] = [:]
    var news: NoveltyWatch
    /// Whether names looked at continue a series: remembered, never needed.
    var seriesNames: [UInt64: Bool] = [:]
    /// Names remembered.
    static let seriesLimit = 4_096
    /// The moment of the first record.
    var begin: Double?

    init(_ model: LineModel) {
        let prepared = Prepared(model)
        self.prepared = prepared
        counter = RateCounter(
            lengths: prepared.rates.lengths, units: prepared.rates.units.units.count,
            usual: prepared.rates.rates.first.map { $0.map { Float($0.mean) } } ?? [])
        watch = HighValueWatch(prepared.slots.tails.map(\.tail))
        regular = RegularWatch(prepared.rates.regular, statements: model.statements.count)
        sessions = TaskSessions(idle: prepared.tasks.model.steps.idle)
        news = NoveltyWatch(span: model.seconds, gap: model.configuration.gap)
    }

    /// Hands over the sessions that ended.
    mutating func takeEnded() -> [TaskEnd] {
        defer { ended.removeAll(keepingCapacity: true) }
        return ended
    }

    /// Judges records of a table.
    ///
    /// - Parameter texts: finds texts by record or value number.
    mutating func judge(_ table: borrowing ObservationTable, _ records: Range<Int>, texts: Texts, _ body: (LineEvidence) -> Void) {
        let prepared = prepared
        for record in records {
            let time = table.times[record], line = table.lines[record]
            if begin == nil { begin = time }
            let lastLine = lastLine
            counter.advance(to: time) { Self.judge($1, length: $0, prepared, lastLine, body) }
            if let lastTime { judgeSilence(time - lastTime, table, record, body) }
            let statement = table.statements[record]
            regular.add(statement, time: time, line: line) { Self.judge($0, at: line, prepared, body) }
            var severity = Severity.unknown
            if statement >= 0 {
                severity = prepared.kinds[Int(statement)].severity
                if table.sessions[record] != 0 { judgeStep(table, record, texts, body) }
                judgeValues(table, record, statement, texts, body)
            } else {
                let kind = texts.newKind(record)
                severity = kind.severity
                judge(kind, table, record, texts, body)
            }
            let hasValues = statement >= 0 && prepared.countsValues[Int(statement)]
            prepared.rates.units.forEach(record, in: table, severity: severity, values: prepared.valueUnits, hasValues: hasValues) {
                counter.count($0, line, time)
            }
            lastTime = time
            self.lastLine = line
        }
    }

    /// Judges what is still open at the end.
    mutating func finish(_ body: (LineEvidence) -> Void) {
        let prepared = prepared, lastLine = lastLine
        counter.finish { Self.judge($1, length: $0, prepared, lastLine, body) }
        watch.finish { Self.judge($0, prepared, body) }
        if let lastTime, let lastLine { regular.finish(at: lastTime) { Self.judge($0, at: lastLine, prepared, body) } }
        var over: [TaskEnd] = []
        let tasks = prepared.tasks, now = lastTime ?? -.infinity
        sessions.finish(isOver: { tasks.isOver(after: $0.last, quietFor: now - $0.lastTime) }) { over.append($0) }
        for end in over { close(end, body) }
    }

    // MARK: Kinds of line, silence

    private mutating func judge(
        _ kind: NewKind, _ table: borrowing ObservationTable, _ record: Int, _ texts: Texts, _ body: (LineEvidence) -> Void
    ) {
        let name = newKinds.name(of: kind)
        let settings = prepared.model.configuration
        var score = settings.newTemplate - log(1 + prepared.model.newTemplates)
        switch kind.severity {
        case .critical: score += settings.critical
        case .error: score += settings.error
        case .warning: score += settings.warning
        case .debug: score -= 1
        case .unknown, .info, .notice: break
        }
        if kind.speaksOfTrouble { score += settings.trouble }
        if let request = kind.request {
            score = min(score, surprise(of: request, name, at: table.times[record]))
            guard score > 0 else { return }
        }
        let detail = LineEvidence.Detail.newTemplate(
            severity: kind.severity, speaksOfTrouble: kind.speaksOfTrouble, name: name)
        if table.sessions[record] != 0, sessions.current.session == table.sessions[record] {
            sessions.session?.strengths.raise(
                .newTemplate, to: score,
                sign: SessionSign(
                    line: table.lines[record], statement: StatementTable.unknown, time: table.times[record], detail: detail))
        }
        body(
            LineEvidence(
                detail: detail, score: score, time: table.times[record], line: table.lines[record], statement: StatementTable.unknown,
                subject: texts.session(record),
                key: ObservationReader.mix(1, name), session: table.sessions[record]))
    }

    /// How improbable so many requests of a kind never seen are, had path and outcome nothing to do with each other; infinite where either is new.
    private mutating func surprise(of request: Request, _ name: UInt64, at time: Double) -> Double {
        let model = prepared.model
        guard let habits = model.requests, case let usual = habits.expected(request), usual > 0 else { return .infinity }
        newRequests[name, default: 0] += 1
        // They come in clusters, as the requests of one client do.
        let expected = usual * max(1, model.seconds > 0 ? (time - (begin ?? time)) / model.seconds : 1)
        return CountTail.above(newRequests[name] ?? 1, mean: expected, variance: expected + expected * expected)
    }

    /// A silence counts from its beginning, so that it joins the drops it shows in, and is told at the record that ends it.
    private func judgeSilence(_ gap: Double, _ table: borrowing ObservationTable, _ record: Int, _ body: (LineEvidence) -> Void) {
        guard let gaps = prepared.rates.gaps, gap > gaps.maximum else { return }
        let score = gaps.excess(gap)
        guard score > 0 else { return }
        body(
            LineEvidence(
                detail: .silence(of: nil, seconds: gap, usual: gaps.maximum), score: score, time: table.times[record] - gap,
                line: table.lines[record],
                statement: table.statements[record], moreLines: lastLine.map { [$0] } ?? [], key: 8))
    }

    /// A kind of line that stays away counts from when it was due.
    static func judge(_ absence: RegularWatch.Absence, at line: LineReference, _ prepared: Prepared, _ body: (LineEvidence) -> Void) {
        let key = ObservationReader.mix(16, UInt64(absence.statement))
        guard !prepared.muted.contains(key) else { return }
        body(
            LineEvidence(
                detail: .silence(of: absence.statement, seconds: absence.seconds, usual: absence.pause.maximum),
                score: absence.pause.excess(absence.seconds), time: absence.time + absence.pause.maximum,
                line: absence.line,
                statement: absence.statement, moreLines: absence.line == line ? [] : [line], key: key))
    }
}
