import TestSupport
import Testing

@testable import Auspex

@Suite struct FeedbackModelTests {
    private static func keyModel() throws -> KeyModel {
        try KeyModel.train(
            on: LawSessions.normal.map { EventSequence(id: $0.id, events: $0.events.map { TemplateID(rawValue: $0.rawValue * 10) }) },
            configuration: KeyModel.Configuration(window: 5, layers: 2, units: 10, steps: 60, epochs: 1))
    }

    @Test func `places for new templates leave the odds of the others unchanged to rounding, wherever the numbers fall`() throws {
        let model = try Self.keyModel()
        let new = [5, 25, 35, 999].map { TemplateID(rawValue: $0) }
        let grown = model.growing(by: new + model.vocabulary.templates + [.none])
        #expect(grown.vocabulary.templates == (model.vocabulary.templates + new).sorted())
        #expect(grown.classCount == model.classCount + 4 && grown.vocabulary.unknown == Int32(grown.vocabulary.count + 1))
        let contexts: [[UInt32]] = [[], [10], [10, 20, 30], [10, 25, 30], [60, 50, 40, 30, 20, 10], [999, 5, 7]]
        for context in contexts {
            let events = context.map(TemplateID.init(rawValue:))
            let before = model.candidates(after: events, limit: 100), after = grown.candidates(after: events, limit: 100)
            #expect(after.count == before.count + 4)
            let probability = Dictionary(uniqueKeysWithValues: after.map { ($0.template, $0.probability) })
            let kept = before.reduce(0.0) { $0 + (probability[$1.template] ?? 0) }
            for candidate in before {
                let share = (probability[candidate.template] ?? 0) / kept
                #expect(abs(share - candidate.probability) <= 1e-5 * max(candidate.probability, 1e-3), "\(context) → \(candidate)")
            }
            // A new template is as improbable as the least probable bias makes it, in every context alike.
            #expect(Set(new.map { probability[$0] }).count == 1)
        }
        #expect(model.growing(by: [.none, model.vocabulary.templates[0]]).vocabulary == model.vocabulary)
    }

    @Test func `growth is bounded`() throws {
        let model = try Self.keyModel()
        let many = (1_000..<3_000).map { TemplateID(rawValue: $0) }
        #expect(model.growing(by: many).vocabulary.count == model.vocabulary.count + KeyModel.growthLimit)
    }

    @Test func `the n-gram model counts one more session as fitting on all of them would`() throws {
        // Every history was seen often, so nothing that fitting would know is lost.
        let sessions = (0..<8).flatMap { _ in LawSessions.normal.prefix(40) }
        for session in [oddSessions[1], oddSessions[3], LawSessions.normal[3], LawSessions.session([])] {
            let configuration = NGramModel.Configuration(historyLength: 2)
            let whole = try NGramModel.fit(on: sessions + [session], configuration: configuration)
            let learnt = try NGramModel.fit(on: sessions, configuration: configuration).learning(session)
            #expect(learnt.tree.isValid(outcomes: learnt.index.count + 2))
            #expect(learnt.index == whole.index)
            let probe = oddSessions + LawSessions.normal.prefix(20)
            #expect(learnt.predictions(for: probe) == whole.predictions(for: probe), "\(session.events)")
        }
    }

    @Test func `a template new to the n-gram model is one of its outcomes afterwards`() throws {
        let model = try NGramModel.fit(on: LawSessions.normal)
        let odd = LawSessions.session([1, 0, 77, 2, 77, 3])
        let learnt = model.learning(odd)
        #expect(learnt.tree.isValid(outcomes: learnt.index.count + 2) && learnt.index.count == model.index.count + 1)
        let before = model.predictions(for: [odd])[0], after = learnt.predictions(for: [odd])[0]
        #expect(before[2].rank == .max && after[2].rank < 5 && after[4].probability > 0.1)
        #expect(after[1].rank == .max, "a record without template stays unknown")
        let other = LawSessions.normal[7]
        #expect(
            zip(model.predictions(for: [other])[0], learnt.predictions(for: [other])[0]).allSatisfy {
                abs($0.probability - $1.probability) < 0.05
            })
    }

    @Test func `rules that learnt a session object to it no more and to nothing they accepted before`() throws {
        let sessions = LawSessions.normal
        for session in oddSessions + [LawSessions.session([1, 2, 3], isComplete: false), LawSessions.session([9, 8, 7])] {
            func check<Rule: SequenceRule>(_ old: Rule) throws {
                let rule = old.learning(session)
                #expect(rule.scores(of: [session]) == [0], "\(type(of: rule)) and \(session.events)")
                #expect(zip(rule.scores(of: sessions), old.scores(of: sessions)).allSatisfy { $0 <= $1 })
                #expect(zip(rule.scores(of: oddSessions), old.scores(of: oddSessions)).allSatisfy { $0 <= $1 + 1e-9 })
                #expect(try JSON.decode(Rule.self, from: JSON.encode(rule), source: "rule") == rule)
            }
            let summary = try TrainingSummary.fit(on: sessions)
            try check(summary.newTemplate)
            try check(summary.sessionLength)
            try check(summary.countVector)
            try check(summary.bigram)
            let counts = summary.countVector.learning(session)
            #expect(counts.rows.isValid(columnCount: counts.index.count + 1))
            #expect(counts.costs.isValid(columnCount: counts.index.count + 1))
        }
    }

    @Test func `an update teaches the new event, and the window after it, without forgetting`() throws {
        let split = HeldOutNormal.split(LawSessions.normal, window: 6, seed: 1)
        let configuration = KeyModel.Configuration(window: 6, layers: 1, units: 16, steps: 300, epochs: 1, seed: 1)
        let model = try KeyModel.train(on: split.training, configuration: configuration)
        let session = LawSessions.session([1, 2, 3, 1, 5, 6])
        var source = RandomSource(seed: 1)
        let settings = LearningSettings(learningRate: 2e-2)
        let update = model.learning(session, wrong: [3], replay: split.basis.windows, settings: settings, using: &source) {
            $0.rank <= 2
        }
        let before = model.predictions(for: [session])[0], after = update.model.predictions(for: [session])[0]
        #expect(before[3].rank > 2 && after[3].rank <= 2 && (1...50).contains(update.steps))
        #expect(after[4].probability > before[4].probability, "the window that holds the new transition was learnt too")
        let normal = Array(LawSessions.normal.prefix(60))
        #expect(update.model.meanLoss(on: normal) < model.meanLoss(on: normal) + 0.1)
    }
}
