public import Auspex
public import Testing

/// A method of the registry as the laws see it.
public struct MethodCase: Sendable, CustomTestStringConvertible {
    /// The method.
    public var method: any DetectionMethod.Type
    /// The method's name.
    public var testDescription: String { method.name }

    /// Settings that keep fits short; a method takes those it knows.
    private static let small = [
        "units=8", "layers=1", "steps=80", "epochs=1", "window=5", "folds=2", "embedding=8", "rounds=40", "measureEvery=40", "filters=4",
        "learningRate=0.01",
    ]

    /// The same for methods over texts: eight units learn nothing of the fifth that a dropout of 0.8 leaves, and the laws' faults are an order of few words, in
    /// which the Auto- methods' descriptions say they do badly. What they do with their defaults is in `TextMethodTests`.
    private static let smallText = ["length=12", "dropout=0", "autoencoderDropout=0", "epochs=300", "units=16"]

    private static func readsText(_ method: any DetectionMethod) -> Bool { type(of: method).description.needs.contains(.text) }

    /// All of them.
    public static let all = MethodRegistry.all.map { MethodCase(method: $0) }

    /// The method with short fits.
    public func configured(seed: UInt64) throws -> any DetectionMethod {
        var method = method.init(seed: seed)
        // One pass over a few labelled sessions teaches nothing.
        var settings = try Settings(
            Self.small + (method is any SupervisedMethod ? ["epochs=80", "rounds=400"] : [])
                + (Self.readsText(method) ? Self.smallText : []))
        try method.apply(&settings)
        try method.validate()
        return method
    }

    /// Fitted on ``LawSessions/normal``; a supervised method on ``LawSessions/labelled``.
    public func fitted(seed: UInt64) throws -> any FittedMethod {
        let method = try configured(seed: seed), context = FittingContext(seed: seed)
        guard let supervised = method as? any SupervisedMethod else {
            return try method.fit(on: LawSessions.normal, context: context) { _ in }
        }
        return try supervised.fit(on: LawSessions.labelled, context: context) { _ in }
    }
}

/// A small made-up system: open, reads and writes in any order, close, two confirmations.
public enum LawSessions {
    /// 240 sessions of it.
    public static let normal: [EventSequence] = {
        var source = RandomSource(seed: 11)
        return (0..<240).map { number in
            var events: [UInt32] = [1, 2]
            for _ in 0..<(1 + Int(source.next() % 4)) { events.append(source.uniform() < 0.7 ? 3 : 4) }
            events += source.uniform() < 0.5 ? [5, 6] : [6, 5]
            return session(events, id: "normal \(number)")
        }
    }()
    /// The same beside 120 sessions that were opened twice and never closed, for methods that learn from labels.
    public static let labelled: LabelledSessions = {
        var source = RandomSource(seed: 12)
        let anomalous = (0..<120).map { number in
            session(
                [1, 1, 2] + (0..<(1 + Int(source.next() % 4))).map { _ in source.uniform() < 0.7 ? 4 : 3 } + [6, 6],
                id: "anomalous \(number)")
        }
        return LabelledSessions(normal: normal, abnormal: anomalous)
    }()

    /// One of the labelled faults.
    public static let classified = session([1, 1, 2, 4, 4, 3, 6, 6], id: "classified")
    /// A record no template fits.
    public static let unknownTemplate = session([1, 2, 3, 99, 5, 6], id: "unknown template")
    /// Closed twice, never confirmed, and far too long.
    public static let tooMany = session([1, 2] + [UInt32](repeating: 1, count: 20) + [5, 6], id: "too many")
    /// Known events in an order that never was.
    public static let wrongOrder = session([6, 5, 3, 2, 1], id: "wrong order")

    /// Known events and no end.
    public static let unfinished = session([1, 2, 3], id: "unfinished")
    /// Known events, many more of them than ever.
    public static let tooLong = session([1, 2, 3, 3, 4, 3, 3, 4, 4, 3, 5, 6], id: "too long")

    /// A planted fault for each reason a method can give.
    public static func fault(for reason: Reason) -> EventSequence? {
        switch reason {
        case .newTemplate: unknownTemplate
        case .unexpectedOrder: wrongOrder
        case .unusualCount: tooMany
        case .unfinishedSession: unfinished
        case .unseenLength: tooLong
        case .classifier: classified
        case .unusualValue, .unusualDelay: nil
        }
    }

    /// A session as it is handed out when it is too long for one piece.
    public static func parts(of session: EventSequence, length: Int) -> [EventSequence] {
        stride(from: 0, to: session.events.count, by: length).map { start in
            let end = min(start + length, session.events.count)
            return EventSequence(
                id: session.id, events: Array(session.events[start..<end]), isComplete: session.isComplete && end == session.events.count,
                history: Array(session.events[..<start]))
        }
    }

    /// A session from template numbers.
    public static func session(_ events: [UInt32], id: String = "session", isComplete: Bool = true) -> EventSequence {
        EventSequence(id: id, events: events.map(TemplateID.init(rawValue:)), isComplete: isComplete)
    }
}

/// The promises of `DetectionMethod` and `AnomalyDetector`, checked one after the other.
public func checkMethod(_ method: MethodCase) throws {
    let name = method.method.name
    let normal = LawSessions.normal
    let odd = [
        LawSessions.session([]), LawSessions.session([], isComplete: false), LawSessions.session([1]), LawSessions.session([0]),
        LawSessions.session([.max, 0, 77_777]), LawSessions.session([3], isComplete: false), LawSessions.unknownTemplate,
        LawSessions.tooMany, LawSessions.wrongOrder, LawSessions.unfinished, LawSessions.tooLong,
    ]
    let probe = Array(normal.prefix(40)) + odd
    let subject = try method.fitted(seed: 7)
    let scores = subject.scores(of: probe)

    #expect(scores.count == probe.count, "\(name): one score for each session")
    #expect(scores.allSatisfy { !$0.isNaN && $0.isFinite }, "\(name): every score is a finite number")
    #expect(try method.fitted(seed: 7).scores(of: probe) == scores, "\(name): equal seeds, equal scores")
    #expect(subject.scores(of: probe) == scores, "\(name): scoring does not learn")
    let backwards = Array(subject.scores(of: probe.reversed()).reversed())
    #expect(backwards == scores, "\(name): the order of the batch does not matter")
    let single = probe.flatMap { subject.scores(of: [$0]) }
    #expect(single == scores, "\(name): one by one or together, same scores")
    #expect(subject.scores(of: []).isEmpty, "\(name): nothing in, nothing out")
    for session in normal.prefix(40) {
        let whole = subject.scores(of: [session])[0]
        let parts = subject.scores(of: LawSessions.parts(of: session, length: 3))
        #expect(parts.allSatisfy { $0 <= whole }, "\(name): a session in parts is no stranger than in one piece")
    }
    try checkVerdicts(of: subject, method, probe)
    try checkStorage(of: subject, method, probe)
}

private func checkVerdicts(of subject: any FittedMethod, _ method: MethodCase, _ probe: [EventSequence]) throws {
    let name = method.method.name, reasons = method.method.description.reasons
    let verdicts = subject.verdicts(for: probe)
    #expect(verdicts.map(\.score) == subject.scores(of: probe), "\(name): verdicts repeat the scores")
    #expect(verdicts.map(\.session) == probe.map(\.id), "\(name): verdicts in order")
    #expect(
        verdicts.allSatisfy { $0.isAnomalous == subject.threshold.flags($0.score) && $0.findings.isEmpty != $0.isAnomalous },
        "\(name): the threshold decides, and what is anomalous is explained")
    let told = Set(verdicts.flatMap(\.findings).map(\.reason))
    #expect(told.isSubset(of: reasons), "\(name): every reason given is in the description")
    let highest = try #require(subject.scores(of: LawSessions.normal).max())
    let found = reasons.compactMap { LawSessions.fault(for: $0) }.filter { subject.scores(of: [$0])[0] > highest }
    #expect(!reasons.isEmpty && !found.isEmpty, "\(name): a planted fault of its reasons scores above every normal session")
    if let explaining = subject as? any ExplainsScores {
        for session in found {
            let score = explaining.scores(of: [session])[0]
            #expect(!explaining.findings(in: session, above: score.nextDown).isEmpty, "\(name): \(session.id) is explained")
            #expect(explaining.findings(in: session, above: score).isEmpty, "\(name): nothing beyond the score")
        }
    }
}

private func checkStorage(of subject: any FittedMethod, _ method: MethodCase, _ probe: [EventSequence]) throws {
    let name = method.method.name
    var components = BundleComponents()
    try subject.add(to: &components)
    let restored = try method.method.restore(from: components)
    #expect(restored.scores(of: probe) == subject.scores(of: probe), "\(name): save, load, same scores")
    #expect(restored.verdicts(for: probe) == subject.verdicts(for: probe), "\(name): save, load, same verdicts")
    var again = BundleComponents()
    try restored.add(to: &again)
    #expect(again.files == components.files && again.listed == components.listed, "\(name): save, load, save, same bytes")
    let manifest = BundleManifest(
        detector: name, configuration: [:], vocabularyHash: "", dataHash: "", seed: 1, training: [:], notes: [])
    for file in components.files.keys {
        var bundle = ModelBundle(manifest: manifest, components: components)
        bundle.files[file] = nil
        #expect(throws: InputError.self, "\(name): without \(file) it is refused") { try method.method.restore(from: bundle.components) }
    }
}
