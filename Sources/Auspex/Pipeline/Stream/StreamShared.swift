import Synchronization

/// What the threads of a stream share: the witnesses, which have their turn one at a time, and what was judged and not handed out yet. Each lock is
/// held for a moment, and never while something is judged.
final class StreamShared: Sendable {
    /// What sees all records.
    let witnesses: Mutex<StreamWitnesses>
    private let outcome = Mutex(StreamShard.Outcome())

    init(_ witnesses: consuming StreamWitnesses) {
        self.witnesses = Mutex(witnesses)
    }

    /// Collects what a shard hands out, for the caller's thread to pick up.
    func collect(_ body: (_ judged: (SessionJudge.Judged) throws -> Void) throws -> Void) throws {
        var own = StreamShard.Outcome()
        try body { judged in
            own.add(judged)
            if own.isLarge { put(&own) }
        }
        put(&own)
    }

    /// What was collected since the last call.
    func takeOutcome() -> StreamShard.Outcome {
        outcome.withLock { outcome in
            defer { outcome = StreamShard.Outcome() }
            return outcome
        }
    }

    private func put(_ own: inout StreamShard.Outcome) {
        guard !own.isEmpty else { return }
        let (scores, sessions) = (own.normalScores, own.sessions)
        outcome.withLock { outcome in
            outcome.normalScores += scores
            outcome.sessions += sessions
        }
        own = StreamShard.Outcome()
    }
}
