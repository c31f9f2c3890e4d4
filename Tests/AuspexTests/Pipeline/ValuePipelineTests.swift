import TestSupport
import Testing

@testable import Auspex

/// Delays and parameter values through the runs the commands call.
@Suite struct ValuePipelineTests {
    /// Every record of an instance, also those of the interface's server, which the found rule leaves out.
    static let session = "(?:instance: |servers/|instance )([0-9a-f-]{36})"

    static func simulate(_ sessions: Int, _ kinds: [FaultKind] = [], seed: UInt64, system: String = "openstack") throws -> SimulatedLog {
        try SimulatedLog(
            system: system,
            configuration: .init(
                length: .sessions(sessions), anomalyRate: kinds.isEmpty ? 0 : 0.2, kinds: kinds.isEmpty ? nil : kinds, seed: seed))
    }

    static func train(_ folder: TemporaryFolder, _ settings: [String] = [], sessions: Int = 300) throws -> TrainingRun.Outcome {
        let path = try folder.write("quiet.log", bytes: simulate(sessions, seed: 1).log)
        return try TrainingRun(
            input: .init(inputs: [path], session: session), plan: PipelineTests.ngramPlan(settings), holdOut: .init()
        ).run()
    }

    @Test func `a slow step and a strange value are found by their own, named and explained`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.train(folder).model
        #expect(model.manifest.training["values.keys"] ?? 0 > 10 && model.manifest.training["values.parameters"] ?? 0 > 3)
        #expect(model.manifest.notes.contains { $0.kind == .values })
        let log = try Self.simulate(200, [.slowStep, .valueOutOfRange], seed: 2)
        let path = try folder.write("today.log", bytes: log.log)
        let options = DetectionRun.Options(inputs: [path], keepsAll: true)
        let result = try DetectionRun(model: model, options: options).run()
        let lines = Dictionary(log.lineLabels.map { ($0.session, $0) }) { first, _ in first }
        var found = 0, planted = 0, falseAlarms = 0
        for judged in result.all {
            guard let label = lines[judged.verdict.session] else {
                if judged.verdict.isAnomalous { falseAlarms += 1 }
                continue
            }
            planted += 1
            let place = judged.sequence.lines.firstIndex { Int($0.line) == label.line }
            let reason: Reason = label.kind == .slowStep ? .unusualDelay : .unusualValue
            if judged.verdict.findings.contains(where: { $0.event == place && $0.reason == reason }) { found += 1 }
        }
        #expect(planted > 25 && Double(found) >= 0.95 * Double(planted), "\(found) of \(planted)")
        #expect(falseAlarms <= 2)
        #expect(result.reasons[.unusualDelay] ?? 0 > 5 && result.reasons[.unusualValue] ?? 0 > 5)

        let explained = try Explanation(model: model, result: result, inputs: [path]).explain(limit: 200)
        for (anomaly, kind) in explained.compactMap({ one in lines[one.id].map { (one, $0.kind) } }) {
            let value = try #require(anomaly.findings.first { $0.value != nil }?.value)
            #expect(kind == .valueOutOfRange || (value.name == "delay" && value.unit == .seconds))
            if let observed = value.observed, let bound = value.bound, let excess = value.excess {
                #expect(excess > 0 && abs(abs(observed - bound) - excess) < 1e-6 * max(1, abs(observed)))
            }
            #expect(anomaly.headline.contains("usually") || anomaly.headline.contains("always"))
        }
        let slow = try #require(lines.values.first { $0.kind == .slowStep }?.session)
        let told = try ExplanationRun(model: model, inputs: [path], session: slow).run()
        #expect(told.isAnomalous && told.findings.contains { $0.value?.name == "delay" && $0.value?.predicted != nil })
        // Events and their order are usual: without value models none of it is seen.
        let blind = try Self.train(folder, ["values=false"]).model
        #expect(blind.values == nil)
        let unseen = try DetectionRun(model: blind, options: options).run()
        #expect(unseen.all.allSatisfy { !$0.verdict.isAnomalous || lines[$0.verdict.session] == nil })
    }

    @Test(arguments: [["values.always=true", "values.minRows=50", "values.units=4", "values.layers=1", "values.steps=4"], []])
    func `a saved model judges as the one in memory, and equal trainings are equal bytes`(settings: [String]) throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.train(folder, settings, sessions: 150), again = try Self.train(folder, settings, sessions: 150)
        #expect(try outcome.model.bundle().files == again.model.bundle().files)
        let values = try #require(outcome.model.values)
        #expect(values.usesNetworks == !settings.isEmpty)
        try outcome.model.save(to: folder.file("m.auspex"))
        let loaded = try TrainedModel(path: folder.file("m.auspex"))
        let path = try folder.write("today.log", bytes: Self.simulate(80, [.slowStep, .missingStep], seed: 3).log)
        let options = DetectionRun.Options(inputs: [path], keepsAll: true)
        let first = try DetectionRun(model: outcome.model, options: options).run()
        let second = try DetectionRun(model: loaded, options: options).run()
        #expect(first.all.map(\.verdict) == second.all.map(\.verdict) && first.all.map(\.sequence) == second.all.map(\.sequence))
        #expect(first.anomalyCount > 0)
        // Neither the memo nor waiting for other sessions changes a decision.
        let sessions = first.all.map(\.sequence), detector = outcome.model.detector.detector
        let direct = values.judge(sessions, keyVerdicts: detector.verdicts(for: sessions), keyThreshold: detector.threshold.value)
        #expect(direct == first.all.map(\.verdict))
        // Nor does it matter whether normal sessions are kept.
        let lean = try DetectionRun(model: loaded, options: .init(inputs: [path])).run()
        #expect(lean.anomalyCount == first.anomalyCount && lean.sessions == first.sessions)
    }

    @Test func `what is learnt from is bounded, evenly drawn, and never what was put aside`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Self.train(folder, ["values.eventLimit=2000"])
        let training = outcome.model.manifest.training
        let events = training["values.events"] ?? 0
        #expect(events > 700 && events <= 2000)
        #expect(training["values.heldOutFalseAlarms"] ?? 1 < 0.5)
        let whole = try Self.train(folder).model.manifest.training
        #expect(whole["values.sessions"] == 270 && whole["heldOutSessions"] == 30)

        var kept = TrainingSessions(detailLimit: 10)
        for number in 0..<100 {
            let events = [TemplateID(rawValue: UInt32(number % 3 + 1)), TemplateID(rawValue: 9)]
            kept.add(EventSequence(id: "\(number)", events: events, times: [Double(number), Double(number) + 1]))
        }
        let detailed = kept.sessions.indices.filter { kept.sessions[$0].hasDetails }
        #expect(detailed.count >= 3 && detailed.count * 2 <= 10)
        #expect(zip(detailed, detailed.dropFirst()).allSatisfy { $1 - $0 == detailed[1] })
        #expect(kept.sessions.count == 100 && kept.sessions.allSatisfy { $0.events.count == 2 })
    }

    @Test func `sessions labelled anomalous teach no values`() throws {
        let folder = try TemporaryFolder()
        let log = try Self.simulate(150, [.slowStep], seed: 4)
        let path = try folder.write("mixed.log", bytes: log.log)
        let slow = Set(log.sessionLabels.filter { $0.kind != nil }.map(\.session))
        let outcome = try TrainingRun(input: .init(inputs: [path], session: Self.session), plan: PipelineTests.ngramPlan(), excluding: slow)
            .run()
        #expect(slow.count > 10 && outcome.model.manifest.training["values.sessions"] == Double(150 - slow.count))
    }

    @Test func `a template list has values, sequences have none`() throws {
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", bytes: Self.simulate(80, seed: 5, system: "hdfs").log)
        let list = try folder.write(
            "list.csv",
            "EventId,EventTemplate\nE1,Receiving block <*> src: <*> dest: <*>\nE2,Received block <*> of size <*> from <*>\nE3,<*>\n")
        let input = TrainingRun.Input(inputs: [quiet], session: "blk_-?\\d+", templates: list)
        let model = try TrainingRun(input: input, plan: PipelineTests.ngramPlan()).run().model
        #expect(model.values?.profiles.contains { $0.name == "size" && $0.isUsed } == true)
        let sequences = try folder.write("s.txt", String(repeating: "1 2 3\n1 3 2\n", count: 40))
        let plain = try TrainingRun(input: .init(inputs: [sequences], format: "sequences"), plan: PipelineTests.ngramPlan()).run()
        #expect(plain.model.values == nil && !plain.notes.contains { $0.kind == .values })
    }

    @Test func `windows of a log without identifiers have values too`() throws {
        let folder = try TemporaryFolder()
        func log(slowAt: Int?) -> String {
            var text = "", second = 36_000
            for line in 0..<1_500 {
                second += line == slowAt ? 500 : 1 + line % 3
                func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
                text += "2024-05-01 \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) INFO app: "
                text += ["tick \(line % 7) done\n", "work item stored\n", "cache swept\n"][line % 3]
            }
            return text
        }
        let quiet = try folder.write("quiet.log", log(slowAt: nil)), today = try folder.write("today.log", log(slowAt: 705))
        let model = try TrainingRun(input: .init(inputs: [quiet], session: "none"), plan: PipelineTests.ngramPlan()).run().model
        let result = try DetectionRun(model: model, options: .init(inputs: [today])).run()
        #expect(result.reasons == [.unusualDelay: 1])
        #expect(try DetectionRun(model: model, options: .init(inputs: [quiet])).run().anomalyCount == 0)
    }

    @Test func `settings of values are set by path, checked, and shown`() throws {
        for method in MethodRegistry.names {
            #expect(try (DetectorPlan(detector: method).values != nil) == ["ensemble", "deeplog", "ngram"].contains(method))
        }
        let plan = try DetectorPlan(detector: "ensemble", settings: ["values.always=true", "values.interval=gaussian"], seed: 7)
        #expect(plan.values == ValueModels.Configuration(interval: .gaussian, always: true, seed: 7))
        // Who counts to be quick does not wait for LSTMs, unless asked to.
        #expect(try DetectorPlan(detector: "ensemble", settings: ["model=ngram"]).values?.networks == false)
        #expect(try DetectorPlan(detector: "ngram", settings: ["values.networks=true"]).values?.networks == true)
        #expect(plan.configuration["values.always"] == "true" && plan.configuration["values"] == "true")
        let off = try DetectorPlan(detector: "ngram", settings: ["values=false"])
        #expect(off.values == nil && off.configuration["values"] == "false" && off.configuration["values.units"] == nil)
        for wrong in ["values=perhaps", "values.units=0", "values.colour=red", "values.interval=wide", "values.steps=many"] {
            let error = #expect(throws: InputError.self) { try DetectorPlan(detector: "deeplog", settings: [wrong]) }
            #expect(error?.message.contains(wrong.split(separator: "=")[0]) == true)
        }
        #expect(throws: InputError.self) { try DetectorPlan(detector: "bigram", settings: ["values=true"]) }
    }
}
