import Foundation

/// How often unusual sessions of normal operation show the same thing.
///
/// ``AlikeWatch`` compares with it.
struct AlikeHabits: Sendable, Codable {
    /// Stretches of time in which sessions ended, and sessions that did.
    private(set) var all = AlikeCount()
    /// The same of unusual sessions by what they show.
    @SortedKeys private(set) var causes: [UInt64: AlikeCount] = [:]
    /// Unusual sessions.
    private var unusual = 0

    /// Counts held-out sessions.
    ///
    /// - Parameter sessions: when each ended and the evidence that it is unusual, in the order they ended.
    init(_ sessions: some Sequence<(end: TaskEnd, evidence: LineEvidence?)>) {
        var stretches: Set<Int> = [], places: [UInt64: Set<Int>] = [:]
        for (end, evidence) in sessions {
            guard let stretch = AlikeWatch.stretch(of: end.lastTime) else { continue }
            stretches.insert(stretch)
            all.sessions += 1
            guard let cause = evidence?.cause else { continue }
            unusual += 1
            places[cause, default: []].insert(stretch)
            causes[cause, default: AlikeCount()].sessions += 1
        }
        all.stretches = stretches.count
        for (cause, stretches) in places { causes[cause, default: AlikeCount()].stretches = stretches.count }
    }

    /// How improbable it is, in nats, that one session of a cause is followed by so many more, allowing for all unusual sessions a log like the one
    /// learnt from begins with; not above zero where that is no surprise.
    ///
    /// - Parameters:
    ///   - own: sessions of the cause, and the stretches they ended in.
    ///   - other: all sessions of the same time.
    func surprise(of cause: UInt64, _ own: AlikeCount, among other: AlikeCount) -> Double {
        let usual = causes[cause] ?? AlikeCount()
        func tail(_ count: Int, _ of: Int, _ usual: Int, _ all: Int) -> Double {
            let mean = Double((of - 1) * (usual + 1)) / Double(all + 1)
            return CountTail.above(count - 1, mean: mean, variance: mean)
        }
        // Both by time and by sessions: a busy hour has more sessions, one burst has many in one stretch.
        let rarity = min(
            tail(own.stretches, max(other.stretches, AlikeWatch.window), usual.stretches, all.stretches),
            tail(own.sessions, max(own.sessions, other.sessions), usual.sessions, all.sessions))
        return rarity - log(Double(max(1, unusual)))
    }

    /// Whether it can be used.
    var isUsable: Bool {
        all.isUsable && (0...all.sessions).contains(unusual)
            && causes.values.allSatisfy { $0.isUsable && $0.stretches <= all.stretches && $0.sessions <= all.sessions }
    }
}
