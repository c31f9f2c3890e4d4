/// How many sessions ended, and how many of them were anomalous, in each few seconds of a log.
package struct SessionTally: Sendable {
    /// Stretches counted; sessions of further ones are not.
    static let limit = 1_000_000
    /// Length of a stretch in seconds.
    static let seconds = 5.0

    private struct Count {
        var ended = 0
        var anomalous = 0
    }

    private var counts: [Int: Count] = [:]

    /// Creates an empty tally.
    package init() {}

    /// Counts a session.
    mutating func add(endedAt time: Double, isAnomalous: Bool) {
        guard time.isFinite, abs(time) < 1e15 else { return }
        let place = Int((time / Self.seconds).rounded(.down))
        guard counts[place] != nil || counts.count < Self.limit else { return }
        counts[place, default: Count()].ended += 1
        if isAnomalous { counts[place, default: Count()].anomalous += 1 }
    }

    /// The sessions that ended between two moments, or in the stretches these lie in.
    func sessions(from start: Double, to end: Double) -> (anomalous: Int, ended: Int) {
        guard start.isFinite, end.isFinite, abs(start) < 1e15, abs(end) < 1e15, end >= start else { return (0, 0) }
        let first = Int((start / Self.seconds).rounded(.down)), last = Int((end / Self.seconds).rounded(.down))
        var sum = Count()
        for place in first...min(last, first + 1000) {
            guard let count = counts[place] else { continue }
            sum.ended += count.ended
            sum.anomalous += count.anomalous
        }
        return (sum.anomalous, sum.ended)
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(counts.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value.ended)
            writer.write(entry.value.anomalous)
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        for (place, count) in try reader.list({ (try $0.int(), Count(ended: try $0.tally(), anomalous: try $0.tally())) }) {
            counts[place] = count
        }
    }
}
