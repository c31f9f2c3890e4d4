import Testing

@testable import Auspex

@Suite struct ParameterProfilerTests {
    /// Profiles of lines `name=value` with one parameter.
    static func profile(_ name: String, _ values: [(String, ParameterKind)], after: String = "") throws -> ParameterProfile {
        var log = LogBuilder()
        for (value, kind) in values { log.add(1, "\(name) \(value)\(after)", [(value, kind)]) }
        var profiler = ParameterProfiler()
        for (records, events) in log.batches(of: 64) { profiler.add(records, events) }
        return try #require(profiler.profiles().first)
    }

    static func numbers(_ count: Int, _ value: (Int) -> String, _ kind: ParameterKind = .number) -> [(String, ParameterKind)] {
        (0..<count).map { (value($0), kind) }
    }

    @Test func `measurements are used with their type, unit and range`() throws {
        let size = try Self.profile("size", Self.numbers(40) { "\($0 * 17 % 40 + 1) KB" }.map { ($0.0, .quantity) })
        #expect(size.kind == .size && size.isUsed && size.unit == .bytes && size.range == 1024...40_960 && size.name == "size")
        let rate = try Self.profile("load", Self.numbers(40) { "\($0 * 17 % 40).5" })
        #expect(rate.kind == .decimal && rate.isUsed)
        let count = try Self.profile("items", Self.numbers(40) { "\($0 * 17 % 40)" })
        #expect(count.kind == .integer && count.isUsed && count.distinct == 40)
        let hex = try Self.profile("mask", Self.numbers(40) { $0.isMultiple(of: 2) ? "0xff" : "0x0f" }.map { ($0.0, .hexadecimal) })
        #expect(hex.kind == .hexadecimal && hex.isUsed)
    }

    @Test func `a unit that is a word of the template counts`() throws {
        let time = try Self.profile("Took", Self.numbers(40) { "\($0 * 17 % 40 + 1)" }, after: " milliseconds to build")
        #expect(time.kind == .duration && time.unit == .seconds && time.factor == 1e-3 && time.range == 0.001...0.04)
        #expect(time.name == "Took … milliseconds")
        let place = try Self.profile("in", Self.numbers(40) { "\($0 * 17 % 40 + 1)" }, after: " management")
        #expect(place.unit == .plain && place.kind == .integer)
    }

    @Test func `identifiers are left out with the reason`() throws {
        let block = try Self.profile("block", Self.numbers(40) { "blk_\($0)" }.map { ($0.0, .block) })
        #expect(!block.isUsed && block.kind == .identifier)
        #expect(try !Self.profile("pid", Self.numbers(40) { "\($0 * 7919 % 3000)" }).isUsed)
        #expect(try Self.profile("item", Self.numbers(400) { "\(1000 + $0)" }).reason == "a running number")
        #expect(try Self.profile("part", Self.numbers(40) { "000\($0)" }).kind == .identifier)
        #expect(try !Self.profile("at", Self.numbers(40) { "x\($0)" }.map { ($0.0, .word) }).isUsed)
        #expect(try !Self.profile("from", Self.numbers(40) { "10.0.0.\($0 % 3)" }.map { ($0.0, .ipv4) }).isUsed)
    }

    @Test func `few words and codes are enumerations with their texts`() throws {
        let words = try Self.profile("is", Self.numbers(60) { ["up", "down", "half"][$0 % 3] }.map { ($0.0, .word) })
        #expect(words.kind == .enumeration && words.isUsed && Set(words.words.values) == ["up", "down", "half"])
        let codes = try Self.profile("status", Self.numbers(60) { ["200", "404"][$0 % 2] })
        #expect(codes.kind == .enumeration && codes.words.count == 2)
        let many = try Self.profile("is", Self.numbers(600) { "w\($0 % 30)" }.map { ($0.0, .word) })
        #expect(!many.isUsed)
    }

    @Test func `too few records and unusable numbers are said`() throws {
        #expect(try !Self.profile("size", Self.numbers(5) { "\($0)" }).isUsed)
        let odd = try Self.profile(
            "size", Self.numbers(60) { $0 % 6 == 0 ? "NaN" : $0 % 6 == 1 ? "1e300" : "\($0 * 37 % 60)" }.map { ($0.0, .word) })
        #expect(odd.unusable == 20 && odd.isUsed && odd.range?.upperBound ?? 99 <= 60)
    }

    @Test func `the layout in use at the end is the one described`() throws {
        var log = LogBuilder()
        for number in 0..<50 { log.add(1, "read size \(number * 27 % 50) of disk", [("\(number * 27 % 50)", .number)]) }
        for number in 0..<30 {
            log.add(
                1, "read size \(number * 17 % 30) of tape\(number % 2)",
                [("\(number * 17 % 30)", .number), ("tape\(number % 2)", .identifier)])
        }
        var profiler = ParameterProfiler()
        for (records, events) in log.batches() { profiler.add(records, events) }
        let profiles = profiler.profiles { _ in TemplateID(rawValue: 9) }
        #expect(profiles.map(\.layout) == [2, 2])
        #expect(profiles.map(\.kind) == [.integer, .enumeration])
        #expect(profiles.allSatisfy { $0.template.rawValue == 9 })
    }
}
