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
    private var isBeforeSplit = true

    init(tallies: RecordTallies, incidents: [IncidentDetector?] = [], splitPoint: SplitPoint? = nil) {
        self.tallies = tallies
        self.incidents = incidents
        self.splitPoint = splitPoint
    }

    /// Sees a batch.
    mutating func see(_ records: RecordBatch, _ events: EventBatch) {
        tallies.add(records, events)
        guard incidents.indices.contains(records.format), incidents[records.format] != nil else { return }
        guard let splitPoint else {
            incidents[records.format]?.add(records, events)
            return
        }
        let source = records.source
        var isBefore = isBeforeSplit
        incidents[records.format]?.add(records, events) { record in
            !splitPoint.isBefore(time: record.time, source: source, line: record.line, last: &isBefore)
        }
        isBeforeSplit = isBefore
    }

    /// Ends the log for what looks for incidents.
    ///
    /// - Returns: all incidents, worst first, and for each format the sessions that are anomalous by their evidence.
    mutating func finish() -> (incidents: [Incident], surprises: [SessionSurprises]) {
        var found: [Incident] = [], surprises: [SessionSurprises] = []
        for format in incidents.indices {
            found += incidents[format]?.finish() ?? []
            surprises.append(incidents[format]?.surprises ?? SessionSurprises())
        }
        incidents = []
        return (found.sorted { ($1.score, $0.start) < ($0.score, $1.start) }, surprises)
    }
}
