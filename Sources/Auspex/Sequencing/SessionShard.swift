/// Which sessions a sessionizer keeps when several share the work: those whose identifier's hash falls to it.
public struct SessionShard: Sendable, Equatable {
    /// Its number.
    public let index: Int
    /// How many share.
    public let count: Int

    /// All sessions.
    public static let whole = SessionShard(index: 0, count: 1)

    /// Creates a shard.
    ///
    /// - Parameters:
    ///   - index: its number, less than `count`.
    ///   - count: how many share, at least 1.
    public init(index: Int, count: Int) {
        precondition(count > 0 && (0..<count).contains(index), "shard \(index) of \(count)")
        self.index = index
        self.count = count
    }

    /// Whether it keeps everything.
    var isWhole: Bool { count == 1 }
    /// Whether it is the one that keeps records without a session.
    var isFirst: Bool { index == 0 }

    /// Whether a session is kept here. Bits the session table uses least.
    @inline(__always)
    func holds(_ hash: UInt64) -> Bool { Int(hash >> 32 & 0xFFFF) % count == index }
}

extension Sessionizer.Statistics {
    /// Adds what happened in another shard of the same log, which saw the same records.
    mutating func merge(shard other: Sessionizer.Statistics) {
        events += other.events
        opened += other.opened
        continued += other.continued
        begunBefore += other.begunBefore
        for (cause, count) in other.closed { closed[cause, default: 0] += count }
        reopened += other.reopened
        cutKeys += other.cutKeys
        peakOpen += other.peakOpen
    }
}
