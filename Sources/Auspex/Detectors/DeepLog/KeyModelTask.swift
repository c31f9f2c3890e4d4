import Neural

/// Training of a key model: batches of neighbouring contexts, in random order.
struct KeyModelTask: TrainingTask {
    /// A part of the contexts with what should follow them.
    struct Batch {
        var sequences: SequenceBatch
        var loss: SoftmaxCrossEntropy
    }

    private let windows: TrainingWindows
    private let configuration: KeyModel.Configuration
    private let network: RecurrentNetwork
    private let smoothing: LabelSmoothing
    private let groupCount: Int
    /// Steps of one pass over all contexts.
    let batchesPerEpoch: Int
    /// Passes to make.
    let epochs: Int
    /// Every part of an epoch draws from here.
    let start: ExampleOrder<RandomSource>

    /// Prepares the training of a network of this shape.
    init(windows: TrainingWindows, configuration: KeyModel.Configuration, network: RecurrentNetwork) {
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
        start = ExampleOrder(count: groupCount, using: RandomSource(seed: configuration.seed).stream("order"))
    }

    /// The configured schedule over all epochs.
    var trainerConfiguration: Trainer<KeyModelTask>.Configuration {
        let total = Double(epochs * batchesPerEpoch)
        return Trainer.Configuration(
            steps: epochs * batchesPerEpoch,
            rate: .warmUpThenCosine(
                highest: configuration.learningRate, warmUp: configuration.warmup * total, total: total, last: configuration.finalRate),
            clip: configuration.clip)
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

    func heldOutLoss(_ parameters: ParameterBuffer, workspace: inout RecurrentNetwork.Workspace) -> Double? { nil }
}
