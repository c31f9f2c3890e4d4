import Testing

@testable import Auspex

@Suite struct BestNextEventTests {
    /// Two jobs whose steps mix, as in a log of two threads: hardly any order comes twice.
    static func mixed(_ count: Int) -> [EventSequence] {
        var random = RandomSource(seed: 3)
        return (0..<count).map { number in
            var one: [UInt32] = [1, 2, 3, 4, 5], other: [UInt32] = [11, 12, 13, 14, 15], events: [UInt32] = []
            while !one.isEmpty || !other.isEmpty {
                let takesOne = other.isEmpty || (!one.isEmpty && random.next().isMultiple(of: 2))
                events.append(takesOne ? one.removeFirst() : other.removeFirst())
            }
            return EventSequence(id: "s\(number)", events: events.map { TemplateID(rawValue: $0) }, isComplete: true)
        }
    }

    /// A few fixed orders, of which all but the commonest come twice.
    static let fixed: [EventSequence] = (0..<40).map { number in
        let extra = UInt32(20 + number / 8)
        return EventSequence(
            id: "s\(number)", events: [1, 2, extra, 3].map { TemplateID(rawValue: $0) }, isComplete: true)
    }

    static let small = [
        "units=16", "layers=1", "window=6", "epochs=1", "batchContexts=32", "groupContexts=2", "workflow=false", "values=false",
    ]

    static func ensemble(_ settings: [String], on sessions: [EventSequence]) throws -> Ensemble {
        let fitted = try DetectorPlan(detector: "ensemble", settings: settings, seed: 1).fit(on: sessions)
        return try #require(fitted.fitted as? Ensemble)
    }

    @Test func `an ensemble takes the LSTM where it foretells better, and says by how much`() throws {
        let ensemble = try Self.ensemble(Self.small, on: Self.mixed(90))
        #expect(ensemble.state.members.last == "deeplog" && ensemble.nextEventModel is KeyModel)
        let figures = ensemble.trainingFigures
        let counts = try #require(figures["orderCountLoss"]), network = try #require(figures["orderNetworkLoss"])
        #expect(network < counts && figures["steps"] != nil)
        let about = ensemble.notes.filter { $0.kind == .order }
        #expect(about.count == 1 && about[0].text.hasPrefix("an LSTM"))
    }

    @Test func `it takes counts where an LSTM is no better, and where too little is held out to tell`() throws {
        let bad = try Self.ensemble(Self.small + ["steps=1", "patience=0", "smoothing=0.5"], on: Self.mixed(90))
        #expect(bad.state.members.last == "ngram" && bad.nextEventModel is NGramModel)
        #expect(bad.notes[0].text.hasPrefix("counts; an LSTM foretells normal sessions no better"))
        let few = try Self.ensemble(Self.small, on: Self.fixed)
        #expect(few.state.members.last == "ngram" && few.notes[0].text.contains("too few to tell"))
    }

    @Test func `an ensemble with a chosen model comes back from disk as it was`() throws {
        for settings in [[], ["steps=1", "patience=0", "smoothing=0.5"]] {
            let sessions = Self.mixed(60), ensemble = try Self.ensemble(Self.small + settings, on: sessions)
            var components = BundleComponents()
            try ensemble.add(to: &components)
            #expect(try EnsembleMethod.restore(from: components).verdicts(for: sessions) == ensemble.verdicts(for: sessions))
        }
    }

    @Test func `asked for by name, a model is not chosen`() throws {
        for name in ["deeplog", "ngram"] {
            let ensemble = try Self.ensemble(
                ["model=\(name)", "workflow=false", "values=false"] + (name == "deeplog" ? ["units=8", "steps=5", "epochs=1"] : []),
                on: Self.mixed(30))
            #expect(ensemble.state.members.last == name && !ensemble.notes.contains { $0.kind == .order })
        }
        let plan = try DetectorPlan(detector: "ensemble", settings: ["model=auto", "historyLength=4", "units=8"])
        #expect(plan.configuration["model"] == "auto" && plan.configuration["historyLength"] == "4")
        #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: ["members=ngram"]) }
    }
}
