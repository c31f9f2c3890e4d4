/// What a number measures. Raw values are stored in bundles.
public enum ParameterUnit: String, Sendable, Codable, CaseIterable {
    /// A plain number.
    case plain
    /// Bytes (`KB`, `MiB`, … are read as powers of 1024, as most programs mean them).
    case bytes
    /// Seconds (`ms`, `min`, … are converted).
    case seconds
    /// Hertz.
    case hertz
    /// Per cent.
    case percent

    /// A unit's spelling: what it measures and how many base units it is.
    ///
    /// - Parameters:
    ///   - word: the first eight letters in lower case, first letter highest.
    ///   - first: the first byte as written: `M` is mega, `m` minutes.
    static func spelling(_ word: UInt64, first: UInt8, length: Int) -> (unit: ParameterUnit, factor: Double)? {
        switch word {
        case pack("b"), pack("byte"), pack("bytes"): (.bytes, 1)
        case pack("k"), pack("kb"), pack("kib"): (.bytes, 1024)
        case pack("mb"), pack("mib"): (.bytes, 0x1p20)
        case pack("g"), pack("gb"), pack("gib"): (.bytes, 0x1p30)
        case pack("t"), pack("tb"), pack("tib"): (.bytes, 0x1p40)
        case pack("p"), pack("pb"), pack("pib"): (.bytes, 0x1p50)
        case pack("m"): first == UInt8(ascii: "M") ? (.bytes, 0x1p20) : (.seconds, 60)
        case pack("s"), pack("sec"), pack("secs"), pack("second"), pack("seconds"): (.seconds, 1)
        case pack("ms"), pack("msec"), pack("msecs"), pack("millis"), pack("millisec"): (.seconds, 1e-3)
        case pack("us"), pack("usec"), pack("micros"), pack("microsec"): (.seconds, 1e-6)
        case pack("ns"), pack("nsec"), pack("nanos"), pack("nanoseco"): (.seconds, 1e-9)
        case pack("min"), pack("mins"), pack("minute"), pack("minutes"): (.seconds, 60)
        case pack("h"), pack("hour"), pack("hours"), pack("hr"), pack("hrs"): (.seconds, 3600)
        case pack("d"), pack("day"), pack("days"): (.seconds, 86_400)
        case pack("hz"): (.hertz, 1)
        case pack("khz"): (.hertz, 1e3)
        case pack("mhz"): (.hertz, 1e6)
        case pack("ghz"): (.hertz, 1e9)
        default: nil
        }
    }

    @inline(__always)
    private static func pack(_ text: StaticString) -> UInt64 {
        text.withUTF8Buffer { buffer in
            var word: UInt64 = 0
            for index in 0..<buffer.count { unsafe word = word << 8 | UInt64(buffer[index]) }
            return word
        }
    }

    /// A value in words with a unit a person would choose: `1.5 MB`, `14.2 s`, `17`.
    public func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let size = abs(value)
        switch self {
        case .plain: return Self.rounded(value)
        case .percent: return Self.rounded(value) + " %"
        case .hertz: return Self.rounded(value) + " Hz"
        case .bytes:
            for (limit, name) in [(0x1p50, "PB"), (0x1p40, "TB"), (0x1p30, "GB"), (0x1p20, "MB"), (0x1p10, "KB")] where size >= limit {
                return Self.rounded(value / limit) + " " + name
            }
            return Self.rounded(value) + " B"
        case .seconds:
            if size >= 172_800 { return Self.rounded(value / 86_400) + " days" }
            if size >= 7_200 { return Self.rounded(value / 3600) + " h" }
            if size >= 0.1 || size == 0 { return Self.rounded(value) + " s" }
            if size >= 1e-4 { return Self.rounded(value * 1e3) + " ms" }
            return Self.rounded(value * 1e6) + " µs"
        }
    }

    /// Three significant digits, whole numbers whole up to fifteen digits.
    private static func rounded(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        guard value != 0, abs(value) < 1e12, abs(value) >= 1e-6 else { return "\(Float(value))" }
        var step = 1.0
        while abs(value) / step >= 1000 { step *= 10 }
        if abs(value) >= 100 { return "\(Int64(value.rounded()))" }
        while abs(value) / step < 100 { step /= 10 }
        let digits = (1 / step).rounded()
        let result = (value * digits).rounded() / digits
        return result == result.rounded() ? "\(Int64(result))" : "\(result)"
    }
}
