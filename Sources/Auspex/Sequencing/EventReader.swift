/// Reads the events ``SessionStore`` wrote, one after the other.
struct EventReader {
    private var position: Int
    private let base: Int64
    private let hasValues: Bool
    private var valueCount = 0
    private var milliseconds: Int64 = 0

    private(set) var template: UInt32 = 0
    private(set) var source: UInt32 = 0
    private(set) var line: UInt64 = 0
    private(set) var time = Double.nan

    /// - Parameters:
    ///   - position: where the first event begins.
    ///   - base: milliseconds since 1970 that times are relative to.
    ///   - hasValues: whether values stand behind each event.
    init(from position: Int, base: Int64, hasValues: Bool) {
        self.position = position
        self.base = base
        self.hasValues = hasValues
    }

    /// Moves to the next event; false at the end.
    mutating func next(in bytes: Span<UInt8>) -> Bool {
        // Values nobody asked for.
        while valueCount > 0 { _ = nextValue(in: bytes) }
        guard position < bytes.count else { return false }
        let head = Self.number(bytes, &position)
        template = UInt32(truncatingIfNeeded: head >> 1)
        if head & 1 == 1 { source = UInt32(truncatingIfNeeded: Self.number(bytes, &position)) }
        line = line &+ UInt64(bitPattern: Self.unzigzag(Self.number(bytes, &position)))
        let code = Self.number(bytes, &position)
        if code == SessionStore.unknownTime {
            time = .nan
        } else {
            milliseconds &+= code & 1 == 0 ? Self.unzigzag(code >> 1) &* 1000 : Self.unzigzag(code >> 1)
            time = Double(base &+ milliseconds) / 1000
        }
        if hasValues { valueCount = Int(truncatingIfNeeded: Self.number(bytes, &position)) }
        return true
    }

    /// The next value of the event, `nil` when there are no more.
    mutating func nextValue(in bytes: Span<UInt8>) -> EventValue? {
        guard valueCount > 0 else { return nil }
        valueCount -= 1
        let code = Self.number(bytes, &position)
        switch code & 3 {
        case 0: return EventValue(number: Double(Self.unzigzag(code >> 2)))
        case 1:
            let bits = ByteScan.load8(bytes, at: position)
            position += 8
            return EventValue(bits: bits)
        case 2: return EventValue(symbol: UInt32(truncatingIfNeeded: code >> 2))
        default: return .absent
        }
    }

    /// Reads all templates from here on.
    mutating func readTemplates(in bytes: Span<UInt8>, into templates: inout [TemplateID]) {
        while next(in: bytes) { templates.append(TemplateID(rawValue: template)) }
    }

    @inline(__always)
    static func number(_ bytes: Span<UInt8>, _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = bytes[position]
            position += 1
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    @inline(__always)
    private static func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
