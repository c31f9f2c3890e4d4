import Neural

/// Training of a key model: batches of neighbouring contexts, in random order.
struct KeyModelTask: TrainingTask {
    /// A part of the contexts with what should follow them.
    struct Batch {
        var sequences: SequenceBatch
        var loss: SoftmaxCrossEntropy
    }

    private let windows: TrainingWindows
    /// What the loss is measured on now and then; as many contexts as are worth their time.
    private let measured: (sequences: SequenceBatch, loss: SoftmaxCrossEntropy)?
    private let configuration: KeyModel.Configuration
    private let network: RecurrentNetwork
    private let smoothing: LabelSmoothing
    private let groupCount: Int
    /// Steps of one pass over all contexts.
    let batchesPerEpoch: Int
    /// Passes that are allowed.
    let epochs: Int
    /// Every part of an epoch draws from here.
    let start: ExampleOrder<RandomSource>

    /// Contexts measured at most, evenly drawn.
    private static let measuredContexts = 2_048

    /// Prepares the training of a network of this shape.
    ///
    /// - Parameter measured: windows the loss is measured on; `nil` where a fixed number of steps is made.
    init(windows: TrainingWindows, measured: TrainingWindows?, configuration: KeyModel.Configuration, network: RecurrentNetwork) {
        self.windows = windows
        self.configuration = configuration
        self.network = network
        smoothing = LabelSmoothing(
            share: Float(configuration.smoothing), prior: windows.continuation(classes: network.configuration.outputs))
        groupCount = (windows.contextCount + configuration.groupContexts - 1) / configuration.groupContexts
        // Small training sets are cut finer, so that an epoch has several steps.
        let size = max(1, min(configuration.batchContexts, windows.contextCount / 8))
        batchesPerEpoch = max(1, min(groupCount, (windows.contextCount + size / 2) / size))
        epochs = max(configuration.epochs, (configuration.steps + batchesPerEpoch - 1) / batchesPerEpoch)
        self.measured = measured.flatMap { measured in
            guard measured.contextCount > 0 else { return nil }
            let every = (measured.contextCount + Self.measuredContexts - 1) / Self.measuredContexts
            let (sequences, targets) = measured.batch(Array(stride(from: 0, to: measured.contextCount, by: every)))
            return (sequences, SoftmaxCrossEntropy(targets))
        }
        start = ExampleOrder(count: groupCount, using: RandomSource(seed: configuration.seed).stream("order"))
    }

    /// Steps at most.
    var stepLimit: Int { epochs * batchesPerEpoch }

    /// Steps that end by themselves: the step size is held until the measured loss no longer falls.
    var stoppingTrainer: Trainer<KeyModelTask>.Configuration {
        Trainer.Configuration(
            steps: stepLimit,
            rate: .warmUpThenHold(highest: configuration.learningRate, warmUp: configuration.warmup * min(400, Double(stepLimit))),
            clip: configuration.clip, beta2: configuration.beta2,
            stopping: EarlyStopping(
                every: configuration.measureEvery, patience: configuration.patience, leastImprovement: configuration.leastImprovement,
                coolDown: .init(share: configuration.coolDown, last: configuration.finalRate)))
    }

    /// So many steps, whose size falls along a half cosine.
    func fixedTrainer(steps: Int) -> Trainer<KeyModelTask>.Configuration {
        Trainer.Configuration(
            steps: steps,
            rate: .warmUpThenCosine(
                highest: configuration.learningRate, warmUp: configuration.warmup * Double(steps), total: Double(steps),
                last: configuration.finalRate),
            clip: configuration.clip, beta2: configuration.beta2)
    }

    func accepts(_ position: ExampleOrder<RandomSource>) -> Bool { position.isOrder(of: groupCount) }

    func nextBatches(_ position: inout ExampleOrder<RandomSource>) -> [Batch] {
        let groups = position.nextPart(batchesPerEpoch).map { $0 * configuration.groupContexts }.sorted()
        let selected = groups.flatMap { $0..<min($0 + configuration.groupContexts, windows.contextCount) }
        let (sequences, targets) = windows.batch(selected)
        return [Batch(sequences: sequences, loss: SoftmaxCrossEntropy(targets, smoothing: smoothing))]
    }

    func makeWorkspace() -> RecurrentNetwork.Workspace { RecurrentNetwork.Workspace() }

    func gradient(
        of batch: Batch, parameters: ParameterBuffer, into gradient: inout [Float], workspace: inout RecurrentNetwork.Workspace
    ) -> Double {
        var network = network
        network.parameters = parameters
        // The sum over the batches of an epoch is the gradient of the mean loss, so a batch is weighed by all windows.
        let scale = Double(batchesPerEpoch) / Double(windows.windowCount)
        let loss = network.gradient(of: batch.loss, on: batch.sequences, scale: Float(scale), workspace: &workspace)
        gradient = workspace.gradient
        return loss
    }

    func heldOutLoss(_ parameters: ParameterBuffer, workspace: inout RecurrentNetwork.Workspace) -> Double? {
        guard let measured else { return nil }
        var network = network
        network.parameters = parameters
        return network.value(of: measured.loss, on: measured.sequences, workspace: &workspace) / measured.loss.targets.totalWeight
    }
}
