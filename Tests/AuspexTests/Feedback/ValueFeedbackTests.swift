import TestSupport
import Testing

@testable import Auspex

/// Answers to reports of delays and parameter values.
@Suite struct ValueFeedbackTests {
    private static func learner(_ configuration: ValueModels.Configuration = .init(units: 8, steps: 20)) throws -> FeedbackLearner {
        let sessions = ValueModelsTests.sessions(800, seed: 1)
        let values = try ValueModelsTests.model(configuration)
        let plan = try DetectorPlan(detector: "ensemble", settings: ["model=ngram"], seed: 1)
        var (training, basis, heldOut) = HeldOutNormal.split(sessions, window: 10, seed: 1)
        basis.keepDetails(of: heldOut)
        #expect(basis.detailed.count == 80)
        for place in training.indices { training[place].forgetDetails() }
        return FeedbackLearner(detector: try plan.fit(on: training), basis: basis, values: values)
    }

    /// What detection says, key first, then values.
    private static func verdict(_ learner: FeedbackLearner, _ session: EventSequence) throws -> Verdict {
        let detector = learner.detector.detector
        return try #require(learner.values).judge(
            [session], keyVerdicts: detector.verdicts(for: [session]), keyThreshold: detector.threshold.value,
            isNormal: learner.memory.isNormal)[0]
    }

    private static func slow(_ seconds: Double, seed: UInt64 = 2, id: String = "slow") -> EventSequence {
        var session = ValueModelsTests.sessions(1, seed: seed)[0]
        session.id = id
        for event in 2..<4 { session.times[event] += seconds }
        return session
    }

    private static func word(_ hash: UInt32, id: String) -> EventSequence {
        var session = ValueModelsTests.sessions(1, seed: 4)[0]
        session.id = id
        let row = session.values[2]
        var values = EventValues()
        for event in 0..<4 { values.append(event == 2 ? [row[row.startIndex], EventValue(symbol: hash)] : Array(session.values[event])) }
        session.values = values
        return session
    }

    @Test(arguments: [false, true]) func `a delay said to be normal is silent, slower sessions of the same order are not`(_ always: Bool)
        throws
    {
        var learner = try Self.learner(.init(minRows: 50, always: always, units: 8, steps: 20))
        #expect(learner.values?.usesNetworks == always)
        let session = Self.slow(9), slower = Self.slow(30, seed: 3)
        #expect(try Self.verdict(learner, session).findings.map(\.reason) == [.unusualDelay])
        let before = learner.memory.isNormal(session)
        let outcome = try learner.say(.normal, about: session)
        #expect(outcome.wasReported && outcome.values == .accepted && outcome.model == .none && outcome.rules == .none)
        #expect(try !Self.verdict(learner, session).isAnomalous)
        #expect(try Self.verdict(learner, slower).isAnomalous)
        // The common order of events itself was never in question.
        #expect(!before && !learner.memory.isNormal(session))
        #expect(learner.memory.entry(of: session, isAboutSequence: false) != nil && learner.memory.entry(of: session) == nil)
        // Through files and back.
        let memory = try JSON.decode(FeedbackMemory.self, from: JSON.encode(learner.memory), source: "m")
        #expect(memory == learner.memory && memory.hasNormalValues)
        let basis = try JSON.decode(HeldOutNormal.self, from: JSON.encode(learner.basis), source: "b")
        #expect(basis == learner.basis)
        #expect(try #require(learner.values).reread() == learner.values)
    }

    @Test func `words and constants are answered one by one`() throws {
        var learner = try Self.learner()
        let first = Self.word(77, id: "first"), other = Self.word(78, id: "other")
        try learner.say(.normal, about: first)
        #expect(try !Self.verdict(learner, first).isAnomalous && Self.verdict(learner, other).isAnomalous)
    }

    @Test func `a confirmed slow session stays found, whatever is said about others of the same order`() throws {
        var learner = try Self.learner()
        let incident = Self.slow(12, id: "incident"), harmless = Self.slow(20, seed: 3, id: "harmless")
        let kept = try learner.say(.anomaly, about: incident)
        #expect(kept.values == nil && learner.memory.anomalies.count == 1)
        let old = learner.values
        let outcome = try learner.say(.normal, about: harmless)
        #expect(outcome.values == .refused && learner.values == old, "learning 20 s would hide 12 s")
        #expect(try !Self.verdict(learner, harmless).isAnomalous, "the memory answers alone")
        #expect(try Self.verdict(learner, incident).isAnomalous)
        #expect(learner.memory.queue.map(\.id) == ["harmless"])
        // Neither label touches the other, nor sessions of the same order that were never slow.
        #expect(learner.memory.entries.map(\.answer.verdict) == [.anomaly, .normal])
        let usual = ValueModelsTests.sessions(1, seed: 9)[0]
        #expect(learner.memory.entry(of: usual) == nil)
        let error = #expect(throws: InputError.self) { try learner.say(.anomaly, about: harmless) }
        #expect(error?.remedy == .revert)
    }

    @Test func `an update that reports more of normal operation is refused`() throws {
        var configuration = ValueModels.Configuration(units: 8, steps: 20)
        configuration.interval = .gaussian
        var learner = try Self.learner(configuration)
        let session = Self.slow(3_000)
        let before = learner.values.map(learner.basis.unusualValues)
        try learner.say(.normal, about: session)
        // A huge number moves mean and variance: whatever was decided, normal operation is reported no more often.
        #expect(try #require(learner.values.map(learner.basis.unusualValues)) <= #require(before))
        #expect(try !Self.verdict(learner, session).isAnomalous)
    }

    @Test func `through the runs: answered by log or journal, silent in the next detection, and back`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try ValuePipelineTests.train(folder).model.save(to: path)
        let log = try ValuePipelineTests.simulate(150, [.slowStep, .valueOutOfRange], seed: 2)
        let today = try folder.write("today.log", bytes: log.log)
        func detect() throws -> DetectionResult { try DetectionRun(model: TrainedModel(path: path), options: .init(inputs: [today])).run() }
        let first = try detect(), original = try ModelBundle.read(from: path)
        let byValues = first.anomalies.filter { $0.verdict.findings.allSatisfy { $0.value != nil } }
        let answered = [try #require(byValues.last), try #require(byValues.first { $0.verdict.findings[0].reason == .unusualDelay })]
        var journal = ReportJournal.read(beside: path, of: try TrainedModel(path: path))
        journal.add(first.anomalies, sources: first.input.sources.map(\.path), time: 1)
        try journal.write(beside: path)
        for (number, session) in answered.enumerated() {
            let run = try FeedbackRun(path: path)
            let request = FeedbackRun.Request(session: session.verdict.session, verdict: .normal)
            let reported = ReportJournal.read(beside: path, of: run.model)
            #expect(reported.unanswered(by: run.model.memory).contains { $0.verdict.session == request.session })
            let found = try number == 0 ? run.sequences(of: [request], inputs: [today]) : run.sequences(of: [request], reported: reported)
            let outcome = try run.take([request], about: found)
            #expect(outcome.entries.map(\.outcome.values) == [.accepted] && !outcome.entries[0].isAboutSequence)
            try outcome.bundle.write(to: path)
            #expect(!reported.unanswered(by: outcome.model.memory).contains { $0.verdict.session == request.session })
        }
        let after = try detect()
        let names = Set(answered.map(\.verdict.session))
        #expect(after.anomalies.allSatisfy { !names.contains($0.verdict.session) })
        #expect(after.anomalyCount > first.anomalyCount / 2, "others are as slow, or slower")
        for _ in answered { try FeedbackRun(path: path).reverted().write(to: path) }
        #expect(try ModelBundle.read(from: path).files == original.files)
        #expect(try detect().anomalies.map(\.verdict) == first.anomalies.map(\.verdict))
    }
}
