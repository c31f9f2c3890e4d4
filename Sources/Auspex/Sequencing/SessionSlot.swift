/// What is kept about an open session besides its bytes: 40 bytes.
///
/// Line numbers have 40 bits (a trillion lines), sources 24, times 48 (±4 400 years in milliseconds), put together from parts so that the
/// slot needs no padding.
struct SessionSlot {
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// The slot holds a session.
        static let live = Flags(rawValue: 1)
        /// The identifier was closed a short while ago.
        static let reopened = Flags(rawValue: 2)
        /// The last time is known.
        static let hasTime = Flags(rawValue: 4)
        /// The session began before the input did.
        static let beginsBefore = Flags(rawValue: 8)
    }

    /// First chunk: length of the identifier, identifier, events. In a free slot: the next free slot.
    var head: UInt32
    /// Chunk that is being written.
    var tail: UInt32
    /// Events seen, dropped ones included; stays at the largest value.
    var count: UInt32 = 0
    /// Ordinal of the record that touched it last, for closing the least recently used.
    var stamp: UInt32
    /// Log clock at the first event, in tenths of a second.
    var firstTick: UInt32
    /// Log clock at the last event, in tenths of a second.
    var lastTick: UInt32
    private var lineLow: UInt32 = 0
    private var timeLow: UInt32 = 0
    private var timeHigh: Int16 = 0
    private var sourceLow: UInt16 = 0
    private var sourceHigh: UInt8 = 0
    private var lineHigh: UInt8 = 0
    /// Payload bytes written in the tail chunk.
    var tailUsed: UInt8 = 0
    /// State.
    var flags: Flags = .live

    init(chunk: UInt32, tick: UInt32, stamp: UInt32) {
        head = chunk
        tail = chunk
        firstTick = tick
        lastTick = tick
        self.stamp = stamp
    }

    /// Source of the last event.
    var source: UInt32 {
        get { UInt32(sourceHigh) << 16 | UInt32(sourceLow) }
        set {
            sourceLow = UInt16(truncatingIfNeeded: newValue)
            sourceHigh = UInt8(truncatingIfNeeded: newValue >> 16)
        }
    }

    /// Line number of the last event.
    var lastLine: UInt64 {
        get { UInt64(lineHigh) << 32 | UInt64(lineLow) }
        set {
            lineLow = UInt32(truncatingIfNeeded: newValue)
            lineHigh = UInt8(truncatingIfNeeded: newValue >> 32)
        }
    }

    /// Time of the last timed event, in milliseconds since the store's base.
    var lastMilliseconds: Int64 {
        get { Int64(timeHigh) << 32 | Int64(timeLow) }
        set {
            timeLow = UInt32(truncatingIfNeeded: newValue)
            timeHigh = Int16(truncatingIfNeeded: newValue >> 32)
        }
    }
}
