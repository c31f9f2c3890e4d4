/// What is known about the clock behind a log's times: the zone of times that name none, and roughly when the log was written.
///
/// ```swift
/// try ReadingClock.$current.withValue(ReadingClock(zone: try TimeZoneRules("Europe/Berlin"), isGiven: true, now: now)) {
///     try ScanRun(options).run()
/// }
/// ```
public struct ReadingClock: Sendable, Equatable {
    /// The zone of times that name none.
    public var zone: TimeZoneRules
    /// Whether somebody named the zone: then times are told in it, whatever the lines say.
    public var isGiven: Bool
    /// Now, seconds since 1970 UTC: about when a log without a date of its own (a pipe) was written. `nil` where nobody knows.
    public var now: Double?

    /// Creates a clock.
    public init(zone: TimeZoneRules = .utc, isGiven: Bool = false, now: Double? = nil) {
        self.zone = zone
        self.isGiven = isGiven
        self.now = now
    }

    /// The clock of everything read within a scope; UTC and no date unless somebody says otherwise.
    @TaskLocal public static var current = ReadingClock()
}

/// The zones that the times of a log were written in.
public struct ZonesSeen: Sendable, Equatable, Codable {
    /// The offset times named first, in seconds east of UTC; `nil` where none did.
    public private(set) var offset: Int?
    /// Whether they named different ones.
    public private(set) var isMixed = false
    /// Whether some named none.
    public var namesNone = false

    mutating func note(_ seen: Int) {
        if let offset { isMixed = isMixed || offset != seen } else { offset = seen }
    }

    mutating func merge(_ other: ZonesSeen) {
        if let seen = other.offset { note(seen) }
        isMixed = isMixed || other.isMixed
        namesNone = namesNone || other.namesNone
    }

    /// The zone to tell times in: the one somebody named, else the one all lines name, else the clock's.
    func zone(_ clock: ReadingClock) -> TimeZoneRules {
        guard !clock.isGiven, !isMixed, !namesNone, let offset else { return clock.zone }
        return TimeZoneRules(offset: offset)
    }
}
