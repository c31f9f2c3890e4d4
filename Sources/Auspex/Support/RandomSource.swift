/// The one seeded generator of the project (SplitMix64; Steele, Lea, Flood, OOPSLA 2014).
///
/// Small state, equal numbers on every platform, good enough for sampling, shuffling and initial weights; not for secrets.
public struct RandomSource: RandomNumberGenerator, Sendable, Codable, Equatable {
    private var state: UInt64

    /// Creates a generator; equal seeds give equal streams.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return state.mixed
    }

    /// An independent stream, named so that adding one consumer does not shift the numbers of another.
    public func stream(_ name: String) -> RandomSource {
        var fingerprint = Fingerprint()
        fingerprint.combine(state)
        fingerprint.combine(name)
        return RandomSource(seed: fingerprint.value)
    }

    /// A number drawn evenly from [0, 1).
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
