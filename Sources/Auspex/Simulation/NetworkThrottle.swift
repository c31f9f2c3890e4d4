import Foundation

/// Stretches of time in which the network of a simulated system is throttled: every step that waits for it takes longer then.
public struct NetworkThrottle: Sendable, Equatable, Codable {
    /// Share of log time in such stretches, above 0 and at most ½.
    public var share: Double
    /// Mean length of a stretch, seconds of log time; they vary from half of it to one and a half. Default 60.
    public var length: Double
    /// How many times as long transfers take. Each stretch has its own level, drawn evenly on a logarithmic scale; within a stretch the
    /// slow-down moves by up to a third around that level every ten seconds. Default 2…20: a gigabit line shared with a backup, or limited
    /// to 50 megabits.
    public var factors: ClosedRange<Double>

    /// Creates a description; ``LogSimulator`` checks it.
    public init(share: Double, length: Double = 60, factors: ClosedRange<Double> = 2...20) {
        self.share = share
        self.length = length
        self.factors = factors
    }

    /// - Throws: ``InputError`` that names the figure and what is allowed.
    func validate() throws(InputError) {
        guard share > 0, share <= 0.5 else {
            throw InputError("throttled share \(share): give a share of the log's time above 0 and at most 0.5")
        }
        guard length >= 1, length <= 1e6 else { throw InputError("throttled for \(length) seconds: give 1 to 1000000") }
        guard factors.lowerBound >= 1, factors.upperBound <= 10_000 else {
            throw InputError("slow-down \(factors.lowerBound)-\(factors.upperBound): give factors from 1 to 10000")
        }
    }
}

/// When the network is throttled, and how much.
///
/// Log time is divided into equal periods with one stretch each, all drawn from the period's own seed: any time can be asked for, in any
/// order, and nothing is remembered.
struct ThrottleSchedule: Sendable {
    /// How often the slow-down moves within a stretch, milliseconds.
    private static let interval: Int64 = 10_000

    private let throttle: NetworkThrottle
    private let seed: UInt64
    private let period: Double

    /// A schedule for a validated description.
    init(_ throttle: NetworkThrottle, random: RandomSource) {
        self.throttle = throttle
        var random = random
        seed = random.next()
        period = max(1, throttle.length * 1000 / throttle.share)
    }

    /// How many times as long a transfer takes that begins at a time (milliseconds since the log's start); 1 at full speed.
    func factor(at time: Double) -> Double {
        let number = (time / period).rounded(.down)
        var random = RandomSource(seed: seed ^ UInt64(bitPattern: Int64(number))).stream("stretch")
        let length = throttle.length * 1000 * (0.5 + random.uniform())
        let start = number * period + random.uniform() * (period - length)
        guard time >= start, time < start + length else { return 1 }
        let ratio = throttle.factors.upperBound / throttle.factors.lowerBound
        let level = throttle.factors.lowerBound * pow(ratio, random.uniform())
        let step = UInt64(time - start) / UInt64(Self.interval)
        var wobble = RandomSource(seed: random.next() ^ step)
        _ = wobble.next()
        let factor = level * pow(4.0 / 3, 2 * wobble.uniform() - 1)
        return min(max(factor, throttle.factors.lowerBound), throttle.factors.upperBound)
    }
}
