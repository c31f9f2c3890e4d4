/// A bounded part of the training sequences, spread evenly over the log, with the times of their events: what workflows are mined from.
///
/// Sequences are offered in their order. While everything fits, everything is kept; then every second stretch is dropped, then every second
/// of the rest, and so on: no random draw, no second reading, and the end of a long log counts as much as its beginning. Windows are kept in
/// stretches of neighbours, which ``sequences(excluding:)`` joins again, because a task that is cut in ten pieces has no order left.
///
/// - Complexity: O(1) for a sequence that is not kept; memory O(``limit``) events.
public struct WorkflowSample: Sendable {
    /// What one sequence holds.
    public let scope: WorkflowModel.Scope
    /// Most events kept.
    public let limit: Int
    /// Sequences offered so far.
    public private(set) var offered = 0

    private struct Entry {
        var number: Int
        var sequence: EventSequence
    }

    /// Neighbouring sequences kept or dropped together.
    private let stretch: Int
    /// New events at the beginning of each sequence; the rest of it is told again by the next one. `nil`: sequences are not joined.
    private let step: Int?
    private var entries: [Entry] = []
    private var events = 0
    /// Events of the sequence offered before, whether kept or cut.
    private var lastCount = 0
    /// Of so many stretches one is kept.
    private var stride = 1

    /// Events of a stream that stay together, at least.
    static let stretchEvents = 2_048

    /// A sample of executions, one a sequence (sessions by identifier).
    public init(sessions limit: Int) {
        self.init(scope: .session, limit: limit, stretch: 1, step: nil)
    }

    /// A sample of a stream that comes in windows.
    ///
    /// - Parameter windows: how it was cut; windows by time or by group are not joined.
    public init(stream limit: Int, windows: Windowizer.Configuration) {
        if case .records(_, let step) = windows.extent, windows.group == nil {
            self.init(scope: .stream, limit: limit, stretch: max(1, Self.stretchEvents / max(1, step)), step: step)
        } else {
            self.init(scope: .stream, limit: limit, stretch: 1, step: nil)
        }
    }

    /// A sample of one stream: all of it where that fits, else stretches.
    init(stream: EventSequence, limit: Int) {
        self.init(scope: .stream, limit: limit, stretch: 1, step: nil)
        let count = stream.events.count, size = count <= limit ? max(1, count) : longest
        for start in Swift.stride(from: 0, to: count, by: size) {
            let range = start..<min(start + size, count)
            let times = stream.times.count == count ? Array(stream.times[range]) : []
            add(EventSequence(id: stream.id, events: Array(stream.events[range]), times: times, isComplete: false), most: size)
        }
    }

    private init(scope: WorkflowModel.Scope, limit: Int, stretch: Int, step: Int?) {
        self.scope = scope
        self.limit = max(1, limit)
        self.stretch = stretch
        self.step = step
    }

    /// Most events kept of one sequence: an eighth of the limit.
    public var longest: Int { max(1, limit / 8) }

    /// The part of the offered sequences that is kept, 0…1.
    public var share: Double { offered == 0 ? 1 : Double(entries.count) / Double(offered) }

    /// Offers the next sequence. Its lines and values are not kept, and nothing beyond ``longest`` events. A further part of a long session
    /// has no beginning, so it is no whole execution.
    public mutating func add(_ sequence: borrowing EventSequence) {
        add(sequence, most: longest)
    }

    private mutating func add(_ sequence: borrowing EventSequence, most: Int) {
        let number = offered
        offered += 1
        // A part of a session that was too long for one piece is no execution.
        if scope == .session, sequence.isContinuation { return }
        guard number / stretch % stride == 0 else { return }
        // Events that the window before contained already are left out.
        let isNeighbour = step != nil && entries.last?.number == number - 1
        let first = isNeighbour ? max(0, lastCount - (step ?? 0)) : 0
        let range = min(first, sequence.events.count)..<min(sequence.events.count, first + most)
        lastCount = sequence.events.count
        let hasTimes = sequence.times.count == sequence.events.count
        let kept = EventSequence(
            id: sequence.id, events: Array(sequence.events[range]), times: hasTimes ? Array(sequence.times[range]) : [],
            isComplete: sequence.isComplete && !sequence.isContinuation && range.count == sequence.events.count)
        entries.append(Entry(number: number, sequence: kept))
        events += max(1, kept.events.count)
        while events > limit, entries[entries.count - 1].number >= stretch {
            stride *= 2
            entries.removeAll { $0.number / stretch % stride != 0 }
            events = entries.reduce(0) { $0 + max(1, $1.sequence.events.count) }
        }
    }

    /// Puts other template ids for the ones kept: templates are merged while a log is read.
    public mutating func translate(_ survivor: (TemplateID) -> TemplateID) {
        for index in entries.indices {
            for place in entries[index].sequence.events.indices {
                entries[index].sequence.events[place] = survivor(entries[index].sequence.events[place])
            }
        }
    }

    /// What is kept, windows joined to stretches of the stream as far as they are neighbours.
    ///
    /// - Parameter excluded: identifiers of sequences to leave out.
    public func sequences(excluding excluded: Set<String> = []) -> [EventSequence] {
        let kept = excluded.isEmpty ? entries : entries.filter { !excluded.contains($0.sequence.id) }
        guard step != nil else { return kept.map(\.sequence) }
        var joined: [EventSequence] = []
        var last: Int?
        for entry in kept {
            if let last, entry.number == last + 1 {
                joined[joined.count - 1].events += entry.sequence.events
                joined[joined.count - 1].times += entry.sequence.times
            } else {
                joined.append(entry.sequence)
            }
            last = entry.number
        }
        for index in joined.indices where joined[index].times.count != joined[index].events.count { joined[index].times = [] }
        return joined
    }
}
