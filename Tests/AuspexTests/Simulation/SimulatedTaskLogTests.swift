import TestSupport
import Testing

@testable import Auspex

@Suite struct SimulatedTaskLogTests {
    /// The steps 1 to 17 of the four tasks by a word that stands in their lines alone.
    private static let marks = [
        "begins", "Snapshot", "Copied", "complete", "accepted", "authorised", "reserved", "carrier", "started", "Catalogue", "Fetched",
        "written", "finished", "query", "Result", "empty", "Answer",
    ]

    private static func simulate(
        _ lines: Int, overlap: Int? = nil, noise: Double = 0, rate: Double = 0, kinds: [FaultKind]? = nil, seed: UInt64 = 1
    ) throws -> SimulatedLog {
        try SimulatedLog(
            system: "tasks",
            configuration: .init(length: .lines(lines), anomalyRate: rate, kinds: kinds, overlap: overlap, noise: noise, seed: seed))
    }

    private static func steps(of log: SimulatedLog) -> [Int] {
        String(decoding: log.log, as: UTF8.self).split(separator: "\n").map { line in
            (marks.firstIndex { line.contains($0) } ?? -1) + 1
        }
    }

    /// The log read and parsed as `auspex parse` does, and its workflows with the numbers of the steps.
    private static func workflows(of log: SimulatedLog, threshold: Double) throws -> [String] {
        let folder = try TemporaryFolder()
        var flow = EventFlow(
            reader: try RecordReader(inputs: [try folder.write("tasks.log", bytes: log.log)], format: nil),
            parser: try SkeletonParser(), verb: .learn)
        var records = RecordBatch(), events = EventBatch()
        var stream: [TemplateID] = []
        while try flow.next(&records, &events) { stream += events.templates }
        let parser = try #require(flow.parser as? SkeletonParser)
        stream = stream.map { parser.canonical($0) }
        #expect(Set(stream).count == 17)
        // Templates are numbered as they appear; the tasks' own numbers make the notations comparable.
        var numbers: [TemplateID: TemplateID] = [:]
        for (template, step) in zip(stream, steps(of: log)) {
            #expect(numbers[template, default: TemplateID(rawValue: UInt32(step))].rawValue == UInt32(step))
            numbers[template] = TemplateID(rawValue: UInt32(step))
        }
        return DensityWorkflowMiner(.init(threshold: threshold)).mine([stream.compactMap { numbers[$0] }]).workflows.map(\.root.notation)
    }

    @Test(arguments: [1, 2, 4], [UInt64(1), 2, 3])
    func `raw lines without identifiers, parsed and mined, give the four tasks exactly`(overlap: Int, seed: UInt64) throws {
        let log = try Self.simulate(2_000, overlap: overlap, seed: seed)
        #expect(try Self.workflows(of: log, threshold: 0.9) == SimulatedTasks.notations)
    }

    @Test(arguments: [1, 2]) func `so do lines of which two percent were replaced, at the robust threshold`(overlap: Int) throws {
        let log = try Self.simulate(10_000, overlap: overlap, noise: 0.02)
        #expect(try Self.workflows(of: log, threshold: 0.85) == SimulatedTasks.notations)
    }

    @Test func `so many tasks are under way, never two of a kind`() throws {
        for overlap in 1...4 {
            let steps = Self.steps(of: try Self.simulate(3_000, overlap: overlap))
            let first: [Int: Int] = [1: 0, 5: 1, 9: 2, 14: 3], last: [Int: Int] = [4: 0, 8: 1, 13: 2, 17: 3]
            var open: Set<Int> = [], most = 0
            for step in steps {
                if let task = first[step] { #expect(open.insert(task).inserted) }
                most = max(most, open.count)
                if let task = last[step] { #expect(open.remove(task) != nil) }
            }
            #expect(open.isEmpty && most == overlap)
        }
        #expect(throws: InputError.self) { try Self.simulate(100, overlap: 5) }
        #expect(throws: InputError.self) { try Self.simulate(100, overlap: 0) }
    }

    @Test func `noise replaces its share of lines, and spares the labelled ones`() throws {
        let clean = Self.steps(of: try Self.simulate(10_000, rate: 0.1)), noisyLog = try Self.simulate(10_000, noise: 0.1, rate: 0.1)
        let noisy = Self.steps(of: noisyLog)
        let changed = zip(clean, noisy).filter { $0 != $1 }.count
        // One replacement in seventeen is the line itself.
        #expect((840...1_040).contains(changed), "\(changed)")
        #expect(noisyLog.lineLabels.allSatisfy { clean[$0.line - 1] == noisy[$0.line - 1] })
        #expect(try Self.simulate(100, noise: 0).log == Self.simulate(100).log)
        #expect(throws: InputError.self) { try Self.simulate(100, noise: 1.1) }
        #expect(throws: InputError.self) { try Self.simulate(100, noise: .nan) }
    }

    @Test(arguments: FaultKind.ofSessions) func `every kind of fault is planted and labelled per line`(kind: FaultKind) throws {
        let log = try Self.simulate(3_000, overlap: 1, rate: 0.2, kinds: [kind])
        #expect(log.sessionLabels.isEmpty)
        #expect(log.lineLabels.count > 30)
        #expect(log.lineLabels.allSatisfy { $0.kind == kind && $0.session.isEmpty })
        let text = String(decoding: log.log, as: UTF8.self).split(separator: "\n")
        let steps = Self.steps(of: log)
        for label in log.lineLabels {
            let line = text[label.line - 1]
            switch kind {
            case .newTemplate: #expect(steps[label.line - 1] == 0, "\(line)")
            case .slowStep: #expect([3, 6, 11].contains(steps[label.line - 1]) && label.slowdown > 5)
            case .valueOutOfRange: #expect([2, 3, 6, 11, 16].contains(steps[label.line - 1]) && !label.field.isEmpty, "\(line)")
            default: #expect(steps[label.line - 1] > 0)
            }
        }
        #expect(!steps.enumerated().contains { step in step.element == 0 && !log.lineLabels.contains { $0.line == step.offset + 1 } })
    }
}
