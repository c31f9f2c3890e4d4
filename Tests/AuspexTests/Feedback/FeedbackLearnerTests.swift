import TestSupport
import Testing

@testable import Auspex

@Suite struct FeedbackLearnerTests {
    @Test(arguments: FeedbackCase.allCases) func `an alarm that was said to be false is silent forever after`(_ kind: FeedbackCase) throws {
        var learner = try kind.learner()
        var answered: [EventSequence] = []
        for session in oddSessions where learner.detector.detector.verdicts(for: [session])[0].isAnomalous {
            let outcome = try learner.say(.normal, about: session)
            #expect(outcome.wasReported)
            answered.append(session)
            let again = answered.map { EventSequence(id: "again", events: $0.events) }
            for verdict in learner.detector.detector.verdicts(for: again) {
                #expect(!verdict.isAnomalous && verdict.findings.isEmpty && verdict.session == "again")
            }
            #expect(learner.detector.detector.scores(of: again).allSatisfy { !learner.detector.detector.threshold.flags($0) })
        }
        #expect(!answered.isEmpty, "the case reports at least one odd session")
        #expect(learner.memory.entries.count == answered.count)
    }

    @Test(arguments: FeedbackCase.allCases) func `a detector with answers applied keeps the promises of detectors`(_ kind: FeedbackCase)
        throws
    {
        func learnt() throws -> FeedbackLearner {
            var learner = try kind.learner()
            for session in oddSessions.prefix(2) { try learner.say(.normal, about: session) }
            return learner
        }
        let learner = try learnt()
        let detector = learner.detector.detector
        let probe =
            LawSessions.normal.prefix(30) + oddSessions + [LawSessions.session([]), LawSessions.session([.max, 0], isComplete: false)]
        let sessions = Array(probe)
        let scores = detector.scores(of: sessions)
        #expect(scores.allSatisfy { $0.isFinite })
        #expect(Array(detector.scores(of: sessions.reversed()).reversed()) == scores)
        let single = sessions.flatMap { detector.scores(of: [$0]) }
        #expect(single == scores)
        #expect(detector.verdicts(for: sessions).map(\.score) == scores)
        let twin = try learnt().detector.detector
        #expect(twin.scores(of: sessions) == scores, "equal answers, equal detectors")
        // Through a bundle and back.
        var components = BundleComponents()
        try learner.detector.add(to: &components)
        let memory = try JSON.decode(FeedbackMemory.self, from: JSON.encode(learner.memory), source: "memory")
        #expect(memory == learner.memory)
        let basis = try JSON.decode(HeldOutNormal.self, from: JSON.encode(learner.basis), source: "basis")
        #expect(basis == learner.basis)
        let restored = try FittedDetector(method: learner.detector.method, components: components).applying(memory)
        #expect(restored.detector.scores(of: sessions) == scores)
    }

    @Test func `a refused update keeps the old weights bit for bit and the alarm is silent all the same`() throws {
        let (fitted, basis) = try FeedbackCase.deeplog.fitted()
        var settings = FeedbackLearner.Configuration()
        settings.learningRate = 3  // Wrecks the weights at the first step: nothing but a refusal is right.
        settings.replayRatio = 0
        var learner = FeedbackLearner(detector: fitted, basis: basis, configuration: settings)
        let session = oddSessions[5]
        let outcome = try learner.say(.normal, about: session)
        #expect(outcome.wasReported && outcome.model == .refused && outcome.steps > 0)
        #expect(try learner.detector.withoutFeedback.files()["weights.safetensors"] == fitted.files()["weights.safetensors"])
        #expect(!learner.detector.detector.verdicts(for: [session])[0].isAnomalous)
        #expect(learner.memory.queue.map(\.events) == [session.events])
        #expect(outcome.falseAlarmsAfter <= outcome.falseAlarmsBefore + settings.tolerance)
    }

    @Test(arguments: [FeedbackCase.deeplog, .ensemble, .ngramEnsemble, .countVector])
    func `confirmed anomalies are labels: nothing is learnt from them and they stay found`(_ kind: FeedbackCase) throws {
        var learner = try kind.learner()
        let before = try learner.detector.withoutFeedback.files()
        let incident = oddSessions[5]
        let outcome = try learner.take(
            FeedbackAnswer(id: "f1", session: incident.id, verdict: .anomaly, note: "disk full", time: 12), about: incident)
        #expect(outcome.model == .none && outcome.rules == .none && outcome.steps == 0)
        #expect(try learner.detector.withoutFeedback.files() == before)
        #expect(learner.memory.anomalies.map(\.answer.note) == ["disk full"] && learner.memory.transitions.isEmpty)
        let wasFound = learner.detector.detector.verdicts(for: [incident])[0].isAnomalous
        for session in oddSessions.dropLast() { try learner.say(.normal, about: session) }
        #expect(learner.detector.detector.verdicts(for: [incident])[0].isAnomalous == wasFound)
    }

    @Test func `the other way round, normal called anomaly, is refused with the way out`() throws {
        var learner = try FeedbackCase.ngram.learner()
        try learner.say(.normal, about: oddSessions[0])
        let memory = learner.memory
        let error = #expect(throws: InputError.self) { _ = try learner.say(.anomaly, about: oddSessions[0]) }
        #expect(error?.remedy == .revert)
        #expect(learner.memory == memory)
        try learner.say(.anomaly, about: oddSessions[1])
        try learner.say(.normal, about: oddSessions[1])
        #expect(learner.memory.anomalies.isEmpty && learner.memory.entries.count == 2)
    }

    @Test func `without data put aside the weights stay and the memory answers`() throws {
        let (fitted, _) = try FeedbackCase.deeplog.fitted()
        var learner = FeedbackLearner(detector: fitted, basis: .none)
        let outcome = try learner.say(.normal, about: oddSessions[5])
        #expect(outcome.steps == 0)
        #expect(try learner.detector.withoutFeedback.files() == fitted.files())
        #expect(!learner.detector.detector.verdicts(for: [oddSessions[5]])[0].isAnomalous)
    }

    @Test func `evidence that was said to be normal counts for nothing elsewhere, other evidence still does`() throws {
        var learner = try FeedbackCase.ngram.learner()
        let odd = LawSessions.session([1, 2, 3, 6, 5, 5])
        #expect(learner.detector.detector.verdicts(for: [odd])[0].isAnomalous)
        try learner.say(.normal, about: odd)
        let longer = LawSessions.session([1, 2, 3, 6, 5, 5, 1])
        let verdict = learner.detector.detector.verdicts(for: [longer])[0]
        #expect(verdict.isAnomalous)
        let confirmed = Set(learner.memory.transitions.map(\.event))
        #expect(verdict.findings.allSatisfy { ($0.event ?? 0) >= 6 } && !confirmed.isEmpty, "\(verdict.findings)")
    }

    @Test func `a new template is ordinary after eight confirmed sessions, not after seven`() throws {
        var learner = try FeedbackCase.ngramEnsemble.learner()
        let normal = (0..<8).map { number in
            LawSessions.session([1, 2, 3, 77] + [UInt32](repeating: 5, count: number) + [6], id: "\(number)")
        }
        let other = LawSessions.session([77, 1, 2, 77, 3, 5, 6])
        for (number, session) in normal.enumerated() {
            #expect(learner.detector.detector.verdicts(for: [other])[0].findings.contains { $0.reason == .newTemplate })
            let outcome = try learner.say(.normal, about: session)
            if outcome.model == .accepted { #expect(outcome.newTemplates == (number == 7 ? 1 : 0)) }
        }
        let verdict = learner.detector.detector.verdicts(for: [other])[0]
        #expect(!verdict.findings.contains { $0.reason == .newTemplate })
    }
}
