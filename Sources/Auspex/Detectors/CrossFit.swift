/// Cuts training sessions into folds so that every session is held out once, by a model that has never seen its sequence.
///
/// Folds are cut by *distinct* sequence: 88 % of HDFS sessions are copies, and a copy in the training part would make the held-out score
/// look better than a new session's. Scores count with the number of copies.
struct CrossFit: Sendable {
    /// One turn.
    struct Fold: Sendable {
        /// Sessions to learn from, copies included.
        var training: [EventSequence]
        /// One session of each distinct sequence held out.
        var heldOut: [EventSequence]
        /// Copies of each.
        var weights: [Int]
    }

    /// The turns. Where all sessions are alike nothing can be held out that is new, in operation neither: the one sequence is judged by a model
    /// that knows it. Empty for a single session.
    let folds: [Fold]

    /// Cuts sessions; at most `heldOutLimit` distinct sequences in all are held out (evenly drawn), the rest always teach.
    init(_ sessions: [EventSequence], folds count: Int, heldOutLimit: Int = .max, seed: UInt64) {
        let distinct = DistinctSessions(sessions)
        let groups = distinct.sessions.count
        let count = min(max(2, count), groups)
        guard count >= 2 else {
            folds = sessions.count >= 2 ? [Fold(training: sessions, heldOut: [sessions[0]], weights: [sessions.count])] : []
            return
        }
        var source = RandomSource(seed: seed).stream("cross-fit")
        let order = Array(0..<groups).shuffled(using: &source)
        var assignment = [Int](repeating: -1, count: groups)
        for (place, group) in order.prefix(max(count, heldOutLimit)).enumerated() { assignment[group] = place % count }
        folds = (0..<count).map { fold in
            let held = (0..<groups).filter { assignment[$0] == fold }
            return Fold(
                training: sessions.indices.filter { assignment[distinct.groups[$0]] != fold }.map { sessions[$0] },
                heldOut: held.map { distinct.sessions[$0] }, weights: held.map { distinct.multiplicities[$0] })
        }
    }
}
