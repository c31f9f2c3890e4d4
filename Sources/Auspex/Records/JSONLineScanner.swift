/// One JSON object a line: keys, scalar values, members of objects inside it by all keys on the way, arrays and what lies deeper as raw text. Checks
/// structure, not every digit.
///
/// Two levels are gone into; deeper values are skipped by counting brackets outside of strings, so depth cannot exhaust the stack.
enum JSONLineScanner {
    /// A value's bytes (without quotes) and whether they hold escapes.
    struct Value {
        var range: Range<Int>
        var isString = false
        var hasEscapes = false
    }

    /// A key, and those of the objects around it.
    struct Key {
        var range: Range<Int>
        /// The keys of the objects around it, outermost first; `depth` of them.
        var around = (0..<0, 0..<0)
        var depth = 0
    }

    /// How many objects around it a member that is looked at may have; what lies deeper is text of the object that holds it.
    private static let deepest = 2

    /// Calls `body` for every member of the object in `start..<end`, members of objects in it among them; `false` when it is not one well-formed
    /// object.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ body: (Key, Value) -> Void) -> Bool {
        guard let after = members(bytes, skipSpace(bytes, start, end), end, Key(range: 0..<0), body) else { return false }
        return skipSpace(bytes, after, end) == end
    }

    /// The same for an object inside another: apart, so that the members of the outermost are looked at without a call each.
    @inline(never)
    private static func inner(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ outer: Key, _ body: (Key, Value) -> Void
    ) -> Int? {
        members(bytes, start, end, outer, body)
    }

    /// The members of the object at `start`; where it ends.
    @inline(__always)
    private static func members(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ outer: Key, _ body: (Key, Value) -> Void
    ) -> Int? {
        guard start < end, bytes[start] == UInt8(ascii: "{") else { return nil }
        var position = skipSpace(bytes, start + 1, end)
        if position < end, bytes[position] == UInt8(ascii: "}") { return position + 1 }
        while true {
            guard position < end, bytes[position] == UInt8(ascii: "\""), let text = string(bytes, position, end) else { return nil }
            position = skipSpace(bytes, text.range.upperBound + 1, end)
            guard position < end, bytes[position] == UInt8(ascii: ":") else { return nil }
            position = skipSpace(bytes, position + 1, end)
            var key = outer
            if position < end, bytes[position] == UInt8(ascii: "{"), outer.depth < deepest {
                if outer.depth == 0 { key.around.0 = text.range } else { key.around.1 = text.range }
                key.depth += 1
                guard let after = inner(bytes, position, end, key, body) else { return nil }
                position = skipSpace(bytes, after, end)
            } else {
                guard let value = value(bytes, position, end) else { return nil }
                key.range = text.range
                body(key, value)
                position = skipSpace(bytes, value.range.upperBound + (value.isString ? 1 : 0), end)
            }
            guard position < end else { return nil }
            if bytes[position] == UInt8(ascii: "}") { return position + 1 }
            guard bytes[position] == UInt8(ascii: ",") else { return nil }
            position = skipSpace(bytes, position + 1, end)
        }
    }

    /// Where an object begins that reaches to the end of the text: at its start, or behind a few words, as containers and collectors put in front.
    static func objectStart(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        guard end - start >= 2, bytes[end - 1] == UInt8(ascii: "}") else { return nil }
        for index in start..<min(end, start + 96) where bytes[index] == UInt8(ascii: "{") {
            return index == start || bytes[index - 1] <= 0x20 ? index : nil
        }
        return nil
    }

    @inline(__always)
    private static func skipSpace(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var start = start
        while start < end, bytes[start] == 0x20 || bytes[start] &- 0x09 < 5 { start += 1 }
        return start
    }

    /// The string whose opening quote is at `open`.
    @inline(__always)
    private static func string(_ bytes: Span<UInt8>, _ open: Int, _ end: Int) -> Value? {
        var index = open + 1
        var escapes = false
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { return Value(range: (open + 1)..<index, isString: true, hasEscapes: escapes) }
            if byte == UInt8(ascii: "\\") {
                escapes = true
                index += 1
            }
            index += 1
        }
        return nil
    }

    private static func value(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Value? {
        guard start < end else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return string(bytes, start, end)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            var index = start
            while index < end {
                switch bytes[index] {
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return Value(range: start..<(index + 1)) }
                case UInt8(ascii: "\""):
                    guard let inner = string(bytes, index, end) else { return nil }
                    index = inner.range.upperBound
                default: break
                }
                index += 1
            }
            return nil
        default:
            var index = start
            while index < end, isScalar(bytes[index]) { index += 1 }
            return index > start ? Value(range: start..<index) : nil
        }
    }

    /// Bytes of numbers, `true`, `false`, `null` (and of `NaN`, `Infinity`, which some writers emit).
    private static func isScalar(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2B || byte == 0x2D || byte == 0x2E
    }

    /// Appends the text of an escaped string; a broken escape is kept as it stands, a lone surrogate becomes U+FFFD.
    static func unescape(_ bytes: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound else {
                output.append(bytes[index])
                index += 1
                continue
            }
            let escape = bytes[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(escape)
            case UInt8(ascii: "u"):
                guard var scalar = hexadecimal(bytes, index, range.upperBound) else {
                    output.append(contentsOf: [UInt8(ascii: "\\"), escape])
                    continue
                }
                index += 4
                if scalar & 0xFC00 == 0xD800, index + 6 <= range.upperBound, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u"), let low = hexadecimal(bytes, index + 2, range.upperBound),
                    low & 0xFC00 == 0xDC00
                {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    index += 6
                }
                output.append(contentsOf: Array(String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8))
            default: output.append(contentsOf: [UInt8(ascii: "\\"), escape])
            }
        }
    }

    private static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[start + offset]
            let letter = (byte | 0x20) &- 0x61
            guard byte &- 0x30 < 10 || letter < 6 else { return nil }
            value = value << 4 | UInt32(byte &- 0x30 < 10 ? byte - 0x30 : letter + 10)
        }
        return value
    }
}
