/// The outside world's clocks, all in seconds, and the largest memory of the program in bytes: what a measurement needs and a library cannot ask itself.
public struct CostClocks {
    /// Processor seconds of all threads so far.
    public var processor: () -> Double
    /// Seconds on a clock that never goes backwards.
    public var wall: () -> Double
    /// Largest resident memory since the last `forgetPeak`.
    public var peakMemory: () -> Int
    /// Begins to measure memory anew, where the system can.
    public var forgetPeak: () -> Void

    /// Creates the outside world; one that stands still by default.
    public init(
        processor: @escaping () -> Double = { 0 }, wall: @escaping () -> Double = { 0 }, peakMemory: @escaping () -> Int = { 0 },
        forgetPeak: @escaping () -> Void = {}
    ) {
        self.processor = processor
        self.wall = wall
        self.peakMemory = peakMemory
        self.forgetPeak = forgetPeak
    }
}
