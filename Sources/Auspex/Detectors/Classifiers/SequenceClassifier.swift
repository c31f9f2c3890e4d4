import Neural

/// A supervised network's decision about sessions: the probability that a session is anomalous, learnt from labelled ones.
///
/// Equal examples are computed once. An event of a template never seen in training is read as such; training has no example of it, so it says little
/// by itself. A further part of a long session, or one that was cut off, is judged only by what its windows say; a network over whole sessions
/// does not judge it, unless all training sessions were cut off.
public struct SequenceClassifier: FittedMethod {
    /// Name of the kind; a fitted one is told by ``label``.
    public static let name = "classifier"

    /// What was learnt beside the weights.
    struct State: Codable, Sendable, Equatable {
        var label: String
        var reading: ClassifierReading
        var tokens: ClassifierTokens
        var network: SequenceNetwork.Configuration
        var isPadded: Bool
        var hasWholeSessions: Bool
        var threshold: Threshold
        var training: Training
    }

    /// What training reached.
    public struct Training: Codable, Sendable, Equatable {
        /// Labelled sessions of each kind.
        public var normal = 0
        /// Labelled sessions of each kind.
        public var anomalous = 0
        /// Distinct examples learnt from, and put aside.
        public var examples = 0
        /// Distinct examples put aside.
        public var heldOut = 0
        /// Optimiser steps.
        public var steps = 0
        /// Loss of the last step, nats an example.
        public var loss = 0.0
        /// Smallest loss on what was put aside; `nil` where nothing was.
        public var heldOutLoss: Double?
        /// What a person should know beside that.
        public var remarks: [Note]?

        /// Nothing yet.
        public init() {}
    }

    let state: State
    let network: SequenceNetwork

    /// Name told in findings: the method's.
    public var label: String { state.label }
    /// A session whose probability is above it is anomalous.
    public var threshold: Threshold { state.threshold }

    /// One probability for each session, in order, and for networks over windows the event at which the worst one ends.
    private func judge(_ sessions: [EventSequence]) -> [(score: Double, place: Int?)] {
        let judged = sessions.indices.filter { judges(sessions[$0]) }
        var results = [(score: Double, place: Int?)](repeating: (0, nil), count: sessions.count)
        // Bounded: examples of so many events at a time.
        var first = 0
        while first < judged.count {
            var last = first, events = 0
            while last < judged.count, last == first || events + sessions[judged[last]].events.count < Self.eventsAtOnce {
                events += sessions[judged[last]].events.count
                last += 1
            }
            let places = judged[first..<last]
            let examples = ClassifierExamples(places.map { sessions[$0] }, tokens: state.tokens, reading: judging)
            var workspace = SequenceNetwork.Workspace()
            let answers = network.likelihoods(examples.network(isPadded: state.isPadded), workspace: &workspace)
            for (place, (own, ends)) in zip(places, zip(examples.examples, examples.ends)) {
                guard let worst = own.indices.max(by: { (answers[Int(own[$0])], $1) < (answers[Int(own[$1])], $0) }) else { continue }
                results[place] = (Double(answers[Int(own[worst])]), state.reading.unit == .window ? ends[worst] : nil)
            }
            first = last
        }
        return results
    }

    /// The probability of each example of each session: of networks over windows one for each full window, of those over sessions one.
    public func windowScores(of sessions: [EventSequence]) -> [[Double]] {
        let examples = ClassifierExamples(sessions, tokens: state.tokens, reading: judging)
        var workspace = SequenceNetwork.Workspace()
        let answers = network.likelihoods(examples.network(isPadded: state.isPadded), workspace: &workspace)
        return examples.examples.map { own in own.map { Double(answers[Int($0)]) } }
    }

    /// Training takes every so many windows; in use each one is judged, so that a verdict does not depend on where a session was cut in parts.
    private var judging: ClassifierReading {
        var reading = state.reading
        reading.step = nil
        return reading
    }

    private static let eventsAtOnce = 1 << 16

    private func judges(_ session: EventSequence) -> Bool {
        guard !session.events.isEmpty else { return false }
        return state.reading.unit == .window || !session.isContinuation && (session.isComplete || !state.hasWholeSessions)
    }

    /// One probability for each session, in order.
    public func scores(of units: [EventSequence]) -> [Double] { judge(units).map(\.score) }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, judge(sessions)).map { session, judged in
            Verdict(
                subject: session.subject, isAnomalous: threshold.flags(judged.score), score: judged.score,
                findings: findings(judged, above: threshold.value))
        }
    }

    private func findings(_ judged: (score: Double, place: Int?), above bound: Double) -> [Finding] {
        guard judged.score > bound else { return [] }
        return [
            Finding(
                .classified(as: "anomalous", probability: judged.score), detector: label, event: judged.place, score: judged.score,
                threshold: bound)
        ]
    }

    /// What training reached.
    public var trainingFigures: [TrainingFigure: Double] {
        var figures: [TrainingFigure: Double] = [
            "normalSessions": Double(state.training.normal), "anomalousSessions": Double(state.training.anomalous),
            "examples": Double(state.training.examples), "heldOutExamples": Double(state.training.heldOut),
            "steps": Double(state.training.steps), "loss": state.training.loss,
        ]
        figures["heldOutLoss"] = state.training.heldOutLoss
        return figures
    }

    /// What was learnt from, and whether there was enough to check it.
    public var notes: [Note] {
        var notes = [Note(.labels, "\(state.training.normal) normal and \(state.training.anomalous) anomalous sessions taught")]
        if state.training.heldOut == 0 {
            notes.append(Note(.split, "too few labelled sessions of a kind to put some aside; training ended after a number of passes"))
        }
        return notes + (state.training.remarks ?? [])
    }
}

extension SequenceClassifier: ExplainsScores {
    /// The class and its probability.
    public func findings(in session: EventSequence, above bound: Double) -> [Finding] { findings(judge([session])[0], above: bound) }
}

extension SequenceClassifier: BundleComponent {
    private static var weightsFile: String { "classifier.safetensors" }

    /// Name in a model.
    public static var componentName: String { name }
    /// State and weights.
    public static var componentFiles: [String] { [componentName + ".json", weightsFile] }

    /// Writes state and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(state)
        contents.write(network.parameters.tensors, to: Self.weightsFile)
    }

    /// Reads state and weights; refuses parts that do not fit each other.
    public static func read(from contents: ComponentContents) throws -> SequenceClassifier {
        let state = try contents.read(State.self)
        let branch = state.network.branches.first
        guard state.tokens.vocabulary.count > 0, state.network.branches.count == 1, state.network.outputs == 1,
            branch?.tokens == state.tokens.count, state.network.extra == 0, (1...1 << 16).contains(state.reading.length),
            (1...1 << 16).contains(state.reading.step ?? 1), (0...1 << 16).contains(state.reading.before ?? 0),
            state.tokens.values.count == state.reading.attributes,
            state.tokens.values.allSatisfy({ zip($0, $0.dropFirst()).allSatisfy(<) }), (0...1).contains(state.threshold.value),
            [.none, 0].contains(branch?.values)
        else { throw InputError("classifier.json: the parts of the model do not fit each other; train again") }
        return SequenceClassifier(
            state: state, network: try SequenceNetwork(state.network, contents: contents, file: weightsFile))
    }

    /// Adds state and weights.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }
}
