/// What sees every record of every source in order, beside the sessions: tallies, raw lines, and whoever judges records for themselves.
///
/// With several threads this is a lane of its own, so what is here needs no lock against the shards; see ``StreamSchedule``.
struct StreamWitnesses {
    /// What is counted, and the raw lines that are kept.
    var tallies: RecordTallies

    /// Sees a batch.
    mutating func see(_ records: RecordBatch, _ events: EventBatch) {
        tallies.add(records, events)
    }
}
