import Auspex
import Foundation
import TestSupport
import Testing

private func session(_ events: UInt32..., isComplete: Bool = true) -> EventSequence { LawSessions.session(events, isComplete: isComplete) }

@Suite struct RuleTests {
    @Test func `new template counts unknown events and names each`() throws {
        let rule = try NewTemplateRule.fit(on: [session(1, 2)])
        #expect(rule.scores(of: [session(1, 9, 0, 2), session(2, 1)]) == [2, 0])
        let findings = rule.findings(in: session(1, 9, 0, 2), above: 0)
        #expect(findings.map(\.event) == [1, 2])
        #expect(findings.allSatisfy { $0.reason == .newTemplate })
        #expect(findings.map(\.detail) == [.newTemplate(TemplateID(rawValue: 9), known: 2), .newTemplate(.none, known: 2)])
        #expect(rule.findings(in: session(1, 9, 0, 2), above: 2).isEmpty)
    }

    @Test func `length is silent inside the range and never calls a cut-off session too short`() throws {
        let rule = try SessionLengthRule.fit(on: [session(1, 2, 3), session(1, 2, 3, 4, 5)])
        #expect(rule.scores(of: [session(1, 2, 3), session(1, 2, 3, 4)]) == [0, 0])
        let scores = rule.scores(of: [
            session(1, 2), session(1), session(1, isComplete: false), session(1, 2, 3, 4, 5, 6, isComplete: false),
        ])
        #expect(scores[0] > 0 && scores[1] > scores[0])
        #expect(scores[2] == 0)
        #expect(scores[3] > 0)
        #expect(rule.findings(in: session(1), above: 0).first?.detail == .length(1, usual: 3...5))
    }

    @Test func `bigram sees unseen neighbours, starts and ends, but no end of a cut-off session`() throws {
        let rule = try BigramRule.fit(on: [session(1, 2, 3)])
        #expect(rule.scores(of: [session(1, 2, 3)]) == [0])
        #expect(rule.findings(in: session(1, 2), above: 0).map(\.reason) == [.unfinishedSession])
        #expect(rule.scores(of: [session(1, 2, isComplete: false)]) == [0])
        #expect(rule.findings(in: session(2, 1, 2, 3), above: 0).map(\.event) == [0, 1])
    }

    @Test func `frequent keys accepts the g most frequent templates and nothing else`() throws {
        let rule = try FrequentKeysRule.fit(on: [session(1, 1, 1, 2, 2, 3)], configuration: .init(candidates: 2))
        #expect(rule.scores(of: [session(1, 2), session(1, 3), session(77)]) == [0, 1, 2])
    }

    @Test func `fitting on nothing is the user's mistake`() {
        #expect(throws: InputError.self) { try NewTemplateRule.fit(on: []) }
        #expect(throws: InputError.self) { try CountVectorRule.fit(on: [session()]) }
        #expect(throws: InputError.self) { try TrainingSummary.fit(on: []) }
    }

    @Test func `a rule with its threshold keeps the false-alarm target on held-out sessions`() throws {
        let detector = try RuleMethod<CountVectorRule>(.init(threshold: .init(falseAlarmTarget: 0.05))).fit(on: LawSessions.normal)
        #expect(detector.threshold.policy == .falseAlarmTarget(0.05))
        let flagged = detector.verdicts(for: LawSessions.normal).count { $0.isAnomalous }
        #expect(Double(flagged) <= 0.05 * Double(LawSessions.normal.count))
        let verdict = try #require(detector.verdicts(for: [LawSessions.tooMany]).first)
        #expect(verdict.isAnomalous && verdict.findings.first?.reason == .unusualCount)
    }
}

@Suite struct CountVectorRuleTests {
    private let training = [session(1, 2, 3), session(1, 2, 2, 3), session(1, 2, 2, 2, 3), session(1, 2, 2, 2, 2, 2, 3)]

    @Test func `plain distance is the L1 distance to the nearest vector`() throws {
        let rule = try CountVectorRule.fit(on: training, configuration: .init(weighting: .plain))
        let tests = [session(3, 2, 1), session(1, 2, 2, 2, 2, 3), session(1, 1, 2, 3), session(), session(1, 2, 3, 9)]
        #expect(rule.scores(of: tests) == [0, 1, 1, 3, 1])
    }

    @Test(arguments: CountVectorRule.Weighting.allCases) func `the fast search agrees with the plain definition`(
        weighting: CountVectorRule.Weighting
    ) throws {
        // Moving a copy of the query into training makes its distance 0; leaving it out gives the minimum over single-vector rules for
        // linear costs.
        let rule = try CountVectorRule.fit(on: LawSessions.normal, configuration: .init(weighting: weighting))
        #expect(rule.scores(of: LawSessions.normal).allSatisfy { $0 == 0 })
        guard weighting == .plain else { return }
        let queries = [LawSessions.tooMany, LawSessions.unknownTemplate, session(4, 4, 4, 4, 4, 4), session(9, 9)]
        for query in queries {
            let nearest = LawSessions.normal.map { normal in
                Set(query.events + normal.events).reduce(0) { sum, template in
                    sum + abs(query.events.count { $0 == template } - normal.events.count { $0 == template })
                }
            }.min()
            #expect(rule.scores(of: [query]).first == nearest.map(Double.init))
        }
    }

    @Test func `variability makes a template that varies freely cheaper than one that never does`() throws {
        let rule = try CountVectorRule.fit(on: training)
        let scores = rule.scores(of: [session(1, 2, 2, 2, 2, 3), session(1, 1, 2, 3), session(1, 2, 3, 9)])
        #expect(0 < scores[0] && scores[0] < scores[1])
        #expect(scores[0] < scores[2])
    }

    @Test func `a cut-off session is charged only for what it has too many of`() throws {
        let rule = try CountVectorRule.fit(on: training, configuration: .init(weighting: .plain))
        #expect(
            rule.scores(of: [session(1, isComplete: false), session(isComplete: false), session(1, 1, isComplete: false)]) == [0, 0, 1])
        let finding = try #require(rule.findings(in: session(1, 1, isComplete: false), above: 0).first)
        #expect(finding.detail == .counts([.init(template: TemplateID(rawValue: 1), seen: 2, usual: 1)], more: 0))
    }

    @Test func `a finding says which templates are too many and too few`() throws {
        let rule = try CountVectorRule.fit(on: [session(1, 1, 1, 2)], configuration: .init(weighting: .plain))
        let finding = try #require(rule.findings(in: session(1, 2, 2), above: 0).first)
        let differences: [Finding.CountDifference] = [
            .init(template: TemplateID(rawValue: 1), seen: 1, usual: 3), .init(template: TemplateID(rawValue: 2), seen: 2, usual: 1),
        ]
        #expect(finding.detail == .counts(differences, more: 0))
        #expect(rule.findings(in: session(1, 1, 1, 2), above: 0).isEmpty)
    }

    @Test func `at most the limit of vectors is kept, the most frequent first`() throws {
        let many = (0..<50).map { session(UInt32($0 + 1)) } + [session(7)]
        let rule = try CountVectorRule.fit(on: many, configuration: .init(weighting: .plain, vectorLimit: 3))
        #expect(rule.vectorCount == 3)
        #expect(rule.scores(of: [session(7)]) == [0])
    }

    @Test func `a stored rule whose parts do not fit is refused`() throws {
        let rule = try CountVectorRule.fit(on: training)
        let text = String(decoding: try JSONEncoder().encode(rule), as: UTF8.self)
        for broken in [
            text.replacingOccurrences(of: "\"completeRows\":4", with: "\"completeRows\":400"),
            text.replacingOccurrences(of: "\"columns\":[0", with: "\"columns\":[99"),
            text.replacingOccurrences(of: "\"starts\":[0", with: "\"starts\":[-5"),
            text.replacingOccurrences(of: "\"index\":[1,2,3]", with: "\"index\":[1]"),
        ] {
            #expect(broken != text)
            #expect(throws: (any Error).self) { try JSONDecoder().decode(CountVectorRule.self, from: Data(broken.utf8)) }
        }
    }

    @Test func `an event count vector counts and ascends`() {
        let vector = EventCountVector(of: session(5, 22, 5, 0).events)
        #expect(vector.templates.map(\.rawValue) == [0, 5, 22])
        #expect(vector.counts == [1, 2, 1])
        #expect(vector.count(of: TemplateID(rawValue: 5)) == 2)
        #expect(vector.count(of: TemplateID(rawValue: 6)) == 0)
        #expect(vector.total == 4)
        #expect(EventCountVector(of: []).total == 0)
    }
}
