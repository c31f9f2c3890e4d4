/// Reads numbers with their units from bytes, without making a `String`.
enum NumberReader {
    /// A number as it stood in the text.
    struct Number: Equatable {
        /// In base units.
        var value: Double
        /// What it measures.
        var unit = ParameterUnit.plain
        /// Whether it had a decimal point or an exponent.
        var isFraction = false
        /// Whether it was written in base sixteen.
        var isHexadecimal = false
        /// Whether it began with superfluous zeros (`007`), as identifiers do.
        var hasLeadingZeros = false
    }

    /// What a text turned out to be.
    enum Outcome: Equatable {
        case number(Number)
        /// `NaN`, `inf`: a number no model can use.
        case notFinite
        /// Beyond ``absurdLimit``.
        case absurd
        /// No number.
        case text
    }

    /// Numbers of a larger magnitude are counted, not used: no log measures so much, and their squares would drown everything else.
    static let absurdLimit = 1e18
    /// Most digits of a number in base sixteen.
    static let hexadecimalDigits = 12

    private static let powers: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { value, _ in value * 10 } }

    /// Reads `range`; the whole of it must be the number.
    ///
    /// - Parameter hexadecimal: bare digits are base sixteen.
    static func read(_ bytes: Span<UInt8>, _ range: Range<Int>, hexadecimal: Bool = false) -> Outcome {
        let end = min(range.upperBound, bytes.count)
        var index = range.lowerBound
        guard index < end else { return .text }
        if [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~")].contains(bytes[index]) { index += 1 }
        var isNegative = false
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < end else { return .text }
        if hexadecimal || (bytes[index] == UInt8(ascii: "0") && index + 2 < end && bytes[index + 1] | 0x20 == UInt8(ascii: "x")) {
            return readHexadecimal(bytes, index, end, isNegative)
        }
        guard isDigit(bytes[index]) else { return isNotFinite(bytes, index, end) ? .notFinite : .text }
        var number = Number(value: 0)
        number.hasLeadingZeros = bytes[index] == UInt8(ascii: "0") && index + 1 < end && isDigit(bytes[index + 1])
        var mantissa: UInt64 = 0
        var exponent = 0
        var seesPoint = false
        while index < end {
            let byte = bytes[index]
            if isDigit(byte) {
                if mantissa < 100_000_000_000_000_000 {
                    mantissa = mantissa * 10 + UInt64(byte &- 0x30)
                    if seesPoint { exponent -= 1 }
                } else if !seesPoint {
                    exponent += 1
                }
            } else if byte == UInt8(ascii: "."), !seesPoint, index + 1 < end, isDigit(bytes[index + 1]) {
                seesPoint = true
                number.isFraction = true
            } else if byte == UInt8(ascii: ","), !seesPoint, index + 1 < end, isDigit(bytes[index + 1]) {
                // A group of thousands.
            } else {
                break
            }
            index += 1
        }
        if index + 1 < end, bytes[index] | 0x20 == UInt8(ascii: "e"), let (power, next) = readExponent(bytes, index + 1, end) {
            exponent += power
            index = next
            number.isFraction = true
        }
        var value = scaled(Double(mantissa), exponent)
        if index < end {
            guard let (unit, factor) = readUnit(bytes, index, end) else { return .text }
            number.unit = unit
            value *= factor
        }
        guard abs(value) < absurdLimit else { return .absurd }
        number.value = isNegative ? -value : value
        return .number(number)
    }

    /// The unit a text begins with after at most one blank, if the word ends where the unit does.
    static func readUnit(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, isPrefix: Bool = false) -> (ParameterUnit, Double)? {
        var index = start
        if index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
        guard index < end else { return nil }
        if bytes[index] == UInt8(ascii: "%"), index + 1 == end || isPrefix { return (.percent, 1) }
        let first = bytes[index]
        var word: UInt64 = 0
        var length = 0
        // The micro sign is two bytes in UTF-8.
        if first == 0xC2, index + 2 < end, bytes[index + 1] == 0xB5 {
            word = UInt64(UInt8(ascii: "u"))
            length = 1
            index += 2
        }
        while index < end, isLetter(bytes[index]) {
            if length < 8 { word = word << 8 | UInt64(bytes[index] | 0x20) }
            length += 1
            index += 1
        }
        guard length > 0, isPrefix || index == end else { return nil }
        // In `status=404 bytes=12` the word behind the number is the name of the next one.
        if index < end, bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":") { return nil }
        return ParameterUnit.spelling(word, first: first, length: length)
    }

    private static func readHexadecimal(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ isNegative: Bool) -> Outcome {
        var index = start
        if index + 2 < end, bytes[index] == UInt8(ascii: "0"), bytes[index + 1] | 0x20 == UInt8(ascii: "x") { index += 2 }
        var value = 0.0
        let hasPrefix = index > start
        // Longer bare runs are identifiers and checksums: they measure nothing.
        guard hasPrefix || end - index <= hexadecimalDigits else { return .text }
        let first = index
        while index < end {
            let byte = bytes[index]
            let digit: UInt8
            if isDigit(byte) {
                digit = byte &- 0x30
            } else if (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20) {
                digit = (byte | 0x20) &- 0x57
            } else {
                return .text
            }
            value = value * 16 + Double(digit)
            index += 1
        }
        guard index > first else { return .text }
        guard value < absurdLimit else { return .absurd }
        var number = Number(value: isNegative ? -value : value)
        number.isHexadecimal = true
        number.hasLeadingZeros = !hasPrefix && bytes[first] == 0x30 && index > first + 1
        return .number(number)
    }

    private static func readExponent(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (Int, Int)? {
        var index = start
        var isNegative = false
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        var value = 0
        let first = index
        while index < end, isDigit(bytes[index]) {
            value = min(value * 10 + Int(bytes[index] &- 0x30), 9_999)
            index += 1
        }
        return index > first ? (isNegative ? -value : value, index) : nil
    }

    private static func scaled(_ mantissa: Double, _ exponent: Int) -> Double {
        if exponent == 0 || mantissa == 0 { return mantissa }
        var value = mantissa
        var rest = min(abs(exponent), 400)
        while rest > 0 {
            let step = min(rest, 22)
            value = exponent < 0 ? value / powers[step] : value * powers[step]
            rest -= step
        }
        return value
    }

    private static func isNotFinite(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start == 3 || end - start == 8 else { return false }
        var word: UInt64 = 0
        for index in start..<end { word = word << 8 | UInt64(bytes[index] | 0x20) }
        return word == 0x6E61_6E || word == 0x696E_66 || word == 0x696E_6669_6E69_7479
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
