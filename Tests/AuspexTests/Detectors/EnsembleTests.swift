import Auspex
import Foundation
import TestSupport
import Testing

private func session(_ events: UInt32..., isComplete: Bool = true) -> EventSequence { LawSessions.session(events, isComplete: isComplete) }

private func fit(_ sessions: [EventSequence], _ configuration: Ensemble.Configuration = .init()) throws -> Ensemble {
    try EnsembleMethod(model: NGramMethod(), configuration: configuration).fit(on: sessions)
}

@Suite struct EnsembleTests {
    @Test func `every planted fault is found with its reason`() throws {
        let ensemble = try fit(LawSessions.normal)
        let faults: [(EventSequence, Reason)] = [
            (LawSessions.unknownTemplate, .newTemplate), (LawSessions.tooMany, .unusualCount), (LawSessions.wrongOrder, .unexpectedOrder),
            (session(1, 2, 3), .unfinishedSession), (session(1, 2, 3, 3, 4, 3, 5, 5, 6, 6), .unseenLength),
        ]
        for (fault, verdict) in zip(faults, ensemble.verdicts(for: faults.map(\.0))) {
            #expect(verdict.isAnomalous)
            #expect(verdict.findings.contains { $0.reason == fault.1 }, "\(fault.1): \(verdict.findings)")
            #expect(verdict.findings.allSatisfy { $0.score > $0.threshold && !$0.detector.isEmpty })
        }
    }

    @Test func `the false-alarm target holds on held-out sessions and verdicts repeat the scores`() throws {
        let ensemble = try fit(LawSessions.normal, .init(falseAlarmTarget: 0.05))
        #expect(ensemble.state.heldOutFalseAlarms <= 0.05)
        let verdicts = ensemble.verdicts(for: LawSessions.normal)
        #expect(verdicts.map(\.score) == ensemble.scores(of: LawSessions.normal))
        #expect(verdicts.map(\.session) == LawSessions.normal.map(\.id))
        #expect(
            verdicts.allSatisfy { $0.isAnomalous == ($0.score > ensemble.state.threshold.value) && $0.findings.isEmpty != $0.isAnomalous })
    }

    @Test func `a session cut off while all is well is not called unfinished, short or incomplete`() throws {
        let ensemble = try fit(LawSessions.normal)
        for length in 0...4 {
            let prefix = EventSequence(id: "cut", events: Array(LawSessions.normal[0].events.prefix(length)), isComplete: false)
            #expect(!ensemble.verdicts(for: [prefix])[0].isAnomalous)
        }
        #expect(ensemble.verdicts(for: [session(1, 99, isComplete: false)])[0].isAnomalous)
        #expect(ensemble.verdicts(for: [session(6, 5, 1, 2, isComplete: false)])[0].isAnomalous)
    }

    @Test func `windows with nearly always new counts keep the false-alarm rate near the budget`() throws {
        var source = RandomSource(seed: 3)
        func windows(_ count: Int) -> [EventSequence] {
            (0..<count).map { number in
                EventSequence(
                    id: "window \(number)",
                    events: (0..<30).map { _ in TemplateID(rawValue: 1 + UInt32(source.uniform() * source.uniform() * 12)) },
                    isComplete: false)
            }
        }
        let training = windows(300)
        let ensemble = try fit(training, .init(falseAlarmTarget: 0.01))
        let fresh = windows(300)
        let summary = try TrainingSummary.fit(on: training)
        #expect(!fresh.contains { summary.contains($0) }, "every window is new")
        let alarms = ensemble.verdicts(for: fresh).count { $0.isAnomalous }
        #expect(alarms <= 12, "\(alarms) of 300 at a budget of 1 %")
        let fault = EventSequence(id: "fault", events: [TemplateID](repeating: TemplateID(rawValue: 12), count: 30), isComplete: false)
        #expect(ensemble.verdicts(for: [fault])[0].isAnomalous)
    }

    @Test func `few or equal sessions can be learnt from without false certainty`() throws {
        for training in [[session(1, 2)], [session(1, 2), session(1, 2)], [session(1, 2), session(2, 1)]] {
            let ensemble = try fit(training)
            let flagged = ensemble.verdicts(for: training).filter(\.isAnomalous)
            #expect(flagged.isEmpty)
            let odd = ensemble.scores(of: [session(9, 9), session()])
            #expect(odd.filter(\.isFinite).count == 2)
            let reread = try JSONDecoder().decode(Ensemble.State.self, from: JSONEncoder().encode(ensemble.state))
            #expect(reread == ensemble.state, "every number has a JSON form")
        }
        #expect(throws: InputError.self) { try fit([]) }
    }

    @Test func `a stored state with unusable numbers is refused`() throws {
        let state = try fit(LawSessions.normal).state
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        let broken = text.replacingOccurrences(of: "\"tails\":[", with: "\"tails\":[-3,")
        #expect(broken != text)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Ensemble.State.self, from: Data(broken.utf8)) }
    }
}
