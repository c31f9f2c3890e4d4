import Neural

/// A supervised network's decision about texts: log messages by their words, or rows of a table of texts. The score is the probability that a text is not of
/// the normal class; of several other classes the most probable one is named.
///
/// A session that is no message is read as a text whose words are its events, if it is whole.
public struct TextClassifier: FittedMethod {
    /// Name of the kind; a fitted one is told by ``label``.
    public static let name = "text-classifier"

    /// What was learnt beside the weights.
    struct State: Codable, Sendable, Equatable {
        var label: String
        var reading: TextReading
        /// The classes; the first is the normal one.
        var classes: [String]
        var autoencoders: ClassAutoencoders.Configuration?
        /// How training and use hang together; `nil` for a network without autoencoders.
        var textProtocol: TextProtocol?
        var network: SequenceNetwork.Configuration
        var threshold: Threshold
        var training: Training
    }

    /// What training reached.
    struct Training: Codable, Sendable, Equatable {
        /// Texts of each class.
        var texts: [Int]
        /// Distinct texts learnt from, and put aside.
        var examples: Int
        /// Distinct texts put aside.
        var heldOut: Int
        var reached: TextTraining.Reached
        /// Figures of the published protocol's own test; `nil` for the other.
        var published: PublishedFigures?
    }

    let state: State
    let network: SequenceNetwork
    let autoencoders: ClassAutoencoders?

    /// The method's name.
    public var label: String { state.label }
    /// Name told in findings: the method's, and the protocol where there are two, because the figures of the two have nothing in common.
    private var source: String { state.textProtocol.map { "\(label), \($0.rawValue)" } ?? label }
    /// A text whose probability is above it is reported.
    public var threshold: Threshold { state.threshold }

    /// The probability of each class for texts, `classes` each.
    func probabilities(of texts: [EventSequence]) -> [[Float]] {
        probabilities(ofNumbers: texts.map { state.reading.numbers(of: $0) })
    }

    /// The probability of each class for the numbers of words.
    func probabilities(ofNumbers numbers: [[Int32]]) -> [[Float]] {
        var known: [[Int32]: Int] = [:], distinct: [[Int32]] = [], places: [Int] = []
        for own in numbers {
            if let place = known[own] {
                places.append(place)
            } else {
                known[own] = distinct.count
                places.append(distinct.count)
                distinct.append(own)
            }
        }
        guard !distinct.isEmpty else { return [] }
        var workspace = SequenceNetwork.Workspace()
        let width = state.classes.count
        let answers = network.probabilities(TextExamples.network(tokens(of: distinct), nil), workspace: &workspace)
        return places.map { Array(answers[$0 * width..<($0 + 1) * width]) }
    }

    /// What the classifier reads of texts.
    private func tokens(of texts: [[Int32]]) -> [[Int32]] {
        guard let autoencoders, let textProtocol = state.textProtocol else { return texts }
        let length = autoencoders.configuration.length
        let rows = texts.map { ClassAutoencoders.row($0, length: length, scale: autoencoders.configuration.rankScale) }
        switch textProtocol {
        case .heldOut: return Self.joined(autoencoders, rows)
        case .published:
            // The label that chose the autoencoder in training is what is asked for here: the one that knows the text best stands for it.
            let nearest = autoencoders.nearest(rows)
            var tokens = [[Int32]](repeating: [], count: rows.count)
            for number in autoencoders.networks.indices {
                let mine = nearest.indices.filter { nearest[$0] == number }
                let outputs = autoencoders.outputs(of: mine.map { rows[$0] }, by: number)
                for (place, text) in mine.enumerated() {
                    tokens[text] = autoencoders.tokens(outputs[place * length..<(place + 1) * length], of: number, sharesTokens: true)
                }
            }
            return tokens
        }
    }

    /// The outputs of all autoencoders one behind the other.
    static func joined(_ autoencoders: ClassAutoencoders, _ rows: [[Float]], noise: ((Int) -> [Float])? = nil) -> [[Int32]] {
        let length = autoencoders.configuration.length
        var tokens = [[Int32]](repeating: [], count: rows.count)
        for number in autoencoders.networks.indices {
            let outputs = autoencoders.outputs(of: rows, by: number)
            for place in rows.indices {
                tokens[place] += autoencoders.tokens(
                    outputs[place * length..<(place + 1) * length], of: number, noise: noise?(length), sharesTokens: false)
            }
        }
        return tokens
    }

    private func judges(_ session: EventSequence) -> Bool {
        session.kind == .message
            ? !session.values.storage.isEmpty : !session.events.isEmpty && !session.isContinuation && session.isComplete
    }

    private func judge(_ sessions: [EventSequence]) -> [(score: Double, kind: Int)] {
        var results = [(score: Double, kind: Int)](repeating: (0, 1), count: sessions.count)
        let judged = sessions.indices.filter { judges(sessions[$0]) }
        // Bounded: so many texts at a time.
        for first in stride(from: 0, to: judged.count, by: 4_096) {
            let part = judged[first..<min(first + 4_096, judged.count)]
            for (place, answer) in zip(part, probabilities(of: part.map { sessions[$0] })) {
                let kind = (1..<answer.count).max { (answer[$0], $1) < (answer[$1], $0) } ?? 1
                // Summed where it is small: 1 − p loses digits there.
                results[place] = (answer.dropFirst().reduce(0) { $0 + Double($1) }, kind)
            }
        }
        return results
    }

    /// One probability for each text, in order.
    public func scores(of units: [EventSequence]) -> [Double] { judge(units).map(\.score) }

    /// The decision about each text, in order, with evidence for those reported.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, judge(sessions)).map { session, judged in
            Verdict(
                subject: session.subject, isAnomalous: threshold.flags(judged.score), score: judged.score,
                findings: findings(judged, above: threshold.value))
        }
    }

    /// The most probable class of each text.
    public func classes(of texts: [EventSequence]) -> [String] {
        probabilities(of: texts).map { answer in state.classes[answer.indices.max { (answer[$0], $1) < (answer[$1], $0) } ?? 0] }
    }

    private func findings(_ judged: (score: Double, kind: Int), above bound: Double) -> [Finding] {
        guard judged.score > bound else { return [] }
        return [
            Finding(
                .classified(as: state.classes[judged.kind], probability: judged.score), detector: source, score: judged.score,
                threshold: bound)
        ]
    }

    /// What training reached.
    public var trainingFigures: [TrainingFigure: Double] {
        var figures: [TrainingFigure: Double] = [
            "examples": Double(state.training.examples), "heldOutExamples": Double(state.training.heldOut),
            "steps": Double(state.training.reached.steps), "loss": state.training.reached.loss, "words": Double(state.reading.words.count),
        ]
        figures["heldOutLoss"] = state.training.reached.heldOutLoss
        if let published = state.training.published { figures["publishedAccuracy"] = published.accuracy }
        return figures
    }

    /// What was learnt from, and what protocol that is.
    public var notes: [Note] {
        let taught = zip(state.classes, state.training.texts).map { "\($1) \($0)" }.joined(separator: ", ")
        var notes = [Note(.labels, "\(taught) messages taught")]
        switch state.textProtocol {
        case .none: break
        case .heldOut:
            notes.append(Note(.split, "protocol held-out: autoencoders saw training messages only, and every message passes each of them"))
        case .published:
            let figures = state.training.published.map { "; its own test: \($0.description)" } ?? ""
            notes.append(
                Note(
                    .split,
                    "protocol published: in training each message passed the autoencoder of its own label: accuracy on training messages says nothing\(figures)"
                ))
        }
        if state.training.heldOut == 0 {
            notes.append(Note(.other, "too few labelled messages of a class to put some aside; training ended after the passes asked for"))
        }
        return notes
    }
}

extension TextClassifier: ExplainsScores {
    /// The class and its probability.
    public func findings(in session: EventSequence, above bound: Double) -> [Finding] { findings(judge([session])[0], above: bound) }
}

extension TextClassifier: BundleComponent {
    private static var weightsFile: String { "text-classifier.safetensors" }
    private static func prefix(_ number: Int) -> String { "autoencoder\(number)." }

    /// Name in a model.
    public static var componentName: String { name }
    /// From version 2 on the outputs of autoencoders are rectified and not a softmax; what was written before is computed as it was.
    public static var componentVersion: Int { 2 }
    /// State and weights.
    public static var componentFiles: [String] { [componentName + ".json", weightsFile] }

    /// Writes state and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(state)
        var tensors = network.parameters.tensors
        for (number, autoencoder) in (autoencoders?.networks ?? []).enumerated() {
            tensors += autoencoder.parameters.tensors.map { NamedTensor(name: Self.prefix(number) + $0.name, tensor: $0.tensor) }
        }
        contents.write(tensors, to: Self.weightsFile)
    }

    /// Reads state and weights; refuses parts that do not fit each other.
    public static func read(from contents: ComponentContents) throws -> TextClassifier {
        let state = try contents.read(State.self), all = try contents.tensors(in: weightsFile)
        let wrong = InputError("text-classifier.json: the parts of the model do not fit each other; train again")
        let isAuto = state.autoencoders != nil, kinds = state.classes.count
        let tokens =
            switch state.textProtocol {
            case .none: state.reading.count
            case .published: ClassAutoencoders.levels
            case .heldOut: ClassAutoencoders.levels * kinds
            }
        guard (2...TextClassifier.classLimit).contains(kinds), state.network.outputs == kinds, state.network.extra == 0,
            state.network.branches.count == 1, state.network.branches[0].tokens == tokens, state.network.branches[0].values == 0,
            isAuto == (state.textProtocol != nil), (1...MessageWords.limit).contains(state.reading.length),
            state.autoencoders.map({
                $0.length == state.reading.length && $0.noise >= 0 && $0.rankScale > 0 && $0.outputScale ?? 1 > 0
                    && $0.network.isPossible(parameterLimit: 1 << 26)
            })
                ?? true,
            (0...1).contains(state.threshold.value), Set(state.reading.words).count == state.reading.words.count
        else { throw wrong }
        func network(_ shape: SequenceNetwork.Configuration, _ tensors: [NamedTensor]) throws -> SequenceNetwork {
            do {
                return try SequenceNetwork(shape, tensors: tensors)
            } catch { throw InputError("\(weightsFile): \(error.message); train again") }
        }
        var autoencoders: ClassAutoencoders?
        if let shape = state.autoencoders {
            autoencoders = ClassAutoencoders(
                configuration: shape,
                networks: try (0..<kinds).map { number in
                    let own = prefix(number)
                    return try network(
                        shape.network,
                        all.filter { $0.name.hasPrefix(own) }.map {
                            NamedTensor(name: String($0.name.dropFirst(own.count)), tensor: $0.tensor)
                        })
                })
        }
        return TextClassifier(
            state: state, network: try network(state.network, all.filter { !$0.name.hasPrefix("autoencoder") }), autoencoders: autoencoders)
    }

    /// Classes at most.
    static var classLimit: Int { 64 }

    /// Adds state and weights.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }
}
