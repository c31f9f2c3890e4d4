/// The anomalies a model reported last, remembered beside it: `NAME.auspex.reported`. Answers need no log then, and standard input can be
/// answered too.
///
/// ```swift
/// var journal = ReportJournal.read(beside: "app.auspex", of: model)
/// journal.add(result.anomalies, sources: result.input.sources.map(\.path), time: now)
/// try journal.write(beside: "app.auspex")
/// ```
/// What it holds is a convenience, never a source of truth: it is bounded (the latest run's worst first), a part that cannot be believed
/// is left out with a word in ``problem``, and a journal of other templates counts as empty.
public struct ReportJournal: Sendable {
    /// One report.
    public struct Entry: Sendable, Equatable {
        /// The decision; its identifier is the one that was shown. Of the findings the strongest are kept.
        public var verdict: Verdict
        /// What was judged: the session, or the windows of an episode. Without lines.
        public var parts: [EventSequence]
        /// File and line where it begins, as far as known.
        public var place: String
        /// When it was reported, seconds since 1970 UTC.
        public var time: Double
    }

    /// One incident that was told.
    public struct ToldIncident: Sendable, Codable, Equatable {
        /// What it shows.
        public var kind: IncidentKind
        /// Its score.
        public var score: Double
        /// The most telling line and what is unusual about it.
        public var headline: String
        /// File and line of the most telling line.
        public var place: String
        /// When it was told, seconds since 1970 UTC.
        public var time: Double

        /// Creates an incident.
        public init(kind: IncidentKind, score: Double, headline: String, place: String, time: Double) {
            self.kind = kind
            self.score = score
            self.headline = headline
            self.place = place
            self.time = time
        }
    }

    /// Reports kept at most.
    public static let entryLimit = 1_000
    /// Bytes kept at most.
    public static let sizeLimit = 16 << 20
    /// Events of one report at most; longer ones are not kept.
    public static let eventLimit = 50_000
    static let findingLimit = 3
    /// What the name of a model's journal ends with.
    public static let suffix = ".reported"

    /// Reports, the latest run's first, worst first.
    public private(set) var entries: [Entry] = []
    /// Incidents, the latest run's first, worst first; one of each kind.
    public private(set) var incidents: [ToldIncident] = []
    /// What was wrong with the stored journal.
    public private(set) var problem: String?
    /// Fingerprint of the templates and of the choice of values the reports are told in.
    let vocabulary: String
    /// Texts of the templates.
    let texts: [TemplateID: String]
    /// Whether events are numbers of the user's own, which may be any.
    private let hasNumbers: Bool
    /// Reports of this run: the first entries.
    private var fresh = 0

    /// Creates an empty journal.
    public init(of model: TrainedModel) {
        var fingerprint = Fingerprint()
        fingerprint.combine(model.manifest.vocabularyHash)
        for profile in model.values?.profiles ?? [] where profile.isUsed {
            fingerprint.combine(UInt64(profile.template.rawValue))
            fingerprint.combine(UInt64(clamping: profile.position))
            fingerprint.combine(profile.name)
        }
        vocabulary = fingerprint.hexadecimal
        hasNumbers = model.preparation.format == nil
        texts = Dictionary(model.parser.templates.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the journal of a model lies.
    public static func path(of model: String) -> String { ModelBundle.trimmed(model) + suffix }

    /// Reads the journal of a model. Never fails: what cannot be used is left out, see ``problem``.
    public static func read(beside path: String, of model: TrainedModel) -> ReportJournal {
        var journal = ReportJournal(of: model)
        let path = Self.path(of: path)
        guard FileSystem.exists(path) else { return journal }
        do {
            try journal.decode(FileSystem.read(path, limit: 2 * sizeLimit), name: path)
        } catch {
            journal.problem = (error as? InputError)?.message ?? "\(path) cannot be read"
        }
        return journal
    }

    /// Writes the journal as a whole.
    ///
    /// - Throws: ``InputError`` when it cannot be written.
    public func write(beside path: String) throws {
        try FileSystem.writeAtomically(encoded(), to: Self.path(of: path), like: ModelBundle.trimmed(path))
    }

    /// Adds what a run found, worst first.
    public mutating func add(_ anomalies: [JudgedSession], sources: [String], time: Double) {
        for anomaly in anomalies { insert(anomaly, sources: sources, time: time, at: fresh) }
    }

    /// Adds one report of a run that goes on.
    public mutating func add(_ anomaly: JudgedSession, sources: [String], time: Double) {
        insert(anomaly, sources: sources, time: time, at: 0)
    }

    /// Adds incidents, worst first; one of the same kind that was told before is replaced.
    public mutating func add(_ told: [ToldIncident]) {
        var seen: Set<String> = []
        let all = told.map { incident in
            var incident = incident
            incident.headline = String(incident.headline.prefix(Self.headlineLimit))
            return incident
        }
        incidents = Array((all + incidents).filter { $0.kind.isUsable && seen.insert($0.kind.id).inserted }.prefix(Self.entryLimit))
    }

    /// The incident with a name, see ``IncidentKind/id``.
    public func incident(named id: String) -> ToldIncident? { incidents.first { $0.kind.id == id } }

    /// Incidents nobody has answered yet, and that no answer silences.
    public func unansweredIncidents(by answers: IncidentAnswers) -> [ToldIncident] {
        let answered = Set(answers.entries.map(\.kind.id))
        return incidents.filter { !answered.contains($0.kind.id) && !answers.silences($0.kind) }
    }

    private static let headlineLimit = 1_000

    /// The sequences behind identifiers, as far as they are known.
    public func sequences(of wanted: Set<String>) -> [String: [EventSequence]] {
        var found: [String: [EventSequence]] = [:]
        for entry in entries where wanted.contains(entry.verdict.session) { found[entry.verdict.session, default: []] += entry.parts }
        return found
    }

    /// Reports nobody has answered yet.
    public func unanswered(by memory: FeedbackMemory) -> [Entry] {
        entries.filter { entry in
            let isAboutSequence = entry.verdict.findings.isEmpty || entry.verdict.findings.contains { $0.value == nil }
            return entry.parts.contains { memory.entry(of: $0, isAboutSequence: isAboutSequence) == nil }
        }
    }

    private mutating func insert(_ anomaly: JudgedSession, sources: [String], time: Double, at place: Int) {
        // An identifier of this run replaces one of an earlier run: `lines 5–24` of today are other lines than yesterday's.
        let old = entries[fresh...].indices.filter { entries[$0].verdict.session == anomaly.verdict.session }
        for index in old.reversed() { entries.remove(at: index) }
        let whole = anomaly.windows.isEmpty ? [anomaly.sequence] : anomaly.windows
        let events = whole.reduce(0) { $0 + $1.events.count }
        guard place < Self.entryLimit, events <= Self.eventLimit, events > 0 else { return }
        var verdict = anomaly.verdict
        if verdict.findings.count > Self.findingLimit {
            // Keep a finding about the sequence if there is one: it decides whether an answer is about the sequence or only about values.
            let order = verdict.findings.first { $0.value == nil }
            verdict.findings.removeLast(verdict.findings.count - Self.findingLimit)
            if let order, verdict.findings.allSatisfy({ $0.value != nil }) { verdict.findings[Self.findingLimit - 1] = order }
        }
        for index in verdict.findings.indices { verdict.findings[index].candidates = [] }
        let first = anomaly.sequence.lines.first
        let name = first.flatMap { sources.indices.contains(Int($0.source)) ? sources[Int($0.source)] : nil }
        let parts = whole.map { part in
            var part = part
            part.lines = []
            return part
        }
        // Where the first record stands is kept as words; the log may be gone.
        verdict.subject.records = []
        let entry = Entry(verdict: verdict, parts: parts, place: first.map { "\(name ?? "line"):\($0.line)" } ?? "", time: time)
        if let same = entries[..<fresh].firstIndex(where: { $0.verdict.session == verdict.session && $0.parts == parts }) {
            entries[same] = entry
            return
        }
        entries.insert(entry, at: place)
        fresh += 1
        if entries.count > Self.entryLimit { entries.removeLast(entries.count - Self.entryLimit) }
        fresh = min(fresh, entries.count)
    }

    private mutating func decode(_ bytes: [UInt8], name: String) throws {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let header = try? JSON.decode(Header.self, from: Array(first), source: name),
            header.formatVersion == Header.currentVersion
        else { throw InputError("\(name) is no journal of reported anomalies this Auspex can read; ignored") }
        guard header.vocabulary == vocabulary else {
            throw InputError("\(name) is about a model with other templates, reported before this one was trained; ignored")
        }
        var damaged = 0
        for line in lines.dropFirst().prefix(2 * Self.entryLimit) {
            if let told = try? JSON.decode(ToldIncident.self, from: Array(line), source: name) {
                if told.kind.isUsable, told.score.isFinite, incidents.count < Self.entryLimit {
                    incidents.append(told)
                } else {
                    damaged += 1
                }
            } else if entries.count < Self.entryLimit,
                let entry = (try? JSON.decode(Stored.self, from: Array(line), source: name))?.entry(isKnown: {
                    hasNumbers || texts[$0] != nil
                })
            {
                entries.append(entry)
            } else {
                damaged += 1
            }
        }
        if damaged > 0 { problem = "\(name): \(damaged) damaged reports left out" }
    }

    /// The journal as lines, the first ones that fit.
    func encoded(limit: Int = sizeLimit) throws -> [UInt8] {
        var bytes = try JSON.encode(Header(vocabulary: vocabulary)) + [UInt8(ascii: "\n")]
        for incident in incidents {
            let line = try JSON.encode(incident)
            if bytes.count + line.count < limit { bytes += line + [UInt8(ascii: "\n")] }
        }
        for entry in entries {
            let line = try JSON.encode(Stored(entry))
            // A report that does not fit is skipped; shorter ones after it may fit.
            if bytes.count + line.count < limit { bytes += line + [UInt8(ascii: "\n")] }
        }
        return bytes
    }
}
