/// A name with a number in it, one of a series: `nio-8080-exec-3`, `worker-12`, `node17`. A further member of a series is no news: pools of threads
/// grow with the load, and machines are added.
struct NumberedName {
    /// So many others that differ in the number alone make a series.
    static let leastOthers = 3
    /// Numbers looked at, on both sides of the name's own.
    private static let reach = 32
    /// Longest name looked at, in bytes.
    private static let longest = 128

    private let text: [UInt8]
    /// The runs of at most six digits.
    private let numbers: [Range<Int>]

    /// `nil` for a text without a letter, as codes are (`404`), or without a number.
    init?(_ name: String) {
        let text = Array(name.utf8)
        guard text.count <= Self.longest, text.contains(where: { ($0 | 0x20) &- 0x61 < 26 }) else { return nil }
        var numbers: [Range<Int>] = []
        var index = 0
        while index < text.count {
            var end = index
            while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
            if end > index, end - index <= 6, numbers.count < 4 { numbers.append(index..<end) }
            index = max(end, index + 1)
        }
        guard !numbers.isEmpty else { return nil }
        (self.text, self.numbers) = (text, numbers)
    }

    /// Whether it continues a series of which a set of values (``ObservationReader/hash(_:_:)``) has members: its number is at most twice the largest.
    func continues(_ values: Set<UInt64>) -> Bool {
        numbers.contains { range in
            let digits = text[range]
            let own = digits.reduce(0) { 10 * $0 + Int($1 - 0x30) }
            let isPadded = digits.count > 1 && digits.first == UInt8(ascii: "0")
            var others = 0, largest = 0, name: [UInt8] = []
            for number in max(0, own - Self.reach)...own + Self.reach where number != own {
                var other = Array(String(number).utf8)
                if isPadded, other.count < digits.count {
                    other = [UInt8](repeating: UInt8(ascii: "0"), count: digits.count - other.count) + other
                }
                name.removeAll(keepingCapacity: true)
                name += text[..<range.lowerBound]
                name += other
                name += text[range.upperBound...]
                if values.contains(ObservationReader.hash(name.span, ByteRange(start: 0, end: UInt32(name.count)))) {
                    (others, largest) = (others + 1, max(largest, number))
                }
            }
            return others >= Self.leastOthers && own <= 2 * max(largest, 1)
        }
    }
}
