import Foundation
import TestSupport
import Testing

@testable import Auspex

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

    /// Sessions of one of many tasks, each with a template of its own in the middle; how often tasks come differs much, as in real logs.
    private static func tasks(_ count: Int, _ source: inout RandomSource) -> [EventSequence] {
        (0..<count).map { number in
            let task = UInt32(40 * source.uniform() * source.uniform() * source.uniform())
            return EventSequence(id: "\(number)", events: [1, 2, 100 + task, 3].map(TemplateID.init(rawValue:)))
        }
    }

    @Test func `a template never seen is found though every task has one of its own`() throws {
        var source = RandomSource(seed: 7)
        let training = Self.tasks(300, &source), ensemble = try fit(training)
        let fault = EventSequence(id: "fault", events: [1, 2, 99, 3].map(TemplateID.init(rawValue:)))
        let verdict = ensemble.verdicts(for: [fault])[0]
        #expect(verdict.isAnomalous && verdict.findings.first?.reason == .newTemplate)
        #expect(ensemble.verdicts(for: training).count { $0.isAnomalous } <= 5)
    }

    @Test(arguments: [(20, 1), (100, 2), (300, 5), (1_000, 5), (4_000, 8)])
    func `so many held-out sessions may lie beyond the threshold`(count: Int, beyond: Int) {
        #expect(Int(Ensemble.Configuration().allowed(among: count)) == beyond)
        #expect(Ensemble.Configuration(falseAlarmTarget: 0.1).allowed(among: count) == 0.1 * Double(count), "a larger target stands")
        let trimmed = Ensemble.Configuration().allowed(among: count, leftOut: 9)
        #expect(trimmed == max(1, 0.002 * Double(count)), "those left out lie beyond already")
        #expect(Ensemble.Configuration(rank: 0).allowed(among: count) == 0.002 * Double(count))
    }

    @Test func `as many normal sessions are reported as the held-out ones foretell`() throws {
        var alarms = 0, foretold = 0.0, judged = 0
        for seed in 1...8 {
            var source = RandomSource(seed: UInt64(seed))
            // Each session a draw of lengths, repetitions and orders, some rare.
            func draw(_ count: Int) -> [EventSequence] {
                (0..<count).map { number in
                    var events: [UInt32] = [1]
                    while source.uniform() < 0.7, events.count < 12 { events.append(2 + UInt32(6 * source.uniform() * source.uniform())) }
                    return EventSequence(id: "\(number)", events: (events + [9]).map(TemplateID.init(rawValue:)))
                }
            }
            let ensemble = try fit(draw(300)), fresh = draw(1_000)
            alarms += ensemble.verdicts(for: fresh).count { $0.isAnomalous }
            foretold += 1_000 * (300 * ensemble.state.heldOutFalseAlarms + 1) / 301
            judged += fresh.count
        }
        // The threshold of each is drawn too: a rate from k of n varies by about 1 in √(k + 1) from one to the next.
        #expect(Double(alarms) > 0.5 * foretold && Double(alarms) < 1.6 * foretold, "\(alarms) of \(judged), foretold \(foretold)")
    }

    @Test func `a held-out score is judged by the others`() {
        let scores = [0.0, 0, 1, 2, 2, 5, 9], weights = [3, 1, 1, 1, 1, 1, 1]
        let all = EvidenceCalibration(scores: scores, weights: weights)
        for place in scores.indices.dropLast() {
            var others = weights
            others[place] -= 1
            let kept = scores.indices.filter { others[$0] > 0 }
            let rest = EvidenceCalibration(scores: kept.map { scores[$0] }, weights: kept.map { others[$0] })
            #expect(abs(all.surprise(ofHeldOut: scores[place]) - rest.surprise(of: scores[place])) < 1e-12)
        }
        #expect(all.surprise(ofHeldOut: 9) > all.surprise(of: 9))
        #expect(EvidenceCalibration(scores: [], weights: []).surprise(ofHeldOut: 3) == 0)
    }

    @Test func `few sessions are said to be few, and models from before keep to their target`() throws {
        let ensemble = try fit(Array(LawSessions.normal.prefix(60)))
        #expect(ensemble.notes.contains { $0.text.contains("too few for a budget of 0.2 %") })
        let generous = try fit(LawSessions.normal, .init(falseAlarmTarget: 0.1))
        #expect(generous.notes.isEmpty)
        let text = String(decoding: try JSONEncoder().encode(ensemble.state.configuration), as: UTF8.self)
        let before = text.replacing(/"rank(Share)?":[0-9.]+,?/, with: "").replacingOccurrences(of: ",}", with: "}")
        #expect(before != text)
        #expect(try JSONDecoder().decode(Ensemble.Configuration.self, from: Data(before.utf8)).allowed(among: 300) == 0.002 * 300)
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
