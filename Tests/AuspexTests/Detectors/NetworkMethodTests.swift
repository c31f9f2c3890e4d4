import Foundation
import Neural
import TestSupport
import Testing

@testable import Auspex

/// The networks of the papers as methods: what they learn, and what they do with too little of it.
@Suite struct NetworkMethodTests {
    static let supervised: [MethodCase] = MethodCase.all.filter { $0.method is any SupervisedMethod.Type }
    /// Networks over windows of events; methods on counts and on words have suites of their own.
    static let networks: [MethodCase] = supervised.filter {
        $0.method is any SequenceClassifierMethod.Type || $0.method.name == LogTransferMethod.name
            || $0.method.name == LogGANSessionMethod.name
    }

    /// Settings for few passes, or few rounds of a game.
    private static func passes(_ count: Int, _ method: MethodCase) -> String {
        method.method.name == LogGANSessionMethod.name ? "rounds=\(count)" : "epochs=\(count)"
    }

    private static func plan(_ method: MethodCase, _ settings: [String] = [], seed: UInt64 = 1) throws -> DetectorPlan {
        try DetectorPlan(detector: method.method.name, settings: settings, seed: seed)
    }

    @Test(arguments: networks) func `a supervised method tells the faults it was shown, and says which class`(method: MethodCase) throws {
        // Windows as long as a session: shorter ones are alike in both kinds.
        var whole = try Settings(["window=10"]), subject = try method.configured(seed: 3)
        try subject.apply(&whole)
        let supervised = try #require(subject as? any SupervisedMethod)
        let fitted: any FittedMethod = try supervised.fit(on: LawSessions.labelled, seed: 3)
        let detector = try #require(fitted as? SequenceClassifier)
        let fault = detector.verdicts(for: [LawSessions.classified])[0]
        #expect(fault.isAnomalous)
        guard case .classified("anomalous", let probability) = try #require(fault.findings.first).detail else {
            Issue.record("the class is the finding")
            return
        }
        #expect(probability == fault.score && probability > 0.5)
        let scores = detector.scores(of: LawSessions.normal)
        #expect(scores.count { $0 > 0.5 } < 12, "\(scores.count { $0 > 0.5 }) of 240 normal sessions")
        #expect(detector.notes.contains { $0.text == "240 normal and 120 anomalous sessions taught" })
    }

    @Test(arguments: supervised) func `labels of one kind, none or too few are refused before anything is trained`(method: MethodCase)
        throws
    {
        let normal = LawSessions.normal, anomalous = LawSessions.labelled.anomalous
        for examples in [
            LabelledSessions(normal: [], abnormal: []), LabelledSessions(normal: normal, abnormal: []),
            LabelledSessions(normal: [], abnormal: anomalous), LabelledSessions(normal: normal, abnormal: [anomalous[0]]),
        ] {
            let error = #expect(throws: InputError.self) { try Self.plan(method).fit(on: examples) }
            #expect(error?.remedy == .labels)
        }
        let nothing = [LawSessions.session([]), LawSessions.session([])]
        #expect(throws: InputError.self) { try Self.plan(method).fit(on: LabelledSessions(normal: nothing, abnormal: nothing)) }
        let error = #expect(throws: InputError.self) { try Self.plan(method).fit(on: normal) }
        #expect(error?.message.contains(method.method.name) == true && error?.remedy == .labels)
    }

    @Test(arguments: networks) func `few labels and a vocabulary of one give a detector that says so`(method: MethodCase) throws {
        let few = LabelledSessions(
            normal: [LawSessions.session([1]), LawSessions.session([1, 1])],
            abnormal: [LawSessions.session([1, 1, 1, 1, 1]), LawSessions.session([1, 1, 1, 1, 1, 1])])
        let fitted = try Self.plan(method, [Self.passes(2, method)]).fit(on: few).fitted
        #expect(fitted.scores(of: few.sessions).allSatisfy { (0...1).contains($0) })
        #expect(fitted.notes.contains { $0.kind == .split && $0.text.contains("too few") })
    }

    @Test(arguments: networks) func `weights that overflow end training with one clear line, never with a model without numbers`(
        method: MethodCase
    ) throws {
        // A step size of 10 need not overflow; what must not be is a model that holds no numbers.
        do {
            let plan = try Self.plan(method, ["learningRate=10", Self.passes(100, method), "clip=1e9", "patience=100"])
            #expect(try plan.fit(on: Self.hopeless).fitted.scores(of: LawSessions.normal).allSatisfy { (0...1).contains($0) })
        } catch let error as InputError {
            #expect(error.message.contains("learningRate"))
        }
    }

    /// Labels that contradict each other push weights without end.
    private static let hopeless = LabelledSessions(
        normal: Array(LawSessions.normal.prefix(12)), abnormal: Array(LawSessions.labelled.anomalous.prefix(12)))

    @Test(arguments: ONNXFileTests.networks) func `equal seeds give equal networks for any number of threads`(method: MethodCase) throws {
        let subject = try method.configured(seed: 6)
        func written(threads: Int) throws -> [String: [UInt8]] {
            let context = FittingContext(seed: 6, threads: threads)
            let fitted: any FittedMethod =
                if let supervised = subject as? any SupervisedMethod {
                    try supervised.fit(on: LawSessions.labelled, context: context) { _ in }
                } else {
                    try subject.fit(on: LawSessions.normal, context: context) { _ in }
                }
            var components = BundleComponents()
            try fitted.add(to: &components)
            return components.files
        }
        let one = try written(threads: 1)
        #expect(one.keys.contains { $0.hasSuffix(".safetensors") })
        #expect(try written(threads: 3) == one, "\(method.method.name)")
    }

    @Test func `labels never reach a method that does not ask for them`() throws {
        let labelled = LawSessions.labelled
        let relabelled = LabelledSessions(normal: labelled.normal, abnormal: [LawSessions.wrongOrder])
        let plan = try DetectorPlan(detector: "countVector")
        let probe = Array(LawSessions.normal.prefix(20)) + [LawSessions.tooMany]
        let one = try plan.fit(on: labelled).fitted.scores(of: probe), other = try plan.fit(on: relabelled).fitted.scores(of: probe)
        let alone = try plan.fit(on: labelled.normal).fitted.scores(of: probe)
        #expect(one == other && one == alone)
    }

    @Test func `merged DeepLog reads values: equal events with other values are another matter`() throws {
        func session(_ number: Int, value: Double) -> EventSequence {
            var session = LawSessions.session([1, 2, 3], id: "\(number)")
            for _ in session.events { session.values.append([EventValue(number: value)]) }
            return session
        }
        let examples = LabelledSessions(
            normal: (0..<60).map { session($0, value: Double($0 % 3)) }, abnormal: (60..<90).map { session($0, value: 99) })
        let detector = try DetectorPlan(detector: "merged-deeplog", settings: ["units=8", "layers=1", "epochs=60", "learningRate=0.02"])
            .fit(on: examples).fitted
        let scores = detector.scores(of: [session(1, value: 1), session(2, value: 99), session(3, value: 98)])
        #expect(scores[0] < 0.5 && scores[1] > 0.5, "\(scores)")
    }

    @Test func `LogGAN says what may follow and learns from an answer`() throws {
        let settings = ["units=12", "layers=1", "embedding=8", "rounds=800", "learningRate=0.01", "reconstruction=6"]
        let fitted = try DetectorPlan(detector: "loggan", settings: settings, seed: 4).fit(on: LawSessions.normal).fitted
        let detector = try #require(fitted as? TopCandidates)
        let verdict = detector.verdicts(for: [LawSessions.wrongOrder])[0]
        #expect(verdict.isAnomalous)
        let order = try #require(verdict.findings.first { $0.reason == Reason.unexpectedOrder || $0.reason == Reason.unfinishedSession })
        #expect(!order.candidates.isEmpty && order.candidates.allSatisfy { (0...1).contains($0.probability) })
        // Each probability is one by itself: together they may be more than one.
        let after = detector.model.candidates(after: [TemplateID(rawValue: 1), TemplateID(rawValue: 2)], limit: 2)
        #expect(after.count == 2 && after[0].probability + after[1].probability > 1.2, "\(after)")
        let session = LawSessions.session([1, 2, 3, 6, 6, 5]), objections = detector.objections(to: session, margin: 1)
        #expect(!objections.wrong.isEmpty)
        var source = RandomSource(seed: 1)
        let normal = NormalWindows(LawSessions.normal, window: detector.model.historyLength, limit: 500, using: &source)
        let update = detector.learning(
            session, objections, replay: { normal }, settings: LearningSettings(learningRate: 0.01, stepLimit: 200), using: &source)
        #expect(update.changesModel && update.steps > 0)
        let before = detector.scores(of: [session])[0], now = update.whole.scores(of: [session])[0]
        #expect(now < before, "\(before) → \(now)")
    }

    @Test func `LogGAN and the other networks refuse nothing to learn from and survive one template`() throws {
        for name in ["loggan", "nlsalog", "loganomaly"] {
            let settings = ["units=4", "layers=1", "embedding=4"] + (name == "loggan" ? ["rounds=5"] : ["steps=5", "candidates=1"])
            let plan = try DetectorPlan(detector: name, settings: settings)
            #expect(throws: InputError.self) { try plan.fit(on: [LawSessions.session([])]) }
            let fitted = try plan.fit(on: [LawSessions.session([7]), LawSessions.session([7, 7])]).fitted
            let scores = fitted.scores(of: [LawSessions.session([7]), LawSessions.session([8])])
            #expect(scores.allSatisfy { $0.isFinite })
        }
    }

    @Test func `sizes out of bounds are named`() {
        for (detector, setting) in [
            ("loggan", "window=0"), ("loggan", "threshold=1.5"), ("nlsalog", "units=0"), ("loganomaly", "steps=-1"), ("cnn", "heights=0"),
            ("mlp", "dropout=1"), ("attention-blstm", "length=0"), ("merged-deeplog", "positiveWeight=0"), ("deeplog", "preset=mine"),
        ] {
            let error = #expect(throws: InputError.self) { try DetectorPlan(detector: detector, settings: [setting]) }
            #expect(error?.message.contains(setting.split(separator: "=")[0]) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `DeepLog as published is one setting`() throws {
        let plan = try DetectorPlan(detector: "deeplog", settings: ["preset=paper"])
        let method = try #require(plan.method as? DeepLogMethod)
        #expect(method.configuration.model.smoothing == 0 && method.configuration.model.windows == .full)
        #expect(method.configuration.decision.candidates == 9)
        #expect(plan.values?.always == true && plan.values?.interval == .gaussian)
        let other = try DetectorPlan(detector: "deeplog", settings: ["preset=paper", "candidates=7", "values=false"])
        #expect(other.configuration["candidates"] == "7" && other.values == nil)
    }
}
