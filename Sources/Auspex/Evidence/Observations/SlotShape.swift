/// What a value looks like.
struct SlotShape: OptionSet, Sendable, Hashable {
    let rawValue: UInt8
    /// Text that is no number.
    static let text = SlotShape(rawValue: 1)
    /// A number with decimals or a unit: a measurement.
    static let measured = SlotShape(rawValue: 2)
    /// A whole number of four or more digits, hexadecimal, a UUID: likely an identifier.
    static let identifier = SlotShape(rawValue: 4)
    /// An address, a path, a URL.
    static let place = SlotShape(rawValue: 8)
    /// A time.
    static let time = SlotShape(rawValue: 16)
    /// A duration; its number is in seconds.
    static let duration = SlotShape(rawValue: 32)
}
