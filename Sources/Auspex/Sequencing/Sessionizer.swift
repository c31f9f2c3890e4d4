/// Ties records into sessions: keeps the open ones, compactly and bounded, and hands out the closed ones.
///
/// ```swift
/// var sessionizer = try Sessionizer(rule: rule, fieldNames: format.fieldNames)
/// sessionizer.add(records, events) { closed in known.contains(closed.fingerprint) ? () : score(closed.materialized()) }
/// sessionizer.finish { closed in … }
/// ```
///
/// Sessions close by the *log's* time, never by the wall clock, and only if ``Configuration/idle`` or ``Configuration/maxAge`` say so; by default
/// everything closes when the input ends, in the order of first sight. A record that names several identifiers is an event of each
/// of their sessions. Splitting the input into batches differently changes nothing.
///
/// A session that outgrows ``Configuration/maxEventsPerSession`` is handed out in parts: each but the last is not complete, each but the
/// first knows the events before it.
///
/// Memory: 40 bytes a session, 8–16 for the table, its identifier, and 4–8 bytes an event (see ``SessionStore``).
///
/// - Complexity: O(1) for a record; closing a session costs O(its events), and O(log n) when limits are set.
public struct Sessionizer: ~Copyable {
    /// Limits and closing rules.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Seconds of log time without an event after which a session closes; `nil`: never. ``SessionGaps/idleLimit(usual:minimum:)`` gives a
        /// value that fits a log.
        public var idle: Double?
        /// Seconds of log time after its first event at which a session closes, busy or not; `nil`: never.
        public var maxAge: Double?
        /// Open sessions; beyond, the one touched longest ago closes. At most 67 million.
        public var maxOpenSessions: Int
        /// Bytes of open sessions' events and identifiers; beyond, the one touched longest ago closes.
        public var maxOpenBytes: Int
        /// Events of a session handed out at once; a longer one is handed out in parts, see ``ClosedSession/part``.
        public var maxEventsPerSession: Int
        /// Distinct identifiers taken from one record.
        public var maxKeysPerRecord: Int
        /// Bytes of an identifier; a longer one is cut and told apart by a hash of the whole.
        public var maxKeyBytes: Int
        /// At the end of the input a session counts as complete when it has been quiet for longer than this share of all gaps inside
        /// sessions; 0…1.
        public var completionQuantile: Double
        /// Gaps learnt in training; `nil`: those seen in this input decide.
        public var usualGaps: SessionGaps?
        /// How records without identifier are cut into windows; `nil`: they are only counted.
        public var sessionless: Windowizer.Configuration?
        /// How sessions begin and hand on their identifier; `nil`: one identifier is one session, from its first record on.
        public var habits: SessionHabits?
        /// Identifiers of sessions that training saw; `nil`: none.
        public var seen: SeenIdentifiers?
        /// Whether identifiers are collected in ``Sessionizer/seen``.
        public var remembersIdentifiers: Bool

        /// Creates a configuration; the defaults suit a file that is read from beginning to end.
        public init(
            idle: Double? = nil, maxAge: Double? = nil, maxOpenSessions: Int = 1_000_000, maxOpenBytes: Int = 1 << 30,
            maxEventsPerSession: Int = 100_000, maxKeysPerRecord: Int = 64, maxKeyBytes: Int = 512,
            completionQuantile: Double = 0.99, usualGaps: SessionGaps? = nil, sessionless: Windowizer.Configuration? = nil,
            habits: SessionHabits? = nil, seen: SeenIdentifiers? = nil, remembersIdentifiers: Bool = false
        ) {
            self.idle = idle
            self.maxAge = maxAge
            self.maxOpenSessions = maxOpenSessions
            self.maxOpenBytes = maxOpenBytes
            self.maxEventsPerSession = maxEventsPerSession
            self.maxKeysPerRecord = maxKeysPerRecord
            self.maxKeyBytes = maxKeyBytes
            self.completionQuantile = completionQuantile
            self.usualGaps = usualGaps
            self.sessionless = sessionless
            self.habits = habits
            self.seen = seen
            self.remembersIdentifiers = remembersIdentifiers
        }
    }

    /// What happened so far. Every record is either `sessionless` or delivered at least once.
    public struct Statistics: Codable, Sendable, Equatable {
        /// Records taken in.
        public var records = 0
        /// Records without identifier.
        public var sessionless = 0
        /// Events delivered to sessions (a record with two identifiers counts twice).
        public var events = 0
        /// Sessions opened, further parts of long ones included.
        public var opened = 0
        /// Further parts of sessions that were too long or too old for one piece.
        public var continued = 0
        /// Sessions opened that began before the input did.
        public var begunBefore = 0
        /// Sessions closed, by cause.
        public var closed: [ClosedSession.Cause: Int] = [:]
        /// Sessions whose identifier had been closed shortly before, further parts included.
        public var reopened = 0
        /// Identifiers that were too long and were cut.
        public var cutKeys = 0
        /// Identifiers left out because their record named too many.
        public var leftOutKeys = 0
        /// The most sessions open at once.
        public var peakOpen = 0
    }

    /// The limits in force.
    public let configuration: Configuration
    /// Which of the sessions it keeps, where several sessionizers share the work.
    let shard: SessionShard
    /// What happened so far.
    public internal(set) var statistics = Statistics()
    /// Gaps between the events of a session, as seen so far.
    public internal(set) var gaps = SessionGaps()
    /// Where the log has no times: records between the events of a session, a record standing for a second.
    var recordGaps = SessionGaps()
    /// Both kinds of gaps in all shards together, where there are several; what decides at the end of the input.
    var gapsOfAllShards: (time: SessionGaps, records: SessionGaps)?

    var store = SessionStore()
    var clock = LogClock()
    var queue = TouchQueue()
    var usesQueue: Bool
    var recent = RecentlyClosed()
    /// Sessions by the hash of a further identifier, and the other way round.
    var aliases: [UInt64: UInt32] = [:]
    var aliasesOf: [UInt32: [UInt64]] = [:]
    /// Identifiers met, where they are collected.
    public internal(set) var seen = SeenIdentifiers()
    /// The time of the first record that has one.
    var firstTime = Double.nan
    let hasOpenings: Bool
    private let hasLinks: Bool
    /// What came before, for the open sessions that had a part handed out.
    var continued: [UInt32: Continuation] = [:]
    var closed = ClosedSession()
    var windowizer: Windowizer?
    private var finder: SessionKeyFinder
    /// The identifiers of a batch, where the caller has not found them.
    private var ownKeys = SessionKeys()
    var extractor: ValueExtractor?
    var ordinal: UInt32 = 0
    var baseMilliseconds: Int64?
    var unconfirmed: [UInt32] = []
    /// Quiet ticks after which a session closes; the smaller of idle and age.
    let idleTicks: UInt32?
    let ageTicks: UInt32?

    /// Creates a sessionizer.
    ///
    /// - Parameters:
    ///   - rule: what ties records together; with ``SessionRule/none`` every record is sessionless.
    ///   - fieldNames: header fields of the log format, in order.
    ///   - values: the parameter values that travel with the events; `nil` (or an empty schema) costs nothing.
    ///   - shard: which sessions are kept; all records are to be added to every shard.
    /// - Throws: ``InputError`` when the rule or the configuration cannot be used with this log.
    public init(
        rule: SessionRule, fieldNames: [String], configuration: Configuration = Configuration(), values: ValueSchema? = nil,
        shard: SessionShard = .whole
    ) throws(InputError) {
        guard configuration.idle ?? 1 > 0, configuration.maxAge ?? 1 > 0 else {
            throw InputError("session idle time and maximal age must be more than 0 seconds")
        }
        guard configuration.maxOpenSessions > 0, configuration.maxEventsPerSession > 0, configuration.maxKeyBytes >= 32,
            configuration.maxOpenBytes >= 1 << 16
        else {
            throw InputError("session limits: at least 1 open session, 1 event, 32 identifier bytes and 65536 open bytes are needed")
        }
        let finder = try SessionKeyFinder(rule: rule, fieldNames: fieldNames, limit: configuration.maxKeysPerRecord)
        var windowizer: Windowizer?
        if let settings = configuration.sessionless { windowizer = try Windowizer(configuration: settings, fieldNames: fieldNames) }
        self.init(configuration: configuration, finder: finder, windowizer: windowizer, values: values, shard: shard)
    }

    private init(
        configuration: Configuration, finder: SessionKeyFinder, windowizer: Windowizer?, values: ValueSchema?, shard: SessionShard
    ) {
        self.configuration = configuration
        self.shard = shard
        self.finder = finder
        self.windowizer = windowizer
        if let values, !values.isEmpty { extractor = ValueExtractor(schema: values) }
        closed.hasValues = extractor != nil
        hasOpenings = configuration.habits?.openings.isEmpty == false
        hasLinks = configuration.habits?.links.isEmpty == false
        func ticks(_ seconds: Double) -> UInt32 { UInt32(min(seconds * 10, 4e9)) }
        ageTicks = configuration.maxAge.map(ticks)
        idleTicks = [configuration.idle, configuration.maxAge].compactMap { $0 }.min().map(ticks)
        usesQueue = idleTicks != nil
    }

    /// What was met while reading values: numbers not usable, templates whose parameters changed.
    public var valueStatistics: ValueExtractor.Statistics { extractor?.statistics ?? ValueExtractor.Statistics() }

    /// Sessions open now.
    public var openSessions: Int { store.liveCount }

    /// Bytes this sessionizer has taken from the system for open sessions; what is free again is used again.
    public var reservedBytes: Int { store.reservedBytes + queue.reservedBytes + recent.reservedBytes }

    /// Takes in a batch: one event for each record.
    ///
    /// - Parameter emit: called with each session that closes; see ``ClosedSession``.
    public mutating func add<Failure: Error>(
        _ records: RecordBatch, _ events: EventBatch, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        var keys = SessionKeys()
        swap(&keys, &ownKeys)
        finder.find(in: records, events: events, into: &keys)
        defer { swap(&keys, &ownKeys) }
        try add(records, events, keys, emit: emit)
    }

    /// Takes in a batch whose session identifiers were found before, by the rule and limit of this sessionizer.
    ///
    /// - Parameter emit: called with each session that closes; see ``ClosedSession``.
    public mutating func add<Failure: Error>(
        _ records: RecordBatch, _ events: EventBatch, _ keys: SessionKeys, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        let source = UInt32(clamping: records.source)
        for index in records.records.indices {
            let record = records.records[index]
            statistics.records += 1
            advanceOrdinal()
            let before = clock.tick
            clock.advance(to: record.time)
            if clock.tick != before {
                confirmTouched()
                if idleTicks != nil { try closeIdle(emit: emit) }
            } else if !clock.isUnconfirmed {
                forgetUnconfirmed()
            }
            let found = keys.places(of: index)
            guard !found.isEmpty else {
                statistics.sessionless += 1
                guard shard.isFirst else { continue }
                if windowizer != nil { extractor?.read(record: index, in: records, events: events, into: &store.row) }
                try windowizer?.add(
                    record: index, in: records, template: events.templates[index], values: extractor == nil ? nil : store.row, emit: emit)
                continue
            }
            if firstTime.isNaN { firstTime = record.time }
            if !shard.isWhole, !found.contains(where: { shard.holds(keys.hashes[$0]) }) { continue }
            extractor?.read(record: index, in: records, events: events, into: &store.row)
            if configuration.remembersIdentifiers, record.time > seen.until { seen.until = record.time }
            let milliseconds = relativeMilliseconds(record.time)
            for place in found where shard.isWhole || shard.holds(keys.hashes[place]) {
                let slot = try touch(
                    keys.ranges[place], hash: keys.hashes[place], in: records.bytes, template: events.templates[index],
                    time: record.time, emit: emit)
                if hasLinks {
                    noteLinks(of: events.templates[index], record: index, in: records, events: events, slot: slot)
                }
                try append(
                    events.templates[index], source: source, line: record.line, milliseconds: milliseconds, to: slot, emit: emit)
            }
            if store.chunks.liveBytes > configuration.maxOpenBytes { try closeToFit(emit: emit) }
        }
        statistics.leftOutKeys += keys.leftOut
    }

    private mutating func append<Failure: Error>(
        _ template: TemplateID, source: UInt32, line: UInt64, milliseconds: Int64?, to slot: UInt32,
        emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        statistics.events += 1
        if let milliseconds, store[slot].flags.contains(.hasTime) {
            gaps.record(milliseconds: milliseconds - store[slot].lastMilliseconds)
        }
        if store[slot].count >= UInt32(clamping: configuration.maxEventsPerSession) {
            try closePart(slot, cause: .length, emit: emit)
        }
        store.append(template: template.rawValue, source: source, line: line, milliseconds: milliseconds, to: slot)
        if extractor != nil { store.appendRow(to: slot) }
        store[slot].count += 1
    }

    /// The slot of an identifier, opened if need be, marked as touched now.
    private mutating func touch<Failure: Error>(
        _ key: ByteRange, hash: UInt64, in bytes: [UInt8], template: TemplateID, time: Double,
        emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) -> UInt32 {
        var (slot, hash) = lookUp(key, hash: hash, in: bytes)
        if hasOpenings, isCut(template) {
            // A further identifier that opens a session of its own is none of the old one's any more.
            if let other = aliases.removeValue(forKey: hash) { aliasesOf[other]?.removeAll { $0 == hash } }
            if let open = slot { try restart(open, emit: emit) }
        } else if hasLinks, let other = aliases[hash] {
            slot = other
        }
        if let slot {
            if let ageTicks, clock.tick - store[slot].firstTick > ageTicks {
                try closePart(slot, cause: .age, emit: emit)
            }
            if !clock.hasTime { recordGaps.record(milliseconds: Int64(ordinal - store[slot].stamp) * 1000) }
            store[slot].stamp = ordinal
            store[slot].lastTick = clock.tick
            noteUnconfirmed(slot)
            return slot
        }
        if store.liveCount >= min(configuration.maxOpenSessions, SessionStore.capacityLimit) { try closeOldest(emit: emit) }
        let opened = open(key, in: bytes, hash: hash)
        statistics.opened += 1
        statistics.peakOpen = max(statistics.peakOpen, store.liveCount)
        if configuration.remembersIdentifiers { seen.insert(hash) }
        if beganBefore(template, hash: hash, time: time) {
            store[opened].flags.insert(.beginsBefore)
            statistics.begunBefore += 1
        }
        if recent.contains(hash) {
            store[opened].flags.insert(.reopened)
            statistics.reopened += 1
        }
        if usesQueue { queue.insert(slot: opened, stamp: ordinal) }
        noteUnconfirmed(opened)
        return opened
    }

    // The buffers live as long as the closures; ranges index the batch they come from and are checked by the slice.
    private func lookUp(_ key: ByteRange, hash: UInt64, in bytes: [UInt8]) -> (slot: UInt32?, hash: UInt64) {
        unsafe bytes.withUnsafeBytes { buffer in
            let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[key.indices])
            guard part.count > configuration.maxKeyBytes else { return unsafe (store.find(part, hash: hash), hash) }
            return unsafe cutKey(part, hash: hash).withUnsafeBytes { cut in
                let cutHash = unsafe sessionHash(cut)
                return unsafe (store.find(cut, hash: cutHash), cutHash)
            }
        }
    }

    private mutating func open(_ key: ByteRange, in bytes: [UInt8], hash: UInt64) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in
            let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[key.indices])
            guard part.count > configuration.maxKeyBytes else {
                return unsafe store.insert(part, hash: hash, tick: clock.tick, stamp: ordinal)
            }
            statistics.cutKeys += 1
            let whole = unsafe cutKey(part, hash: sessionHash(part))
            return unsafe whole.withUnsafeBytes { cut in
                unsafe store.insert(cut, hash: hash, tick: clock.tick, stamp: ordinal)
            }
        }
    }

    /// The head of a long identifier with the hash of the whole, so that two long ones stay apart.
    private func cutKey(_ key: UnsafeRawBufferPointer, hash: UInt64) -> [UInt8] {
        let mark = Array("…\(String(hash, radix: 16))".utf8)
        return unsafe Array(key[..<(configuration.maxKeyBytes - mark.count)]) + mark
    }

    private mutating func relativeMilliseconds(_ time: Double) -> Int64? {
        // Beyond the year 2800 or before 1100: not a time stamp anybody meant.
        guard abs(time) < 27e9 else { return nil }
        let milliseconds = Int64((time * 1000).rounded())
        if let baseMilliseconds { return milliseconds - baseMilliseconds }
        baseMilliseconds = milliseconds
        closed.baseMilliseconds = milliseconds
        return 0
    }

    /// Sessions touched by a record whose forward jump is now confirmed were touched at the new time.
    private mutating func confirmTouched() {
        guard !unconfirmed.isEmpty else { return }
        for slot in unconfirmed {
            if store[slot].firstTick == store[slot].lastTick, store[slot].count <= 1 { store[slot].firstTick = clock.tick }
            store[slot].lastTick = clock.tick
        }
        unconfirmed.removeAll(keepingCapacity: true)
    }

    private mutating func noteUnconfirmed(_ slot: UInt32) {
        if clock.isUnconfirmed, unconfirmed.count < 1024 { unconfirmed.append(slot) }
    }

    /// Forgets one touched session, or all of them.
    mutating func forgetUnconfirmed(_ slot: UInt32? = nil) {
        if !unconfirmed.isEmpty { unconfirmed.removeAll { slot == nil || $0 == slot } }
    }

    /// Counts records; before the counter runs over, all stamps are moved down together.
    private mutating func advanceOrdinal() {
        if ordinal == UInt32.max {
            let shift = UInt32(1) << 31
            store.moveStamps(down: shift)
            queue.renumber { $0 > shift ? $0 - shift : 0 }
            ordinal -= shift
        }
        ordinal += 1
    }
}

/// What is kept of the parts of a session that were handed out already.
struct Continuation {
    /// Number of the part that is being collected.
    var part: Int
    /// The last events before it.
    var history: [TemplateID]
}
