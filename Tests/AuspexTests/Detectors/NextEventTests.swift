import Auspex
import Foundation
import TestSupport
import Testing

private func session(_ events: UInt32..., isComplete: Bool = true) -> EventSequence { LawSessions.session(events, isComplete: isComplete) }

@Suite struct NGramModelTests {
    @Test func `by longest history probabilities are relative counts`() throws {
        let training = [session(1, 2), session(1, 2), session(1, 3)]
        let model = try NGramModel.fit(on: training, configuration: .init(historyLength: 2, estimate: .longestHistory))
        let predictions = model.predictions(for: [session(1, 3), session(3)])
        #expect(predictions[0].map(\.rank) == [1, 2, 1])
        #expect(predictions[0].map(\.probability) == [1, 1.0 / 3, 1])
        #expect(predictions[1][0] == EventPrediction(rank: 4, probability: 0), "no candidate at all: last of three templates and the end")
    }

    @Test func `Witten-Bell probabilities of all outcomes sum to one less the unknown share`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal, configuration: .init(historyLength: 3))
        let contexts: [[UInt32]] = [[], [1], [1, 2], [3, 4, 3], [6, 5], [99], [5, 99]]
        for context in contexts {
            let candidates = model.candidates(after: context.map(TemplateID.init(rawValue:)), limit: 100)
            let sum = candidates.reduce(0) { $0 + $1.probability }
            #expect(candidates.count == 7, "six templates and the end")
            #expect(sum > 0.85 && sum < 1)
            #expect(zip(candidates, candidates.dropFirst()).allSatisfy { $0.probability >= $1.probability })
        }
    }

    @Test func `predictions and candidates agree`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal)
        let probe = session(1, 2, 3, 5, 6)
        let predictions = model.predictions(for: [probe])[0]
        for (place, prediction) in predictions.enumerated() {
            let template = place < probe.events.count ? probe.events[place] : nil
            let candidates = model.candidates(after: Array(probe.events.prefix(place)), limit: 100)
            let mine = try #require(candidates.first { $0.template == template })
            #expect(mine.probability == prediction.probability)
            #expect(candidates.count { $0.probability > mine.probability } + 1 == prediction.rank)
        }
    }

    @Test func `unknown events are beyond every rank and the end of a cut-off session is not predicted`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal)
        let predictions = model.predictions(for: [session(1, 99, 2, isComplete: false), session(isComplete: false), session()])
        #expect(predictions.map(\.count) == [3, 0, 1])
        #expect(predictions[0][1] == EventPrediction(rank: .max, probability: 0))
    }

    @Test func `the number of histories is bounded`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal, configuration: .init(historyLimit: 10))
        #expect(model.historyCount <= 10)
        #expect(model.predictions(for: [session(1, 2, 3)])[0].count == 4)
    }

    @Test func `a stored model whose parts do not fit is refused`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal)
        let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
        for (part, wrong) in [
            ("\"childStarts\":[0", "\"childStarts\":[7"), ("\"totals\":[", "\"totals\":[1,"), ("\"index\":[1,", "\"index\":["),
            ("\"childNodes\":[1", "\"childNodes\":[0"),
        ] {
            let broken = text.replacingOccurrences(of: part, with: wrong)
            #expect(broken != text)
            #expect(throws: (any Error).self) { try JSONDecoder().decode(NGramModel.self, from: Data(broken.utf8)) }
        }
    }

    @Test func `impossible settings are the user's mistake`() {
        #expect(throws: InputError.self) { try NGramModel.fit(on: LawSessions.normal, configuration: .init(historyLength: -1)) }
        #expect(throws: InputError.self) { try NGramModel.fit(on: [session()]) }
    }
}

@Suite struct TopCandidatesTests {
    private func fit(_ configuration: TopCandidates.Configuration) throws -> TopCandidates {
        try NGramMethod(.init(decision: configuration, model: .init())).fit(on: LawSessions.normal)
    }

    @Test func `a given g flags exactly the sessions with an event of a higher rank`() throws {
        let detector = try fit(.init(candidates: 3))
        #expect(detector.state.candidates == 3)
        let probe = Array(LawSessions.normal.prefix(30)) + [LawSessions.wrongOrder, LawSessions.unknownTemplate, session(1, 2)]
        let worst = detector.model.predictions(for: probe).map { $0.map(\.rank).max() ?? 0 }
        #expect(detector.verdicts(for: probe).map(\.isAnomalous) == worst.map { $0 > 3 })
    }

    @Test func `findings tell the reason, the place and the candidates`() throws {
        let detector = try fit(.init(candidates: 2))
        let verdicts = detector.verdicts(for: [session(1, 6, 5), session(1, 2, 99, 3, 5, 6), session(1, 2)])
        let order = try #require(verdicts[0].findings.first { $0.event == 1 })
        #expect(order.reason == .unexpectedOrder)
        #expect(order.candidates.first?.template == TemplateID(rawValue: 2))
        guard case .unexpectedEvent(TemplateID(rawValue: 6), let probability, let rank) = order.detail else {
            Issue.record("\(order.detail)")
            return
        }
        #expect(rank > 2 && probability < order.candidates[0].probability)
        #expect(verdicts[1].findings.contains { $0.reason == .newTemplate && $0.event == 2 })
        #expect(verdicts[2].findings.contains { $0.reason == .unfinishedSession && $0.event == 2 })
    }

    @Test(arguments: TopCandidates.Decision.allCases) func `the bound keeps the target on normal sessions`(decision: TopCandidates.Decision)
        throws
    {
        let detector = try fit(.init(decision: decision, falseAlarmTarget: 0.02))
        let flagged = detector.verdicts(for: LawSessions.normal).count { $0.isAnomalous }
        #expect(Double(flagged) <= 0.02 * Double(LawSessions.normal.count))
        #expect(detector.verdicts(for: [LawSessions.unknownTemplate])[0].isAnomalous)
        #expect((detector.state.candidates != nil) == (decision == .rank))
    }

    @Test func `impossible settings are the user's mistake`() {
        #expect(throws: InputError.self) { try fit(.init(candidates: 0)) }
        #expect(throws: InputError.self) { try fit(.init(falseAlarmTarget: 2)) }
    }
}
