import Testing

@testable import Auspex

@Suite struct NumberReaderTests {
    static func read(_ text: String, hexadecimal: Bool = false) -> NumberReader.Outcome {
        let bytes = Array(text.utf8)
        return NumberReader.read(bytes.span, 0..<bytes.count, hexadecimal: hexadecimal)
    }

    static func number(_ text: String, hexadecimal: Bool = false) -> NumberReader.Number? {
        if case .number(let number) = read(text, hexadecimal: hexadecimal) { number } else { nil }
    }

    static let plain: [(String, Double)] = [
        ("0", 0.0), ("17", 17), ("-42", -42), ("+5", 5), ("3.25", 3.25), ("0.001", 0.001), ("1,234,567", 1_234_567), ("1e3", 1000),
        ("2.5E-3", 0.0025), ("95746.00", 95746), ("67108864", 67_108_864), ("123456789012345680", 123_456_789_012_345_680), ("0x1F", 31),
        ("0.1", 0.1), ("1494892804.5", 1_494_892_804.5),
    ]

    @Test(arguments: plain)
    func `plain numbers come out exactly`(_ text: String, _ value: Double) {
        #expect(Self.number(text)?.value == value)
        #expect(Self.number(text)?.unit == .plain)
    }

    static let sizes: [(String, Double)] = [
        ("512 B", 512), ("1KB", 1024), ("1.5 KB", 1536), ("4kb", 4096), ("3MiB", 3_145_728), ("64 MB", 67_108_864), ("2G", 0x1p31),
        ("1TB", 0x1p40),
        ("8 PiB", 0x1p53), ("10bytes", 10), ("512M", 0x1p29),
    ]

    @Test(arguments: sizes)
    func `sizes come out in bytes`(_ text: String, _ value: Double) {
        #expect(Self.number(text)?.value == value)
        #expect(Self.number(text)?.unit == .bytes)
    }

    static let durations: [(String, Double)] = [
        ("12ms", 0.012), ("12 ms", 0.012), ("250us", 0.00025), ("250µs", 0.00025), ("9ns", 9e-9), ("1.5s", 1.5), ("<1 sec", 1),
        ("~5ms", 0.005), (">10 s", 10),
        ("2min", 120), ("3m", 180), ("2h", 7200), ("1 day", 86_400), ("15 milliseconds", 0.015), ("7 microseconds", 7e-6),
        ("3 nanoseconds", 3e-9),
        ("-2 seconds", -2),
    ]

    @Test(arguments: durations)
    func `durations come out in seconds`(_ text: String, _ value: Double) throws {
        let number = try #require(Self.number(text))
        #expect(abs(number.value - value) <= 1e-12 * max(1, abs(value)))
        #expect(number.unit == .seconds)
    }

    @Test func `per cent, frequency and base sixteen are told apart`() {
        #expect(Self.number("85%") == .init(value: 85, unit: .percent))
        #expect(Self.number("2.4GHz")?.value == 2.4e9)
        #expect(Self.number("2.4GHz")?.unit == .hertz)
        #expect(Self.number("ff", hexadecimal: true)?.value == 255)
        #expect(Self.number("ff", hexadecimal: true)?.isHexadecimal == true)
        #expect(Self.number("007")?.hasLeadingZeros == true)
        #expect(Self.number("0.7")?.hasLeadingZeros == false)
    }

    @Test(arguments: ["NaN", "nan", "inf", "-Infinity", "+INF"])
    func `numbers that are not finite are named as such`(_ text: String) { #expect(Self.read(text) == .notFinite) }

    @Test(arguments: [
        "1e999", "99999999999999999999999999", "1e18", "0xffffffffffffffffffff", "999999999 PB", String(repeating: "9", count: 5_000),
    ])
    func `absurd magnitudes are named as such`(_ text: String) { #expect(Self.read(text) == .absurd) }

    @Test(arguments: [
        "", "-", "+", "<", ".", "..", "1.2.3", "1-2", "abc", "12 parsecs", "0x", "0xg", "1e", "1e+", "--1", "1 2", "%", "é", "5\u{0}",
        "1_000", "nano", "infinit",
        "12 msx", "1.", "1,", "1,a",
    ])
    func `what is no number is text`(_ text: String) { #expect(Self.read(text) == .text) }

    @Test func `random bytes are read without a trap and give only usable numbers`() {
        var random = RandomSource(seed: 3)
        let alphabet = Array("0123456789.,eE+-xkKmMgGbBsS %<~naif\u{0}".utf8) + [0xC2, 0xB5, 0xFF]
        for _ in 0..<20_000 {
            let count = Int(random.next() % 12)
            let bytes = (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            for hexadecimal in [false, true] {
                if case .number(let number) = NumberReader.read(bytes.span, 0..<count, hexadecimal: hexadecimal) {
                    #expect(number.value.isFinite && abs(number.value) < NumberReader.absurdLimit)
                }
            }
        }
        #expect(NumberReader.read([0x31, 0x32].span, 0..<9) == Self.read("12"))
    }

    @Test func `amounts are worded in units a person would choose`() {
        #expect(ParameterUnit.bytes.text(1_572_864) == "1.5 MB")
        #expect(ParameterUnit.seconds.text(14.2345) == "14.2 s")
        #expect(ParameterUnit.seconds.text(0.0031) == "3.1 ms")
        #expect(ParameterUnit.plain.text(67_108_864) == "67108864")
        #expect(ParameterUnit.plain.text(0.123456) == "0.123")
        #expect(ParameterUnit.seconds.text(90_000) == "25 h")
        #expect(ParameterUnit.plain.text(-.infinity) == "-inf")
    }
}
