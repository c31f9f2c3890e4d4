/// Cuts a log without identifiers into windows: by a number of records or by log time, sliding or not, for the whole log or for each value of a
/// header field.
///
/// A window's id says what it covers: `lines 101–200`, `2005-06-03T15:42:00Z/2005-06-03T15:47:00Z`, with the group in front. Windows are never
/// complete (``EventSequence/isComplete`` is false): their ends mean nothing. The last, shorter window of records is handed out when the input ends.
///
/// - Complexity: O(1) for a record and O(length) for each window handed out.
public struct Windowizer: Sendable {
    /// How long a window is and how far the next one begins.
    public enum Extent: Codable, Sendable, Equatable {
        /// Windows of `size` records, a new one every `step`.
        case records(size: Int, step: Int)
        /// Windows `[k·step, k·step + length)` in seconds since 1970, those without records left out.
        case seconds(length: Double, step: Double)
        /// Each record by itself, as a message.
        case messages
    }

    /// Window settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Length and step.
        public var extent: Extent
        /// Header field to group by (such as the host); `nil`: the whole log is one group.
        public var group: String?
        /// Groups kept apart; records of further ones share one group.
        public var maxGroups: Int
        /// Records kept for one window; a window by time that gets more is handed out early.
        public var maxEvents: Int
        /// Records before a window of records that come with it as its ``EventSequence/history``. Default 0.
        public var before: Int

        /// Creates a configuration; the default is windows of 100 records, not overlapping.
        public init(
            extent: Extent = .records(size: 100, step: 100), group: String? = nil, maxGroups: Int = 10_000, maxEvents: Int = 100_000,
            before: Int = 0
        ) {
            self.extent = extent
            self.group = group
            self.maxGroups = maxGroups
            self.maxEvents = maxEvents
            self.before = before
        }

        /// Reads a configuration; those written before windows had a history have none.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            extent = try values.decode(Extent.self, forKey: .extent)
            group = try values.decodeIfPresent(String.self, forKey: .group)
            maxGroups = try values.decode(Int.self, forKey: .maxGroups)
            maxEvents = try values.decode(Int.self, forKey: .maxEvents)
            before = try values.decodeIfPresent(Int.self, forKey: .before) ?? 0
        }
    }

    /// The settings in force.
    public let configuration: Configuration
    /// Windows handed out.
    public internal(set) var emitted = 0
    /// Windows by time handed out early because they were full.
    public internal(set) var overfull = 0

    private let fieldIndex: Int?
    var groups: [[UInt8]: Int] = [:]
    var windows: [WindowBuffer] = []

    /// Creates a windowizer.
    ///
    /// - Throws: ``InputError`` for a length or step that makes no sense, or a field the format does not have.
    public init(configuration: Configuration, fieldNames: [String]) throws(InputError) {
        self.configuration = configuration
        switch configuration.extent {
        case .records(let size, let step):
            guard size > 0, step > 0, step <= size, size <= configuration.maxEvents, 0...EventSequence.historyLimit ~= configuration.before
            else {
                throw InputError(
                    "window of \(size) records every \(step): the size must be 1 to \(configuration.maxEvents), the step 1 to the size")
            }
        case .seconds(let length, let step):
            guard length > 0, step > 0, step <= length, length / step <= 1000, length <= 1e9, step >= 0.001 else {
                throw InputError(
                    "window of \(length) s every \(step) s: both must be positive, the step at most the length and at least a thousandth of it"
                )
            }
        case .messages: break
        }
        if let name = configuration.group {
            guard let index = fieldNames.firstIndex(of: name) else {
                throw InputError("window group <\(name)>: the log format has no such field (it has \(fieldNames.joined(separator: ", ")))")
            }
            fieldIndex = index
        } else {
            fieldIndex = nil
        }
    }

    /// Takes in a batch; windows that are full are handed out.
    public mutating func add<Failure: Error>(
        _ records: RecordBatch, _ events: EventBatch, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        for index in records.records.indices { try add(record: index, in: records, template: events.templates[index], emit: emit) }
    }

    /// Takes in one record of a batch.
    mutating func add<Failure: Error>(
        record index: Int, in records: RecordBatch, template: TemplateID, values: [EventValue]? = nil,
        emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        let group = group(of: index, in: records)
        let record = records.records[index]
        switch configuration.extent {
        case .records(let size, let step):
            windows[group].append(template, source: records.source, record: record, values: values)
            if windows[group].count == size {
                try windows[group].emit(windows[group].count, from: 0, span: nil, using: emit)
                emitted += 1
                windows[group].remember(step, limit: configuration.before)
                windows[group].removeFirst(step)
                windows[group].emittedUpTo = size - step
            }
        case .seconds(let length, let step):
            try makeRoom(for: record.time, in: group, length: length, step: step, emit: emit)
            windows[group].append(template, source: records.source, record: record, values: values)
        case .messages:
            windows[group].append(template, source: records.source, record: record, values: values)
            try windows[group].emit(1, from: 0, span: nil, isMessage: true, using: emit)
            emitted += 1
            windows[group].removeFirst(1)
        }
    }

    /// Hands out what is left: the input has ended.
    public mutating func finish<Failure: Error>(emit: (borrowing ClosedSession) throws(Failure) -> Void) throws(Failure) {
        for group in windows.indices {
            switch configuration.extent {
            case .records:
                // Only if it holds a record no window held before.
                if windows[group].count > windows[group].emittedUpTo {
                    try windows[group].emit(windows[group].count, from: 0, span: nil, using: emit)
                    emitted += 1
                }
            case .seconds(let length, let step):
                try emitWindows(endingBy: .infinity, in: group, length: length, step: step, emit: emit)
            case .messages: break
            }
        }
        windows.removeAll()
        groups.removeAll()
    }

    private mutating func group(of record: Int, in records: RecordBatch) -> Int {
        var name: [UInt8] = []
        if let fieldIndex, fieldIndex < records.fieldCount {
            name = Array(records.bytes[records.fields[record * records.fieldCount + fieldIndex].indices].prefix(256))
        }
        if let known = groups[name] { return known }
        if groups.count >= max(1, configuration.maxGroups) - 1, let overflow = groups[Self.overflowName] { return overflow }
        if groups.count == max(1, configuration.maxGroups) - 1, fieldIndex != nil { name = Self.overflowName }
        groups[name] = windows.count
        windows.append(WindowBuffer(group: name))
        return windows.count - 1
    }

    private static let overflowName = Array("(other)".utf8)

    private mutating func makeRoom<Failure: Error>(
        for time: Double, in group: Int, length: Double, step: Double, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        if time.isFinite {
            if time > windows[group].clock { try emitWindows(endingBy: time, in: group, length: length, step: step, emit: emit) }
            windows[group].clock = max(windows[group].clock, time)
        }
        if windows[group].count >= configuration.maxEvents {
            try windows[group].emit(windows[group].count, from: 0, span: nil, using: emit)
            emitted += 1
            overfull += 1
            windows[group].removeFirst(windows[group].count)
        }
    }

    /// Hands out the windows that end at or before `time`; records count at the log clock of their arrival, so a clock that goes back
    /// leaves no record out.
    private mutating func emitWindows<Failure: Error>(
        endingBy time: Double, in group: Int, length: Double, step: Double, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        while windows[group].count > 0 {
            let oldest = windows[group].stamps[windows[group].start]
            guard oldest.isFinite else {
                // No time so far: all in one, when the first time or the end comes.
                let untimed = windows[group].countOfStamps(below: -.infinity, orEqual: true)
                try windows[group].emit(untimed, from: 0, span: nil, using: emit)
                emitted += 1
                windows[group].removeFirst(untimed)
                continue
            }
            // The first window not handed out yet that holds the oldest record.
            let first = ((oldest - length) / step).rounded(.down) + 1
            let index = max(first, windows[group].nextWindow)
            let begin = index * step
            let end = begin + length
            guard end <= time else { return }
            let before = windows[group].countOfStamps(below: begin)
            let inside = windows[group].countOfStamps(below: end) - before
            if inside > 0 {
                try windows[group].emit(inside, from: before, span: (begin, end), using: emit)
                emitted += 1
            }
            windows[group].nextWindow = index + 1
            windows[group].removeFirst(windows[group].countOfStamps(below: begin + step))
        }
    }
}
