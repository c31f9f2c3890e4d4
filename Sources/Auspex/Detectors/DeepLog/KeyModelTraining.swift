import Foundation
import Neural

/// One training of a key model, from sessions to a finished model.
struct KeyModelTraining {
    /// How long it goes on.
    enum Length {
        /// Until the loss on these sessions no longer falls (on what is learnt from, where they hold no window); a fixed number of steps where
        /// the configuration says so.
        case untilItStops(heldOut: [EventSequence])
        /// So many steps.
        case steps(Int)
    }

    /// What came out.
    struct Outcome {
        /// The finished model.
        var model: KeyModel
        /// The model before its step size began to fall: a training on more sessions can go on from it.
        var uncooled: KeyModel
        /// Steps before and after that.
        var steps: (held: Int, falling: Int)
    }

    private let configuration: KeyModel.Configuration
    private let vocabulary: TemplateVocabulary
    private let windows: TrainingWindows
    private var network: RecurrentNetwork
    private var summary = KeyModel.TrainingMeasurements()

    /// Prepares a training.
    ///
    /// - Parameter start: a model of fewer sessions to go on from; its vocabulary grows by what it does not know.
    /// - Throws: ``InputError`` when the configuration is out of bounds or the sessions hold no window.
    init(on sessions: [EventSequence], from start: KeyModel? = nil, configuration: KeyModel.Configuration) throws {
        try configuration.validate()
        self.configuration = configuration
        let templates = TemplateVocabulary(sessions.lazy.flatMap(\.events))
        let grown = start?.growing(by: templates.templates, limit: .max)
        vocabulary = grown?.vocabulary ?? templates
        windows = TrainingWindows(sessions, vocabulary: vocabulary, window: configuration.window, windows: configuration.windows)
        guard windows.windowCount > 0, vocabulary.count > 0 else {
            throw InputError(
                "nothing to learn: \(sessions.count) sessions hold no window of \(configuration.window) events; give more normal sessions")
        }
        var weights = RandomSource(seed: configuration.seed).stream("weights")
        if let grown {
            network = grown.network
        } else {
            network = RecurrentNetwork(KeyModel.networkConfiguration(configuration, vocabulary), using: &weights)
            // A short training should not spend its first steps on how often each event occurs.
            if configuration.patience > 0 { windows.setOutputBias(of: &network) }
        }
        summary.sessions = sessions.count
        summary.windows = windows.windowCount
        summary.contexts = windows.contextCount
        summary.nodes = windows.batch(Array(0..<windows.contextCount)).sequences.nodeCount
        summary.lossFloor = windows.lossFloor
    }

    /// Distinct contexts among the sessions: a measure of how much there is to learn.
    var contextCount: Int { windows.contextCount }

    /// Trains.
    ///
    /// - Throws: ``InputError`` when training diverges; whatever `progress` throws.
    func run(_ length: Length, progress: (KeyModel.Progress) throws -> Void) throws -> Outcome {
        var summary = summary
        var measured: TrainingWindows?
        if case .untilItStops(let heldOut) = length, configuration.patience > 0 {
            let apart = TrainingWindows(heldOut, vocabulary: vocabulary, window: configuration.window, windows: configuration.windows)
            measured = apart.windowCount > 0 ? apart : windows
        }
        let task = KeyModelTask(windows: windows, measured: measured, configuration: configuration, network: network)
        let trainerConfiguration =
            switch length {
            case .untilItStops where measured != nil: task.stoppingTrainer
            case .untilItStops: task.fixedTrainer(steps: task.stepLimit)
            case .steps(let steps): task.fixedTrainer(steps: steps)
            }
        var trainer = Trainer(task, parameters: network.parameters, configuration: trainerConfiguration)
        var loss = 0.0, batches = 0
        while trainer.end == nil {
            do {
                _ = try trainer.step()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            loss += trainer.loss
            batches += 1
            // Batches differ in weight: the mean of an epoch that ended early would be that of some of the windows.
            guard batches == task.batchesPerEpoch || (trainer.end != nil && summary.losses.isEmpty) else { continue }
            summary.losses.append(loss / Double(windows.windowCount) * Double(task.batchesPerEpoch) / Double(batches))
            (loss, batches) = (0, 0)
            try progress(
                KeyModel.Progress(
                    epoch: summary.losses.count, epochs: (trainerConfiguration.steps + task.batchesPerEpoch - 1) / task.batchesPerEpoch,
                    loss: summary.losses[summary.losses.count - 1], windows: windows.windowCount))
        }
        summary.steps = trainer.steps
        summary.heldOutLoss = trainer.bestHeldOutLoss
        try checkConvergence(summary)
        let held = trainer.coolDownStart ?? trainer.steps
        return Outcome(
            model: model(trainer.result, summary), uncooled: model(trainer.uncooled ?? trainer.result, summary),
            steps: (held, trainer.steps - held))
    }

    /// A step size that is far too large need not end in numbers that are none: the network then knows less than where it started from, which is
    /// how often each event occurs, or no more, although the event before tells much. A handful of steps proves nothing.
    private func checkConvergence(_ summary: KeyModel.TrainingMeasurements) throws {
        let start = windows.classEntropy, pairs = windows.pairLoss
        guard let last = summary.losses.last, summary.steps >= 100 else { return }
        let loss = "after \(summary.steps) steps the loss is \(Float(last)) nats a window, without any context it is \(Float(start))"
        if last > 1.05 * start + 0.05 {
            throw InputError("training diverged: \(loss); use a smaller learningRate than \(configuration.learningRate)")
        }
        if pairs < 0.8 * start, last > start - 0.1 * (start - pairs) {
            throw InputError(
                "training learnt nothing: \(loss), by the event before alone \(Float(pairs)); use another learningRate than "
                    + "\(configuration.learningRate)")
        }
    }

    private func model(_ parameters: ParameterBuffer, _ summary: KeyModel.TrainingMeasurements) -> KeyModel {
        var trained = network
        trained.parameters = parameters
        setUnknownRow(of: &trained)
        return KeyModel(configuration: configuration, vocabulary: vocabulary, network: trained, training: summary)
    }

    /// A template outside the vocabulary, inside a context, looks like the mean of the known ones: it was never trained, and its random
    /// initial row would say something arbitrary.
    private func setUnknownRow(of network: inout RecurrentNetwork) {
        let table = network.layers[0].inputWeights
        let width = table.shape[1]
        for column in 0..<width {
            var sum = 0.0
            for row in 1..<vocabulary.count + 1 { sum += Double(network.parameters.values[table.offset + row * width + column]) }
            network.parameters.values[table.offset + Int(vocabulary.unknown) * width + column] = Float(
                sum / Double(max(1, vocabulary.count)))
        }
    }
}

extension TrainingWindows {
    /// How often each class follows, half a time more than it did.
    private func classShares(_ classCount: Int) -> [Double] {
        var sums = [Double](repeating: 0.5, count: classCount)
        for (place, count) in zip(classes, counts) { sums[Int(place)] += Double(count) }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }

    /// Starts an untrained network from how often each class follows: it need not learn that first.
    func setOutputBias(of network: inout RecurrentNetwork) {
        for (place, share) in classShares(network.configuration.outputs).enumerated() {
            network.parameters.values[network.output.bias.offset + place] = Float(log(share))
        }
    }

    /// Loss of a model that knows how often each class follows and nothing else, nats a window.
    var classEntropy: Double {
        classShares(Int(classes.max() ?? 0) + 1).reduce(0) { $0 - $1 * log($1) }
    }

    /// Loss of a table of what follows each event, nats a window.
    var pairLoss: Double {
        var table: [Int32: [Int32: Double]] = [:]
        for context in 0..<contextCount {
            let last = tokens[context * length + length - 1]
            for place in Int(starts[context])..<Int(starts[context + 1]) {
                table[last, default: [:]][classes[place], default: 0] += Double(counts[place])
            }
        }
        let classCount = Double((classes.max() ?? 0) + 1)
        var sum = 0.0
        for row in table.values {
            let total = row.values.reduce(0, +)
            for count in row.values { sum -= count * log((count + 0.5) / (total + 0.5 * classCount)) }
        }
        return sum / Double(max(1, windowCount))
    }
}
