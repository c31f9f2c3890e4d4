/// What sees every record of every source in order, beside the sessions: tallies, raw lines, and whoever judges records for themselves.
///
/// With several threads this is a lane of its own, so what is here needs no lock against the shards; see ``StreamSchedule``.
struct StreamWitnesses {
    /// What is counted, and the raw lines that are kept.
    var tallies: RecordTallies
    /// What looks for incidents in the records of each format; `nil` where the model knows nothing of their lines.
    var incidents: [IncidentDetector?] = []
    /// Records before it are taken into account, but nothing is told about them.
    var splitPoint: SplitPoint?
    /// Joins evidence as it comes, for each format; `nil` where incidents are told at the end.
    private var live: [LiveIncidents]?
    private var toldCount = 0
    private var untoldBefore = 0
    private var updates: [IncidentUpdate] = []
    private var isBeforeSplit = true

    /// - Parameter isLive: tell incidents as soon as they are known.
    init(tallies: RecordTallies, incidents: [IncidentDetector?] = [], splitPoint: SplitPoint? = nil, isLive: Bool = false) {
        self.tallies = tallies
        self.incidents = incidents
        self.splitPoint = splitPoint
        if isLive { live = incidents.map { _ in LiveIncidents() } }
    }

    /// Sees a batch.
    mutating func see(_ records: RecordBatch, _ matched: MatchedBatch) {
        tallies.add(records, matched.events)
        guard incidents.indices.contains(records.format), incidents[records.format] != nil else { return }
        defer { join(records.format) }
        guard let splitPoint else {
            incidents[records.format]?.add(records, matched.events, keys: matched.keys)
            return
        }
        let source = records.source
        var isBefore = isBeforeSplit
        incidents[records.format]?.add(records, matched.events, keys: matched.keys) { record in
            !splitPoint.isBefore(time: record.time, source: source, line: record.line, last: &isBefore)
        }
        isBeforeSplit = isBefore
    }

    /// Minds other answers from here on.
    mutating func use(_ answers: IncidentAnswers) {
        for format in incidents.indices { incidents[format]?.normalCauses = answers.normalCauses(format: format) }
    }

    /// Lets the log's time go on although no record came.
    mutating func goOn(by seconds: Double) {
        for format in incidents.indices where incidents[format] != nil {
            incidents[format]?.goOn(by: seconds)
            join(format)
        }
    }

    /// Pieces of evidence that were not kept because there were too many.
    var untold: Int { incidents.reduce(untoldBefore) { $0 + ($1?.untold ?? 0) } }

    /// Incidents that are new or have grown since the last call.
    mutating func takeUpdates() -> [IncidentUpdate] {
        defer { updates = [] }
        return updates
    }

    /// Joins what was found in the records of a format to its incidents.
    private mutating func join(_ format: Int) {
        guard live != nil, let evidence = incidents[format]?.takeEvidence(), !evidence.isEmpty else { return }
        add(evidence, of: format)
    }

    private mutating func add(_ evidence: [LineEvidence], of format: Int) {
        guard let builder = incidents[format]?.builder else { return }
        var count = toldCount
        let found =
            live?[format].add(evidence, by: builder) {
                count += 1
                return count
            } ?? []
        toldCount = count
        for update in found {
            if let same = updates.firstIndex(where: { $0.number == update.number }) {
                updates[same].add(update)
            } else {
                updates.append(update)
            }
        }
    }

    /// Ends the log for what looks for incidents.
    ///
    /// - Returns: all incidents, worst first, and for each format the sessions that are anomalous by their evidence.
    mutating func finish() -> (incidents: [Incident], surprises: [SessionSurprises]) {
        var found: [Incident] = [], surprises: [SessionSurprises] = []
        for format in incidents.indices {
            if live == nil {
                found += incidents[format]?.finish() ?? []
            } else if let rest = incidents[format]?.finishEvidence() {
                add(rest.evidence, of: format)
                found += live?[format].incidents ?? []
            }
            surprises.append(incidents[format]?.surprises ?? SessionSurprises())
        }
        untoldBefore = untold
        incidents = []
        return (found.sorted { ($1.score, $0.start) < ($0.score, $1.start) }, surprises)
    }

    // MARK: Snapshots

    /// Writes what looks for incidents, and the incidents told; tallies and raw lines begin anew.
    func write(to writer: inout SnapshotWriter) {
        writer.write(incidents) { writer, detector in writer.write(detector) { $1.write(to: &$0) } }
        writer.write(live ?? []) { $1.write(to: &$0) }
        writer.write(toldCount)
        writer.write(untoldBefore)
        writer.write(isBeforeSplit)
    }

    /// Takes over what ``write(to:)`` wrote, into witnesses made for the same formats.
    mutating func restore(from reader: inout SnapshotReader) throws {
        guard try reader.count() == incidents.count else { throw SnapshotReader.damaged }
        for format in incidents.indices {
            guard try reader.bool() == (incidents[format] != nil) else { throw SnapshotReader.damaged }
            try incidents[format]?.restore(from: &reader)
        }
        guard try reader.count() == live?.count ?? 0 else {
            throw InputError("the snapshot was taken with other options (incidents as they come); begin without it")
        }
        for format in incidents.indices where live != nil {
            try live?[format].restore(from: &reader, EvidenceBounds(incidents[format]?.model))
        }
        toldCount = try reader.tally()
        untoldBefore = try reader.tally()
        isBeforeSplit = try reader.bool()
    }
}
