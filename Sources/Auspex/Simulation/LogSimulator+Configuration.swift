extension LogSimulator {
    /// How much to write.
    public enum Length: Sendable, Equatable, Codable {
        /// Exactly so many lines; every session is finished (the last ones are chosen to fit), except in logs of a few lines.
        case lines(Int)
        /// So many sessions, however many lines that takes; background lines come on top.
        case sessions(Int)
    }

    /// What to simulate.
    public struct Configuration: Sendable, Equatable, Codable {
        /// How much to write. Default: 20,000 lines.
        public var length: Length
        /// Share of sessions with a planted fault, 0…1. Default .03, about the share in the real HDFS log.
        public var anomalyRate: Double
        /// Kinds of fault to plant, drawn evenly; `nil` for the system's own list. Default `nil`.
        public var kinds: [FaultKind]?
        /// Sessions (and background tasks) begun per second of log time; `nil` for the system's own. With ``overlap`` its inverse is the mean
        /// pause before a task that follows another. Default `nil`.
        public var sessionsPerSecond: Double?
        /// When the network is throttled; `nil`: never. Sessions with a step that began in such a stretch are labelled `slowStep`, unless
        /// another fault was planted into them; their lines always are. Default `nil`.
        public var throttle: NetworkThrottle?
        /// So many tasks are always under way, 1: one after another; `nil` for the system's own way. Default `nil`.
        public var overlap: Int?
        /// Share of lines whose message is replaced by another normal one, 0…1. Noise is no fault: it is not labelled, and spares the lines
        /// that are. Default 0.
        public var noise: Double
        /// Seed. Default 1.
        public var seed: UInt64

        /// Creates a configuration.
        public init(
            length: Length = .lines(20_000), anomalyRate: Double = 0.03, kinds: [FaultKind]? = nil, sessionsPerSecond: Double? = nil,
            throttle: NetworkThrottle? = nil, overlap: Int? = nil, noise: Double = 0, seed: UInt64 = 1
        ) {
            self.length = length
            self.anomalyRate = anomalyRate
            self.kinds = kinds
            self.sessionsPerSecond = sessionsPerSecond
            self.throttle = throttle
            self.overlap = overlap
            self.noise = noise
            self.seed = seed
        }
    }
}
