/// Records in, incidents out: looks at a log with a ``LineModel``, as records come.
///
/// ```swift
/// var detector = try IncidentDetector(model, format: format, session: rule)
/// detector.add(records, events)          // parsed by the model's parser, without learning
/// let incidents = detector.finish()
/// ```
///
/// Memory: that of the open sessions, and of at most ``evidenceLimit`` pieces of evidence; copies of one cause beyond twenty in five seconds are
/// not kept.
public struct IncidentDetector: Sendable {
    /// Most pieces of evidence kept.
    static let evidenceLimit = 200_000
    /// Copies of one cause kept in ``bucketSeconds``.
    static let copyLimit = 20
    static let bucketSeconds = 5.0

    var reader: ObservationReader
    private var table = ObservationTable()
    private var statements: StatementTable
    var judge: LineJudge
    var tally = SessionTally()
    var alike = AlikeWatch()
    let model: LineModel
    private let format: LogFormat
    private let formatNumber: Int
    var evidence: [LineEvidence] = []
    /// Up to which score evidence of a cause is normal, because somebody said so.
    var normalCauses: [UInt64: Double] = [:]
    /// Seconds the log has been quiet for, as far as somebody said so.
    var quiet = 0.0
    var copies: [UInt64: Int] = [:]
    var copyBucket = 0
    /// The sessions that ended so far and are anomalous by their evidence.
    public internal(set) var surprises = SessionSurprises()
    /// Pieces of evidence kept; further ones are counted and not kept.
    var evidenceLimit = Self.evidenceLimit
    /// Evidence that was not kept because there was too much; copies of one cause are not among it.
    public internal(set) var untold = 0

    /// Creates a detector for records read by a format and tied by a rule.
    ///
    /// - Parameter number: the format's number in the model.
    /// - Throws: ``InputError`` when the rule names a field the format does not have.
    public init(_ model: LineModel, format: LogFormat, number: Int = 0, session: SessionRule) throws(InputError) {
        formatNumber = number
        self.model = model
        self.format = format
        reader = try ObservationReader(format: format, session: session)
        statements = model.statements
        judge = LineJudge(model)
        table.keepsRanges = true
    }

    /// Looks at a batch of records.
    ///
    /// - Parameters:
    ///   - keys: the session identifiers of the records by the detector's rule; `nil` finds them.
    ///   - isTaken: records for which it is `false` are not looked at.
    ///   - isJudged: records for which it is `false` are taken into account, but nothing is told about them.
    public mutating func add(
        _ records: borrowing RecordBatch, _ events: borrowing EventBatch, keys: SessionKeys? = nil,
        isTaken: ((RecordSlot) -> Bool)? = nil, isJudged: (RecordSlot) -> Bool = { _ in true }
    ) {
        quiet = 0
        table.removeAll()
        // Where each row of the table is in the batch; `nil` where all are taken.
        var places: [Int]?
        if let isTaken {
            var place = -1, taken: [Int] = []
            reader.read(records, events, keys: keys, statements: &statements, isLearning: false, into: &table) { record in
                place += 1
                guard isTaken(record) else { return false }
                taken.append(place)
                return true
            }
            places = taken
        } else {
            reader.read(records, events, keys: keys, statements: &statements, isLearning: false, into: &table)
        }
        func place(_ row: Int) -> Int { places?[row] ?? row }
        let batch = copy records, format = format
        let sessions = table.sessionRanges, values = table.slotRanges
        let texts = LineJudge.Texts(
            newKind: { [places] in ObservationReader.newKind(batch, places?[$0] ?? $0, format: format) }, value: { batch.text(values[$0]) },
            session: { batch.text(sessions[$0]) })
        var found: [LineEvidence] = []
        var start = 0
        while start < table.count {
            let isTold = isJudged(batch.records[place(start)])
            var end = start + 1
            while end < table.count, isJudged(batch.records[place(end)]) == isTold { end += 1 }
            judge.judge(table, start..<end, texts: texts) { if isTold { found.append($0) } }
            start = end
        }
        for item in found { keep(item) }
        takeSessions()
    }

    /// Ends the log and joins what was found into incidents, worst first.
    public mutating func finish() -> [Incident] {
        let evidence = finishEvidence().evidence
        return builder.incidents(evidence)
    }

    /// Joins what it found, with the sessions it saw so far.
    var builder: IncidentBuilder { IncidentBuilder(model, sessions: tally) }

    /// Ends the log and hands over the evidence as it was found, for trying several settings of ``IncidentBuilder`` on it.
    package mutating func finishEvidence() -> (evidence: [LineEvidence], sessions: SessionTally) {
        var found: [LineEvidence] = []
        judge.finish { found.append($0) }
        for item in found { keep(item) }
        takeSessions()
        defer { evidence = [] }
        return (evidence, tally)
    }

    mutating func keep(_ item: LineEvidence) {
        if let bound = normalCauses[item.cause], item.score <= bound { return }
        let bucket = Int(item.time / Self.bucketSeconds)
        if bucket != copyBucket {
            copyBucket = bucket
            copies.removeAll(keepingCapacity: true)
        }
        copies[item.cause, default: 0] += 1
        guard copies[item.cause, default: 0] <= Self.copyLimit else { return }
        guard evidence.count < evidenceLimit else {
            untold += 1
            return
        }
        var item = item
        item.format = formatNumber
        evidence.append(item)
    }

    mutating func takeSessions() {
        let settings = model.configuration
        let threshold = model.calibration.sessions.threshold(share: settings.sessionShare, rank: settings.sessionRank)
        for end in judge.takeEnded() {
            let found = model.calibration.evidence(of: end, model.configuration, &tally)
            let many = model.calibration.alike.flatMap { alike.add(end, found, $0) }
            guard let found, case .unusualSession(_, let reasons, _, _, _) = found.detail else { continue }
            surprises.add(end.session, SessionSurprises.Surprise(ratio: 1 + found.score / threshold, reasons: reasons))
            keep(found)
            if let many { keep(many) }
        }
    }
}
