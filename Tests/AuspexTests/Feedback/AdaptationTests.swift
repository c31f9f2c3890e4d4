import TestSupport
import Testing

@testable import Auspex

@Suite struct AdaptationTests {
    /// A detector of the small system, and what was put aside. More sessions than the laws have, so that the budget says something.
    private static func fitted(_ kind: FeedbackCase = .ngramEnsemble) throws -> (detector: FittedDetector, basis: HeldOutNormal) {
        try kind.fitted()
    }

    private static func adaptation(
        _ kind: FeedbackCase = .ngramEnsemble, memory: FeedbackMemory = FeedbackMemory(), policy: AdaptationPolicy = .standard
    ) throws -> Adaptation {
        let (detector, basis) = try fitted(kind)
        return Adaptation(trained: detector, memory: memory, basis: basis, policy: policy, seed: 1)
    }

    /// The detector in force.
    private static func judge(_ adaptation: Adaptation, _ trained: FittedDetector, _ memory: FeedbackMemory = FeedbackMemory())
        -> any SessionDetector
    {
        trained.applying(memory, adapted: adaptation.result).detector
    }

    /// Hands sessions over as detection does, with lessons on the way.
    private static func follow(
        _ sessions: [EventSequence], _ adaptation: inout Adaptation, _ trained: FittedDetector, _ memory: FeedbackMemory = FeedbackMemory()
    ) -> [Verdict] {
        var verdicts: [Verdict] = []
        for start in stride(from: 0, to: sessions.count, by: 16) {
            let part = Array(sessions[start..<min(start + 16, sessions.count)])
            let judged = judge(adaptation, trained, memory).verdicts(for: part)
            for (session, verdict) in zip(part, judged) { adaptation.take(session, verdict) }
            _ = adaptation.learn()
            verdicts += judged
        }
        return verdicts
    }

    /// The small system with so many reads in a row.
    private static func grown(_ reads: Int, number: Int = 0) -> EventSequence {
        LawSessions.session([1, 2] + [UInt32](repeating: 3, count: reads) + [5, 6], id: "grown \(reads) \(number)")
    }

    @Test func `what is clearly normal teaches, what is near the threshold or beyond does not`() throws {
        let (trained, _) = try Self.fitted()
        var adaptation = try Self.adaptation()
        let candidates =
            LawSessions.normal.map { session in
                LawSessions.session(session.events.map(\.rawValue).reversed().suffix(3) + session.events.map(\.rawValue), id: session.id)
            } + oddSessions + LawSessions.normal
        _ = Self.follow(candidates, &adaptation, trained)
        while adaptation.waitingSessions > 0 { _ = adaptation.learn() }
        let scores = trained.detector.scores(of: DistinctSessions(candidates).sessions)
        let clear = scores.count { $0 <= 0.5 * trained.detector.threshold.value }
        #expect(adaptation.figures.learnt + adaptation.figures.refused <= clear && adaptation.figures.learnt > 0)
        #expect(adaptation.figures.judged == candidates.count)
        // Learning unasked is no answer: what was reported is reported still.
        let judge = Self.judge(adaptation, trained)
        for session in oddSessions where trained.detector.verdicts(for: [session])[0].isAnomalous {
            #expect(judge.verdicts(for: [session])[0].isAnomalous, "\(session.id)")
        }
    }

    @Test(arguments: [FeedbackCase.ngramEnsemble, .ensemble, .deeplog, .ngram, .countVector, .sessionLength])
    func `an anomaly that grows slowly never becomes normal beyond the reach of the threshold`(_ kind: FeedbackCase) throws {
        let (trained, basis) = try Self.fitted(kind)
        let policy = AdaptationPolicy.standard
        var adaptation = Adaptation(trained: trained, memory: FeedbackMemory(), basis: basis, policy: policy, seed: 1)
        var stream: [EventSequence] = []
        for reads in 1...30 {
            for number in 0..<8 { stream += [Self.grown(reads, number: number), LawSessions.normal[(reads * 8 + number) % 240]] }
        }
        let verdicts = Self.follow(stream, &adaptation, trained)
        while adaptation.waitingSessions > 0 { _ = adaptation.learn() }
        let ceiling = policy.ceiling(above: trained.detector.threshold)
        let probe = (1...60).map { Self.grown($0) }
        let judge = Self.judge(adaptation, trained)
        #expect(judge.threshold.value <= ceiling)
        for (session, score) in zip(probe, trained.detector.scores(of: probe)) where score > ceiling {
            #expect(judge.verdicts(for: [session])[0].isAnomalous, "\(session.id)")
        }
        if trained.detector.scores(of: [Self.grown(30)])[0] > ceiling {
            #expect(verdicts[verdicts.count - 2].isAnomalous, "what it grew into was reported while it grew")
        }
        // Nothing of what was reported on the way is silent at the end.
        let reported = zip(stream, verdicts).filter(\.1.isAnomalous).map(\.0)
        let isStillReported = judge.verdicts(for: reported).allSatisfy { $0.isAnomalous }
        #expect(isStillReported)
    }

    @Test func `sessions like a confirmed anomaly never teach, in whatever order their events come`() throws {
        let (trained, _) = try Self.fitted()
        let incident = LawSessions.normal[3], other = LawSessions.session(incident.events.map(\.rawValue).sorted(), id: "other order")
        var memory = FeedbackMemory()
        try memory.add(
            FeedbackAnswer(id: "f", session: "s", verdict: .anomaly), about: incident,
            outcome: FeedbackOutcome(wasReported: false, falseAlarms: 0))
        #expect(memory.resemblesAnomaly(other) && !memory.resemblesAnomaly(Self.grown(9)))
        var adaptation = try Self.adaptation(memory: memory)
        let alike = LawSessions.normal.filter { $0.events.sorted() == incident.events.sorted() }
        _ = Self.follow(alike + [other], &adaptation, trained, memory)
        while adaptation.waitingSessions > 0 { _ = adaptation.learn() }
        #expect(adaptation.figures.learnt == 0 && adaptation.result == nil)
    }

    @Test func `the threshold rises only for confirmed false alarms, slowly, and comes back`() throws {
        let (trained, basis) = try Self.fitted()
        guard case .falseAlarmTarget = trained.detector.threshold.policy else { return #expect(Bool(false), "a chosen threshold") }
        let level = trained.detector.threshold.value
        var memory = FeedbackMemory()
        let odd = oddSessions.filter { trained.detector.verdicts(for: [$0])[0].isAnomalous }
        func run(_ memory: FeedbackMemory, after: Adaptation? = nil, alarms: Int) -> Adaptation {
            var adaptation = Adaptation(
                trained: trained, memory: memory, basis: basis, policy: .standard, seed: 1, after: after)
            for round in 0..<1_000 {
                if round < alarms {
                    let session = odd[round % odd.count]
                    adaptation.take(
                        session,
                        Verdict(subject: Subject(kind: .session, name: session.id), isAnomalous: true, score: 3 * level, findings: []))
                } else {
                    adaptation.count(0.1 * level)
                }
            }
            _ = adaptation.learn()
            return adaptation
        }
        // An attack asks for nothing.
        #expect(run(memory, alarms: 100).adapted.detector.threshold.value == level)
        for (number, session) in odd.enumerated() {
            try memory.add(
                FeedbackAnswer(id: "f\(number)", session: session.id, verdict: .normal), about: session,
                outcome: FeedbackOutcome(wasReported: true, falseAlarms: 0))
        }
        let raised = run(memory, alarms: 100).adapted.detector.threshold.value
        #expect(raised > level && raised <= 1.0101 * level)
        var long = run(memory, alarms: 100)
        for _ in 0..<40 {
            for round in 0..<1_000 { long.count(round < 100 ? 3 * level : 0.1 * level) }
            _ = long.learn()
        }
        #expect(long.adapted.detector.threshold.value <= 1.2501 * level && long.adapted.detector.threshold.value > 1.2 * level)
        let fixed = trained.withThreshold(Threshold(value: level, policy: .fixed))
        var still = Adaptation(trained: fixed, memory: memory, basis: basis, policy: .standard, seed: 1)
        for _ in 0..<1_000 { still.count(3 * level) }
        let hasMoved = still.learn()
        #expect(!hasMoved, "a threshold that was given stays")
    }

    @Test(arguments: FeedbackCase.allCases) func `an adapted detector keeps the promises of detectors`(_ kind: FeedbackCase) throws {
        let (trained, basis) = try Self.fitted(kind)
        var adaptation = Adaptation(trained: trained, memory: FeedbackMemory(), basis: basis, policy: .standard, seed: 1)
        _ = Self.follow((1...9).map { Self.grown($0) } + LawSessions.normal.prefix(20), &adaptation, trained)
        let judge = trained.applying(
            FeedbackMemory(),
            adapted: AdaptedDetector(detector: adaptation.adapted, policy: adaptation.policy, figures: adaptation.figures)
        ).detector
        let sessions = Array(LawSessions.normal.prefix(30)) + oddSessions + [LawSessions.session([]), LawSessions.session([.max, 0])]
        let scores = judge.scores(of: sessions)
        #expect(scores.allSatisfy(\.isFinite) && sessions.flatMap { judge.scores(of: [$0]) } == scores)
        let verdicts = judge.verdicts(for: sessions)
        #expect(verdicts.map(\.score) == scores)
        #expect(verdicts.allSatisfy { $0.isAnomalous == judge.threshold.flags($0.score) })
        #expect(verdicts.allSatisfy { !$0.isAnomalous || !$0.findings.isEmpty })
    }
}
