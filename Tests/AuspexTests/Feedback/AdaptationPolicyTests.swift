import TestSupport
import Testing

@testable import Auspex

@Suite struct AdaptationPolicyTests {
    @Test func `only sessions well below the threshold teach, and never one called an anomaly`() throws {
        let policy = try AdaptationPolicy(margin: 0.5)
        let threshold = Threshold(value: 10, policy: .fixed)
        let session = LawSessions.session([1, 2, 3])
        func accepts(_ score: Double, _ memory: FeedbackMemory = FeedbackMemory()) -> Bool {
            policy.accepts(score, of: session, threshold: threshold, memory: memory)
        }
        #expect(accepts(5) && !accepts(5.1) && !accepts(11) && !accepts(.nan))
        var memory = FeedbackMemory()
        try memory.add(
            FeedbackAnswer(id: "f", session: "s", verdict: .anomaly), about: session,
            outcome: FeedbackOutcome(wasReported: true, falseAlarms: 0))
        #expect(!accepts(0, memory))
    }

    @Test func `a threshold creeps, however hard it is pulled, and stays near where training put it`() throws {
        let policy = try AdaptationPolicy(drift: 0.01, reach: 0.25)
        let trained = Threshold(value: 20, policy: .falseAlarmTarget(0.002))
        var current = trained
        for _ in 0..<1_000 {
            let next = policy.moved(trained: trained, current: current, wanted: 1_000, sessions: 500)
            #expect(next.value - current.value <= 0.1 + 1e-12 && next.value <= 25)
            current = next
        }
        #expect(abs(current.value - 25) < 1e-9)
        #expect(policy.moved(trained: trained, current: current, wanted: .nan, sessions: 10) == current)
        #expect(policy.moved(trained: trained, current: trained, wanted: 20.05, sessions: 1_000).value == 20.05)
        #expect(throws: InputError.self) { try AdaptationPolicy(margin: 2) }
    }
}
