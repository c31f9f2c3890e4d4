import Testing

@testable import Auspex

@Suite struct SwitchLogTests {
    private static func log(_ system: String, seed: UInt64 = 3, rate: Double = 0.02, lines: Int = 40_000) throws -> SimulatedLog {
        try SimulatedLog(system: system, configuration: .init(length: .lines(lines), anomalyRate: rate, seed: seed))
    }

    /// A line without its time, host and numbers.
    private static func kind(_ line: Substring) -> String {
        String(line.split(separator: " ").dropFirst(4).joined(separator: " ").map { $0.isNumber ? "0" : $0 })
            .replacing(/0+/, with: "0")
    }

    @Test(arguments: ["switch-a", "switch-b", "switch-c"])
    func `faults last, are labelled line by line, and write no line of their own`(system: String) throws {
        let log = try Self.log(system), lines = String(decoding: log.log, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == log.lines)
        let share = Double(log.lineLabels.count) / Double(log.lines)
        #expect((0.005...0.06).contains(share), "\(share) of the lines")
        #expect(Set(log.lineLabels.map(\.kind)).isSubset(of: [.interfaceFlapping, .neighbourFlapping, .powerFault, .fanFault]))
        let faulty = Set(log.lineLabels.map(\.line))
        var normal: Set<String> = []
        for (place, line) in lines.enumerated() where !faulty.contains(place + 1) {
            let words = Self.kind(line).split(separator: " ").filter { $0.allSatisfy { $0.isLetter || $0 == "_" || $0 == "/" } }
            normal.insert(words.joined(separator: " "))
        }
        let odd = faulty.filter { number in
            let words = Self.kind(lines[number - 1]).split(separator: " ").filter {
                $0.allSatisfy { $0.isLetter || $0 == "_" || $0 == "/" }
            }
            return !normal.contains(words.joined(separator: " "))
        }
        #expect(odd.isEmpty, "no rule on new lines finds them: \(odd.prefix(3).map { lines[$0 - 1] })")
        #expect(try Self.log(system).log == log.log && Self.log(system, seed: 4).log != log.log)
        #expect(try Self.log(system, rate: 0, lines: 2_000).lineLabels.isEmpty)
    }

    @Test func `a kind of fault can be chosen`() throws {
        let log = try SimulatedLog(
            system: "switch-b", configuration: .init(length: .lines(20_000), anomalyRate: 0.1, kinds: [.powerFault], seed: 1))
        #expect(Set(log.lineLabels.map(\.kind)) == [.powerFault])
        #expect(throws: InputError.self) {
            try SimulatedLog(system: "hdfs", configuration: .init(length: .lines(100), kinds: [.powerFault], seed: 1))
        }
    }
}
