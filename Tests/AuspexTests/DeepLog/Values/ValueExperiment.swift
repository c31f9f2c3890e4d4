import Foundation
import TestSupport

@testable import Auspex

/// A simulated log on its way through reader, parser and sessionizer, with the planted faults by session.
struct ValueExperiment {
    struct Fault {
        var kind: FaultKind
        var line: Int
        var field: String
    }

    var sessions: [EventSequence] = []
    var profiles: [ParameterProfile] = []
    var faults: [String: Fault] = [:]
    var parser: SkeletonParser
    var statistics = ValueExtractor.Statistics()

    /// - Parameters:
    ///   - trained: reads with the parser and the values of a model instead of learning.
    init(
        system: String, sessions count: Int, kinds: [FaultKind], rate: Double, seed: UInt64,
        trained: (parser: SkeletonParser, schema: ValueSchema)? = nil
    ) throws {
        var simulator = try LogSimulator(
            system: system,
            configuration: .init(length: .sessions(count), anomalyRate: rate, kinds: kinds.isEmpty ? nil : kinds, seed: seed))
        let folder = try TemporaryFolder()
        let path = folder.file("log.log")
        var log = Data()
        var chunk = SimulatedChunk()
        var labels: [SessionLabel] = []
        var lines: [LineLabel] = []
        while simulator.next(into: &chunk) {
            log.append(contentsOf: chunk.log)
            labels += chunk.sessionLabels
            lines += chunk.lineLabels
        }
        try log.write(to: URL(fileURLWithPath: path))
        for label in lines { faults[label.session] = Fault(kind: label.kind, line: label.line, field: label.field) }
        parser = try trained?.parser ?? SkeletonParser()
        let reader = try RecordReader(inputs: [path], format: nil)
        let pattern = system == "hdfs" ? "(blk_-?[0-9]+)" : "(?:instance: |servers/|instance )([0-9a-f-]{36})"
        var sessionizer = try Sessionizer(
            rule: SessionRule(argument: pattern, fieldNames: reader.format.fieldNames), fieldNames: reader.format.fieldNames,
            values: trained?.schema ?? .everything)
        var profiler = ParameterProfiler()
        var records = RecordBatch(), events = EventBatch()
        var closed: [EventSequence] = []
        while try reader.read(into: &records) {
            if trained == nil { parser.learn(records, into: &events) } else { parser.match(records, into: &events) }
            if trained == nil { profiler.add(records, events) }
            sessionizer.add(records, events) { closed.append($0.materialized()) }
        }
        sessionizer.finish { closed.append($0.materialized()) }
        for index in closed.indices { closed[index].events = closed[index].events.map { parser.canonical($0) } }
        sessions = closed
        profiles = profiler.profiles { parser.canonical($0) }
        statistics = sessionizer.valueStatistics
    }

    /// What a model makes of the sessions.
    struct Outcome: CustomStringConvertible {
        var normal = 0, falseAlarms = 0
        var slow = 0, slowFound = 0, slowRight = 0
        var value = 0, valueFound = 0, valueRight = 0

        var description: String {
            "false alarms \(falseAlarms)/\(normal) slow \(slowFound) (right \(slowRight))/\(slow) value \(valueFound) (right \(valueRight))/\(value)"
        }
    }

    func judge(_ model: ValueModels) -> Outcome {
        var outcome = Outcome()
        for (session, evidence) in zip(sessions, model.evidence(for: sessions)) {
            guard let fault = faults[session.id] else {
                outcome.normal += 1
                if !evidence.isEmpty { outcome.falseAlarms += 1 }
                continue
            }
            let event = session.lines.firstIndex { Int($0.line) == fault.line }
            let right = evidence.first.map { $0.event == event } ?? false
            switch fault.kind {
            case .slowStep:
                outcome.slow += 1
                if evidence.contains(where: { $0.event == event && $0.reason == .unusualDelay }) { outcome.slowFound += 1 }
                if right, evidence.first?.reason == .unusualDelay { outcome.slowRight += 1 }
            case .valueOutOfRange:
                outcome.value += 1
                if evidence.contains(where: { $0.event == event && $0.reason == .unusualValue }) { outcome.valueFound += 1 }
                if right, evidence.first?.reason == .unusualValue, evidence.first?.name.contains(fault.field) ?? false {
                    outcome.valueRight += 1
                }
            default: break
            }
        }
        return outcome
    }
}
