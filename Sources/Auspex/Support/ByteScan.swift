#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Searching and classifying bytes in a `Span`: the few places where the hot path wants whole words or libc.
///
/// Every function checks its bounds once on entry; the unsafe loads behind stay inside them.
enum ByteScan {
    /// The index of the first `byte` in `start..<end`, or `end`.
    @inline(__always)
    static func find(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        precondition(start >= 0 && start <= end && end <= bytes.count)
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, let hit = unsafe memchr(base + start, Int32(byte), end - start) else { return end }
            return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        }
    }

    /// Eight bytes as a little-endian word.
    @inline(__always)
    static func load8(_ bytes: Span<UInt8>, at index: Int) -> UInt64 {
        precondition(index >= 0 && index + 8 <= bytes.count)
        return unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
    }

    /// Whether all bytes of `start..<end` are below 0x80.
    static func isASCII(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start
        var seen: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        while index + 32 <= end {
            seen.0 |= load8(bytes, at: index)
            seen.1 |= load8(bytes, at: index + 8)
            seen.2 |= load8(bytes, at: index + 16)
            seen.3 |= load8(bytes, at: index + 24)
            index += 32
        }
        var rest: UInt8 = 0
        while index < end {
            rest |= bytes[index]
            index += 1
        }
        return (seen.0 | seen.1 | seen.2 | seen.3) & 0x8080_8080_8080_8080 == 0 && rest < 0x80
    }

    /// Whether `start..<end` is well-formed UTF-8 (Unicode 15, table 3-7).
    static func isUTF8(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start
        while index < end {
            if index + 8 <= end, load8(bytes, at: index) & 0x8080_8080_8080_8080 == 0 {
                index += 8
                continue
            }
            let lead = bytes[index]
            index += 1
            if lead < 0x80 { continue }
            let trailing: Int
            var lowest: UInt8 = 0x80
            var highest: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: trailing = 1
            case 0xE0: (trailing, lowest) = (2, 0xA0)
            case 0xED: (trailing, highest) = (2, 0x9F)
            case 0xE1...0xEF: trailing = 2
            case 0xF0: (trailing, lowest) = (3, 0x90)
            case 0xF4: (trailing, highest) = (3, 0x8F)
            case 0xF1...0xF3: trailing = 3
            default: return false
            }
            guard index + trailing <= end, bytes[index] >= lowest, bytes[index] <= highest else { return false }
            for offset in 1..<max(trailing, 1) where bytes[index + offset] & 0xC0 != 0x80 { return false }
            index += trailing
        }
        return true
    }

    /// Space or tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// `end` moved back over spaces, tabs and carriage returns.
    @inline(__always)
    static func trimEnd(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var end = end
        while end > start, isBlank(bytes[end - 1]) || bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// The index of the first space or tab in `start..<end`, or `end`. Looks at eight bytes at a time: made for short words.
    @inline(__always)
    static func findBlank(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        findFirst(0x20, or: 0x09, bytes, from: start, to: end)
    }

    /// The index of the first of two bytes in `start..<end`, or `end`.
    @inline(__always)
    static func findFirst(_ first: UInt8, or second: UInt8, _ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101, highs: UInt64 = 0x8080_8080_8080_8080
        var index = start
        // Words may reach behind `end`, never behind the bytes; a hit there is cut off.
        while index < end, index + 8 <= bytes.count {
            let word = load8(bytes, at: index)
            let a = word ^ (ones &* UInt64(first)), b = word ^ (ones &* UInt64(second))
            // A byte of zero gives a high bit; the lowest such bit is always a true one.
            let hits = ((a &- ones) & ~a | (b &- ones) & ~b) & highs
            if hits != 0 { return min(end, index + hits.trailingZeroBitCount >> 3) }
            index += 8
        }
        while index < end, bytes[index] != first, bytes[index] != second { index += 1 }
        return min(index, end)
    }

    /// `start` moved over spaces and tabs.
    @inline(__always)
    static func skipBlanks(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var start = start
        while start < end, isBlank(bytes[start]) { start += 1 }
        return start
    }

    /// Whether `start..<end` equals `text`.
    static func equals(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ text: [UInt8]) -> Bool {
        guard end - start == text.count else { return false }
        for offset in 0..<text.count where bytes[start + offset] != text[offset] { return false }
        return true
    }
}
