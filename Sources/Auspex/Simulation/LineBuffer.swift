/// A block of bytes that lines are written into without growing.
struct LineBuffer: Sendable {
    /// No line is longer than this; a chunk ends while there is still room for one.
    static let longestLine = 8_192

    private var bytes: [UInt8]
    private(set) var count = 0
    private let capacity: Int

    /// A buffer for about so many bytes.
    init(capacity: Int) {
        self.capacity = capacity
        bytes = Array(repeating: 0, count: capacity)
    }

    /// Whether another line may not fit.
    var isFull: Bool { count + Self.longestLine > capacity }

    /// Hands the written bytes over in exchange for the receiver's old ones, whose memory is used again.
    mutating func exchange(_ other: inout [UInt8]) {
        let unused = bytes.count - count
        bytes.removeLast(unused)
        swap(&bytes, &other)
        count = 0
        let missing = capacity - bytes.count
        if missing < 0 { bytes.removeLast(-missing) } else { bytes.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// Appends bytes of a larger block.
    mutating func write(_ source: Span<UInt8>, _ range: Range<Int>) {
        var place = count
        var span = bytes.mutableSpan
        for index in range {
            span[place] = source[index]
            place += 1
        }
        count = place
    }

    /// Appends one byte.
    mutating func write(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// Appends a decimal number, with leading zeros up to `digits`.
    mutating func write(_ value: UInt64, digits: Int = 1) {
        var length = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        length = max(length, digits)
        let start = count
        count = start + length
        rest = value
        var span = bytes.mutableSpan
        for place in stride(from: start + length - 1, through: start, by: -1) {
            span[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    /// Appends a number with so many decimals; negative numbers count as 0.
    mutating func write(_ value: Double, decimals: Int) {
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = UInt64((max(0, value) * Double(scale)).rounded())
        write(scaled / scale)
        write(UInt8(ascii: "."))
        write(scaled % scale, digits: decimals)
    }

    /// Appends hexadecimal digits, the lowest first.
    mutating func writeHexadecimal(_ value: UInt64, digits: Int) {
        var rest = value
        for _ in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            write(digit < 10 ? 48 + digit : 87 + digit)
            rest >>= 4
        }
    }
}
