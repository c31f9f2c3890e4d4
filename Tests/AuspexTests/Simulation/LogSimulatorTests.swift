import Auspex
import Testing

/// The key sequence of every session of a simulated log: message texts with every token that holds a digit blanked.
private func keySequences(of simulated: SimulatedLog, headerWords: Int, id: (Substring) -> Substring?) -> [String: [String]] {
    var sessions: [String: [String]] = [:]
    var known: [Substring: Bool] = [:]
    for line in String(decoding: simulated.log, as: UTF8.self).split(separator: "\n") {
        guard let session = id(line) else { continue }
        let words = line.split(separator: " ", omittingEmptySubsequences: true).dropFirst(headerWords)
        let key = words.map { (word: Substring) -> Substring in
            if let varies = known[word] { return varies ? "*" : word }
            let varies = word.utf8.contains { (48...57).contains($0) }
            known[word] = varies
            return varies ? "*" : word
        }.joined(separator: " ")
        sessions[String(session), default: []].append(key)
    }
    return sessions
}

private func block(_ line: Substring) -> Substring? { identifier(in: line, after: ["blk_"], keepingMark: true) }

private func instance(_ line: Substring) -> Substring? {
    let found = identifier(in: line, after: ["[instance: ", "/servers/", "for instance "], keepingMark: false)
    return found == "detail" ? nil : found
}

/// The run of letters, digits and hyphens after the first of these marks.
private func identifier(in line: Substring, after marks: [String], keepingMark: Bool) -> Substring? {
    let bytes = line.utf8
    for mark in marks {
        var place = bytes.startIndex
        while let candidate = bytes[place...].firstIndex(of: mark.utf8.first ?? 0) {
            if bytes[candidate...].starts(with: mark.utf8) {
                let start = bytes.index(candidate, offsetBy: mark.utf8.count)
                let end =
                    bytes[start...].firstIndex { !($0 == 45 || (48...57).contains($0) || (97...122).contains($0)) } ?? bytes.endIndex
                return line[(keepingMark ? candidate : start)..<end]
            }
            place = bytes.index(after: candidate)
        }
    }
    return nil
}

private func simulate(
    _ system: String = "hdfs", _ length: LogSimulator.Length = .lines(8_000), rate: Double = 0.05, kinds: [FaultKind]? = nil,
    seed: UInt64 = 1
) throws -> SimulatedLog {
    try SimulatedLog(system: system, configuration: .init(length: length, anomalyRate: rate, kinds: kinds, seed: seed))
}

/// What normal sessions do, computed once: all joined key sequences of each system with sessions.
private let normalSequences: [String: Set<String>] = {
    var result: [String: Set<String>] = [:]
    for (system, header, id) in [("hdfs", 4, block), ("openstack", 5, instance)] {
        guard let log = try? simulate(system, .sessions(600), rate: 0) else { continue }
        result[system] = Set(keySequences(of: log, headerWords: header, id: id).values.map { $0.joined(separator: "|") })
    }
    return result
}()

@Suite struct LogSimulatorTests {
    @Test(arguments: Simulation.systems)
    func `the same seed gives the same bytes and labels, another seed gives others`(system: String) throws {
        let first = try simulate(system, .lines(2_000), seed: 7)
        let second = try simulate(system, .lines(2_000), seed: 7)
        #expect(first.log == second.log)
        #expect(first.sessionLabels == second.sessionLabels)
        #expect(first.lineLabels == second.lineLabels)
        #expect(try simulate(system, .lines(2_000), seed: 8).log != first.log)
    }

    @Test(arguments: Simulation.systems, [0, 1, 5, 100, 2_345])
    func `a log of so many lines has exactly so many`(system: String, lines: Int) throws {
        let simulated = try simulate(system, .lines(lines))
        #expect(simulated.lines == lines)
        #expect(simulated.log.count { $0 == UInt8(ascii: "\n") } == lines)
    }

    @Test func `a log of so many sessions has exactly so many labels, and each labelled session has lines`() throws {
        let simulated = try simulate("hdfs", .sessions(300))
        #expect(simulated.sessionLabels.count == 300)
        let sessions = keySequences(of: simulated, headerWords: 4, id: block)
        #expect(Set(sessions.keys) == Set(simulated.sessionLabels.map(\.session)))
    }

    @Test(arguments: [("hdfs", "081109 203535 "), ("syslog", "Jun 14 15:16:"), ("openstack", "nova-"), ("tasks", "2026-03-02 08:00:0")])
    func `lines look like the real system's`(system: String, start: String) throws {
        let text = String(decoding: try simulate(system, .lines(50)).log, as: UTF8.self)
        #expect(text.hasPrefix(start))
        if system == "openstack" { #expect(text.contains(" 2017-05-16 00:00:0")) }
        #expect(!text.contains("{") && !text.contains("}"), "no place was left unfilled")
    }

    @Test func `log time never goes back`() throws {
        for system in ["hdfs", "openstack"] {
            let text = String(decoding: try simulate(system, .lines(3_000)).log, as: UTF8.self)
            let skipped = system == "hdfs" ? 0 : 1
            let times = text.split(separator: "\n").map { $0.split(separator: " ")[skipped..<skipped + 2].joined(separator: " ") }
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test func `the planted share is near the rate, and all kinds of the system are planted`() throws {
        let simulated = try simulate("hdfs", .sessions(4_000), rate: 0.1)
        let planted = simulated.sessionLabels.compactMap(\.kind)
        #expect((0.085...0.115).contains(Double(planted.count) / 4_000))
        for kind in FaultKind.allCases where kind.changesKeys { #expect(planted.contains(kind), "\(kind)") }
    }

    @Test func `normal sessions of two seeds share most of their distinct sequences, with a tail of rare ones`() throws {
        let logs = try (1...2).map { try simulate("hdfs", .sessions(600), rate: 0, seed: UInt64($0)) }
        let sequences = logs.map { keySequences(of: $0, headerWords: 4, id: block).values.map { $0.joined(separator: "|") } }
        let known = Set(sequences[0])
        let seen = sequences[1].count { known.contains($0) }
        #expect(seen > 480, "heavy duplication: \(seen) of 600 were seen before")
        #expect(seen < 595, "natural rare variants: \(seen) of 600 were seen before")
        let mean = logs[0].lines / 600
        #expect((16...23).contains(mean))
    }

    @Test(arguments: FaultKind.allCases.filter(\.changesKeys), ["hdfs", "openstack"])
    func `each fault that changes keys gives key sequences that normal sessions do not have`(kind: FaultKind, system: String) throws {
        let header = system == "hdfs" ? 4 : 5
        let id = system == "hdfs" ? block : instance
        let known = try #require(normalSequences[system])
        let faulty = try simulate(system, .sessions(25), rate: 1, kinds: [kind], seed: 5)
        #expect(faulty.sessionLabels.allSatisfy { $0.kind == kind })
        let sequences = keySequences(of: faulty, headerWords: header, id: id)
        for label in faulty.sessionLabels {
            let keys = try #require(sequences[label.session])
            #expect(!known.contains(keys.joined(separator: "|")), "\(label)")
        }
    }

    @Test(arguments: [FaultKind.slowStep, .valueOutOfRange])
    func `slow steps and strange values leave the order of keys as it is`(kind: FaultKind) throws {
        let steps: (SimulatedLog) -> Set<String> = { log in
            Set(keySequences(of: log, headerWords: 5, id: instance).values.map { keys in keys.filter { !$0.contains("GET") }.joined() })
        }
        let normal = steps(try simulate("openstack", .sessions(300), rate: 0))
        let faulty = steps(try simulate("openstack", .sessions(30), rate: 1, kinds: [kind]))
        #expect(faulty.subtracting(normal).count <= 3)
    }

    @Test func `line labels point at lines of the labelled session`() throws {
        let simulated = try simulate("openstack", .lines(6_000), rate: 0.3)
        let lines = String(decoding: simulated.log, as: UTF8.self).split(separator: "\n")
        let kinds = Dictionary(uniqueKeysWithValues: simulated.sessionLabels.map { ($0.session, $0.kind) })
        #expect(!simulated.lineLabels.isEmpty)
        for label in simulated.lineLabels {
            #expect(lines[label.line - 1].contains(label.session))
            #expect(kinds[label.session] == label.kind)
            #expect(label.field.isEmpty == (label.kind != .valueOutOfRange))
        }
        let labelled = Set(simulated.lineLabels.map(\.session))
        #expect(labelled == Set(simulated.sessionLabels.filter { $0.kind != nil }.map(\.session)))
    }

    @Test func `a strange value lies far above the usual ones`() throws {
        let simulated = try simulate("openstack", .sessions(200), rate: 0.5, kinds: [.valueOutOfRange])
        let lines = String(decoding: simulated.log, as: UTF8.self).split(separator: "\n")
        var found = 0
        let faulty = Set(simulated.lineLabels.map(\.line))
        for (index, line) in lines.enumerated() {
            guard let end = line.firstRange(of: "claim: memory ")?.upperBound else { continue }
            let value = try #require(Int(line[end...].prefix { $0.isNumber }))
            #expect((value > 2_048) == faulty.contains(index + 1))
            found += value > 2_048 ? 1 : 0
        }
        #expect(found > 0)
    }

    @Test func `many sessions are open at the same time, and a chunk ends with a line`() throws {
        var simulator = try LogSimulator(system: "hdfs", configuration: .init(length: .lines(2_500)))
        var chunk = SimulatedChunk()
        var chunks = 0
        while simulator.next(into: &chunk) {
            chunks += 1
            #expect(chunk.log.last == UInt8(ascii: "\n"))
            #expect(chunk.log.count <= LogSimulator.chunkBytes)
        }
        #expect(chunks == 2)
        #expect(chunk.log.isEmpty)
        let text = String(decoding: try simulate("hdfs", .lines(6_000), rate: 0).log, as: UTF8.self)
        let ids = text.split(separator: "\n").compactMap(block)
        let open = Set(ids[..<3_000]).intersection(ids[3_000...])
        #expect(open.count > 150)
    }

    @Test func `labels are written as evaluators read them`() {
        #expect(SessionLabel.csvHeader == "session,label,kind\n")
        #expect(SessionLabel(session: "blk_1", kind: nil).csv == "blk_1,0,normal\n")
        #expect(SessionLabel(session: "blk_1", kind: .wrongOrder).csv == "blk_1,1,wrongOrder\n")
        #expect(LineLabel.csvHeader == "line,session,kind,field,slowdown\n")
        #expect(LineLabel(line: 3, session: "a", kind: .valueOutOfRange, field: "len").csv == "3,a,valueOutOfRange,len,\n")
        #expect(LineLabel(line: 4, session: "", kind: .slowStep, slowdown: 2.25).csv == "4,,slowStep,,2.25\n")
    }

    @Test func `mistakes are input errors`() {
        #expect(throws: InputError.self) { try LogSimulator(system: "hadoop3") }
        #expect(throws: InputError.self) { try LogSimulator(system: "hdfs", configuration: .init(anomalyRate: 1.5)) }
        #expect(throws: InputError.self) { try LogSimulator(system: "hdfs", configuration: .init(anomalyRate: .nan)) }
        #expect(throws: InputError.self) { try LogSimulator(system: "hdfs", configuration: .init(length: .lines(-1))) }
        #expect(throws: InputError.self) { try LogSimulator(system: "syslog", configuration: .init(kinds: [.slowStep])) }
        #expect(throws: InputError.self) { try LogSimulator(system: "hdfs", configuration: .init(sessionsPerSecond: 0)) }
    }
}
