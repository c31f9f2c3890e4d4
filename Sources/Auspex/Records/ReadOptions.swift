extension RecordReader {
    /// Which lines continue the record before them.
    public enum Joining: String, Sendable, Codable, CaseIterable {
        /// Every line is a record.
        case none
        /// Lines that begin with white space, `at `, `Caused by` or `...`.
        case continuations
        /// Those, and lines that do not fit a format that begins with a time.
        case unfitting
    }

    /// How to read. All sizes have defaults that suit logs of any length.
    public struct Options: Sendable, Equatable {
        /// Bytes read at a time. A batch holds about as much.
        public var chunkBytes: Int
        /// Longest line kept, in bytes; the rest of a longer one is skipped and the line counted `lineTooLong`.
        public var lineLimit: Int
        /// Multi-line joining.
        public var joining: Joining
        /// Most lines in one record.
        public var joinLines: Int
        /// Most bytes in one joined record.
        public var joinBytes: Int
        /// The zone of times that name none, and about when a pipe was written; files have a date of their own.
        public var clock: ReadingClock
        /// After this many lines of which none fits a given format, reading stops with an error.
        public var patience: Int

        /// Creates options.
        public init(
            chunkBytes: Int = 1 << 20, lineLimit: Int = 64 * 1024, joining: Joining = .continuations, joinLines: Int = 512,
            joinBytes: Int = 64 * 1024, clock: ReadingClock = .current, patience: Int = 10_000
        ) {
            self.chunkBytes = chunkBytes
            self.lineLimit = lineLimit
            self.joining = joining
            self.joinLines = joinLines
            self.joinBytes = joinBytes
            self.clock = clock
            self.patience = patience
        }
    }

    /// The outside world of a followed input; given by the caller so that tests need no waiting.
    public struct Following {
        /// Seconds on a clock that never goes backwards.
        public var now: () -> Double
        /// Waits that many seconds.
        public var sleep: (Double) -> Void
        /// Whether to stop at the next idle moment.
        public var isStopped: () -> Bool
        /// Seconds between two looks at a quiet file.
        public var interval: Double
        /// Whether to stop as soon as everything there is has been read: nothing is waited for but what may belong to the last record.
        public var endsWhenQuiet: Bool
        /// Whether what is unfinished in the end stays so, because reading will go on from there another time.
        public var keepsOpen: Bool
        /// After this many quiet seconds an unfinished last line, and a record that might still be continued, are delivered.
        public var patience: Double

        /// Creates the outside world.
        public init(
            now: @escaping () -> Double, sleep: @escaping (Double) -> Void, isStopped: @escaping () -> Bool = { false },
            interval: Double = 0.1, patience: Double = 1, endsWhenQuiet: Bool = false, keepsOpen: Bool = false
        ) {
            self.endsWhenQuiet = endsWhenQuiet
            self.keepsOpen = keepsOpen
            self.now = now
            self.sleep = sleep
            self.isStopped = isStopped
            self.interval = interval
            self.patience = patience
        }
    }
}
