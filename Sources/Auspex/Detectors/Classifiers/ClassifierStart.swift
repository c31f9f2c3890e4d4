import Neural

/// What the training of a supervised network begins with, what of it stays, and how the threshold is found.
struct ClassifierStart: Sendable {
    /// Templates that are known beside those of the labelled sessions.
    var templates: [TemplateID] = []
    /// Weights of a network with equal layers, learnt on another system; `nil` draws them.
    var weights: SequenceNetwork?
    /// What stays as it is.
    var share = SharedLayers.none
    /// Whether the threshold is the value with the largest F1 on what was put aside, instead of a given one.
    var choosesThreshold = false
    /// Weight of a normal example where the threshold is chosen: examples to be labelled may be drawn with more anomalous ones than there are.
    var normalWeight: Double?
    /// Passes where nothing was put aside that could end training; `nil` makes ``usualBlindEpochs``, or ``ClassifierTraining/leastSteps`` where those are
    /// more, but no more than are set.
    var blindEpochs: Int?
    /// Passes that are made whatever is put aside; the weights are then their mean over the second half. `nil` ends training when the loss on what was
    /// put aside falls no longer, and takes the weights with the smallest.
    var passes: Int?
    /// Share of anomalous examples that the weights of normal ones stand for; replaced by what ``unlabelled`` shows, where there are such.
    var anomalousShare: Double?
    /// Examples of another system, learnt from along with those given.
    var rehearsal: Rehearsal?
    /// Examples without a label.
    var unlabelled: Unlabelled?
    /// What a person should know beside what training reached.
    var remarks: [Note] = []

    /// Examples that were learnt from before and are not to be forgotten.
    struct Rehearsal: Sendable {
        /// The examples.
        var examples: LabelledSessions
        /// How many each normal one stands for.
        var normalWeight: Double
        /// How often each of the new examples is repeated, so that the old ones, which are many, do not drown them.
        static let repetitions = 5
    }

    /// Examples without a label of the system that is learnt.
    struct Unlabelled: Sendable {
        /// All of them: they show how frequent anomalies are.
        var all: [EventSequence]
        /// Those in which an earlier network saw nothing: they are learnt from as normal ones.
        var quiet: [EventSequence]
    }

    /// How often each of the given examples is repeated, so that others do not drown them.
    var repetitions: Int { rehearsal == nil && unlabelled == nil ? 1 : Rehearsal.repetitions }

    /// By how much normal examples weigh more or less when anomalies are as frequent as a network says of examples without a label.
    func correction(_ network: SequenceNetwork, _ examples: ClassifierExamples, isPadded: Bool) -> Double {
        guard let anomalousShare, unlabelled != nil, examples.count > 0 else { return 1 }
        var workspace = SequenceNetwork.Workspace()
        let answers = network.likelihoods(examples.network(isPadded: isPadded), workspace: &workspace)
        let all = examples.examples.count, flagged = examples.examples.count { own in own.contains { answers[Int($0)] > 0.5 } }
        // Neither none nor all of them, however few there are.
        let share = min(max(Double(flagged), 0.5), Double(all) - 0.5) / Double(all)
        return (1 - share) / share * anomalousShare / max(1e-9, 1 - anomalousShare)
    }

    /// The parameters that stay.
    func frozen(_ network: SequenceNetwork) -> [ParameterSlice] {
        guard weights != nil else { return [] }
        return switch share {
        case .none: []
        case .fc: network.denseLayers
        case .lstm: network.sequenceLayers
        case .all: network.sequenceLayers + network.denseLayers
        }
    }

    /// Passes where nothing ends training: nobody can say that the next one still helps, and the many that are allowed otherwise take long.
    private static let usualBlindEpochs = 25

    /// Steps at most.
    func steps(_ training: ClassifierTraining, stepsPerEpoch: Int, measures: Bool) -> Int {
        if let passes { return max(training.leastSteps, passes * stepsPerEpoch) }
        let all = training.epochs * stepsPerEpoch
        guard let blindEpochs else {
            return measures ? all : min(all, max(training.leastSteps, Self.usualBlindEpochs * stepsPerEpoch))
        }
        // With few examples a pass is a single step.
        return max(training.leastSteps, measures ? all : min(training.epochs, blindEpochs) * stepsPerEpoch)
    }
}

/// What a target system's network shares with the source system's: shared layers are taken over and stay as they are, the others begin with the
/// source's weights and are trained on.
public enum SharedLayers: String, Codable, Sendable, CaseIterable {
    /// The fully connected layers, as in LogTransfer.
    case fc
    /// The recurrent layers.
    case lstm
    /// None: everything is trained on.
    case none
    /// All: the source's network as it is.
    case all
}

extension SequenceClassifier {
    /// The probability above which examples are told best: the largest F1, halfway to the next smaller probability.
    ///
    /// - Parameter sets: examples, and how many each normal one of them stands for.
    static func bestThreshold(
        for network: SequenceNetwork, on sets: [(examples: ClassifierExamples, normalWeight: Double)], isPadded: Bool, otherwise: Double
    ) -> Threshold {
        var workspace = SequenceNetwork.Workspace()
        var told: [(answer: Float, anomalous: Double, normal: Double)] = []
        for set in sets where set.examples.count > 0 {
            let answers = network.likelihoods(set.examples.network(isPadded: isPadded), workspace: &workspace)
            for (answer, count) in zip(answers, set.examples.counts) {
                told.append((answer, Double(count.anomalous), Double(count.normal) * set.normalWeight))
            }
        }
        let order = told.indices.sorted { (told[$0].answer, $1) > (told[$1].answer, $0) }
        let all = told.reduce(0) { $0 + $1.anomalous }
        var (found, wrong, best) = (0.0, 0.0, -1.0)
        var value = otherwise
        for (place, number) in order.enumerated() {
            found += told[number].anomalous
            wrong += told[number].normal
            let next = place + 1 < order.count ? told[order[place + 1]].answer : 0
            guard next < told[number].answer else { continue }
            let score = 2 * found / max(1e-9, found + wrong + all)
            if score > best { (best, value) = (score, (Double(told[number].answer) + Double(next)) / 2) }
        }
        return best > 0 ? Threshold(value: value, policy: .bestF1) : Threshold(value: otherwise, policy: .fixed)
    }
}
