/// Reads the typed values of one event after the other from a batch, into memory that is used again: no allocation an event.
public struct ValueExtractor: Sendable {
    /// What happened on the way.
    public struct Statistics: Sendable, Codable, Equatable {
        /// Events with values.
        public var events = 0
        /// Numbers that were not finite.
        public var notFinite = 0
        /// Numbers of an absurd magnitude.
        public var absurd = 0
        /// Values that were no number although the parameter is one.
        public var notNumbers = 0
        /// Events of a known template with another number of parameters than in training.
        public var otherLayout = 0
        /// Values found again by the word before them in such events.
        public var realigned = 0
        /// Values that could not be found in such events.
        public var vanished = 0
        /// Templates with such events, each named once; at most 100.
        public var changedTemplates: [TemplateID] = []

        /// Adds what another met.
        mutating func merge(_ other: Statistics) {
            events += other.events
            notFinite += other.notFinite
            absurd += other.absurd
            notNumbers += other.notNumbers
            otherLayout += other.otherLayout
            realigned += other.realigned
            vanished += other.vanished
            changedTemplates += other.changedTemplates.filter { !changedTemplates.contains($0) }.prefix(100 - changedTemplates.count)
        }
    }

    /// What is read.
    public let schema: ValueSchema
    /// What happened so far.
    public internal(set) var statistics = Statistics()

    /// Creates an extractor.
    public init(schema: ValueSchema) {
        self.schema = schema
    }

    /// Reads the values of one record's event.
    ///
    /// - Complexity: O(bytes of the parameters read).
    ///
    /// - Parameter row: is emptied first.
    public mutating func read(
        record: Int, in records: borrowing RecordBatch, events: borrowing EventBatch, into row: inout [EventValue]
    ) {
        row.removeAll(keepingCapacity: true)
        if schema.keepsWords { return MessageWords.read(records.bytes.span, records.records[record].content.indices, into: &row) }
        let first = Int(events.parameterStarts[record]), end = Int(events.parameterStarts[record + 1])
        let bytes = records.bytes.span
        if schema.keepsEverything {
            for index in first..<min(end, first + ValueSchema.limit) {
                row.append(value(events.parameters[index], bytes, isWord: nil))
            }
        } else {
            let number = schema.layout(of: events.templates[record])
            guard number >= 0 else { return }
            if schema.layouts[number].parameters == end - first {
                for place in 0..<schema.layouts[number].slots.count {
                    let slot = schema.layouts[number].slots[place]
                    row.append(slot.typed(value(events.parameters[first + slot.position], bytes, isWord: slot.isWord)))
                }
            } else {
                realign(number, record, records, events, first..<end, &row)
            }
        }
        if !row.isEmpty { statistics.events += 1 }
    }

    /// The template has another number of parameters than in training: parameters are found again by the word before them.
    private mutating func realign(
        _ number: Int, _ record: Int, _ records: borrowing RecordBatch, _ events: borrowing EventBatch, _ range: Range<Int>,
        _ row: inout [EventValue]
    ) {
        let layout = schema.layouts[number]
        statistics.otherLayout += 1
        if statistics.changedTemplates.count < 100, !statistics.changedTemplates.contains(layout.template) {
            statistics.changedTemplates.append(layout.template)
        }
        var anchors: [UInt64] = []
        for index in range {
            let start = index == range.lowerBound ? records.records[record].content.start : events.parameters[index - 1].range.end
            anchors.append(ParameterWords.anchor(records.bytes.span, from: Int(start), before: Int(events.parameters[index].range.start)))
        }
        for slot in layout.slots {
            let places = anchors.indices.filter { anchors[$0] == slot.anchor }
            if slot.anchor != 0, places.count == 1, let place = places.first {
                row.append(slot.typed(value(events.parameters[range.lowerBound + place], records.bytes.span, isWord: slot.isWord)))
                statistics.realigned += 1
            } else {
                row.append(.absent)
                statistics.vanished += 1
            }
        }
    }

    /// - Parameter isWord: `nil`: numbers as numbers, all else as words.
    @inline(__always)
    private mutating func value(_ parameter: ParameterSpan, _ bytes: Span<UInt8>, isWord: Bool?) -> EventValue {
        switch parameter.kind {
        case .number, .quantity, .hexadecimal, .word:
            switch NumberReader.read(bytes, parameter.range.indices, hexadecimal: parameter.kind == .hexadecimal) {
            case .number(let number): return EventValue(number: number.value)
            case .notFinite:
                statistics.notFinite += 1
                return .absent
            case .absurd:
                statistics.absurd += 1
                return .absent
            case .text: break
            }
        case .identifier, .user: break
        // Names of things and dates: no model uses them, and words of five bytes each would fill the memory of open sessions.
        case .ipv4, .ipv6, .mac, .uuid, .block, .path, .url, .email, .timestamp: return .absent
        }
        if isWord == false {
            statistics.notNumbers += 1
            return .absent
        }
        return EventValue(symbol: ParameterWords.symbol(bytes, parameter.range.indices))
    }
}
