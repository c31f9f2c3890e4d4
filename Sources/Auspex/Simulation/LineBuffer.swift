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

    /// Moves the written bytes into `other`, replacing what was in it; its memory is used again.
    mutating func move(into other: inout [UInt8]) {
        other.removeAll(keepingCapacity: true)
        other.append(contentsOf: bytes[..<count])
        count = 0
    }

    /// Appends bytes of a larger block.
    mutating func write(_ source: Span<UInt8>, _ range: Range<Int>) {
        let place = count
        count += range.count
        // Safe: both ranges are checked against their buffers by the slicing, the buffers are different arrays, and neither escapes.
        unsafe source.extracting(range).withUnsafeBytes { from in
            unsafe bytes.withUnsafeMutableBytes { to in
                unsafe UnsafeMutableRawBufferPointer(rebasing: to[place..<place + from.count]).copyMemory(from: from)
            }
        }
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
        var place = count
        var span = bytes.mutableSpan
        while place > start {
            place -= 1
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
