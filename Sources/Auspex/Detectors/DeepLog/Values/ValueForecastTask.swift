import Neural

/// Training of one key's value model: blocks of rows, in random order.
struct ValueForecastTask: TrainingTask {
    private let forecast: ValueForecast
    private let rows: [Float]
    private let blocks: [ValueForecast.Block]
    private let batchRows: Int
    /// Rows the held-out loss is measured on.
    let heldOut: ValueForecast.Series
    let start: ExampleOrder<RandomSource>

    /// Prepares the training of a network of this forecast's shape.
    init(
        forecast: ValueForecast, training: ValueForecast.Series, heldOut: ValueForecast.Series, configuration: ValueModels.Configuration,
        seed: UInt64
    ) {
        self.forecast = forecast
        self.heldOut = heldOut
        rows = training.rows
        blocks = ValueForecast.blocks(training.starts, window: 0)
        batchRows = configuration.batchRows
        start = ExampleOrder(count: blocks.count, using: RandomSource(seed: seed).stream("order"))
    }

    func accepts(_ position: ExampleOrder<RandomSource>) -> Bool { position.isOrder(of: blocks.count) }

    func nextBatches(_ position: inout ExampleOrder<RandomSource>) -> [ValueForecast.Pass] {
        var chosen: [ValueForecast.Block] = [], count = 0
        while count < batchRows, chosen.count < blocks.count {
            let block = blocks[position.next()]
            chosen.append(block)
            count += block.count
        }
        return [ValueForecast.Pass(chosen, rows: rows, width: forecast.layout.columns.count)]
    }

    func makeWorkspace() -> RecurrentNetwork.Workspace { RecurrentNetwork.Workspace() }

    func gradient(
        of pass: ValueForecast.Pass, parameters: ParameterBuffer, into gradient: inout [Float],
        workspace: inout RecurrentNetwork.Workspace
    ) -> Double {
        var network = forecast.network
        network.parameters = parameters
        let width = forecast.layout.columns.count, clip = ValueForecast.clip
        var wanted: [Float] = [], shares: [Float] = []
        for row in pass.targets {
            let numbers = rows[row * width..<(row + 1) * width]
            for value in numbers { wanted.append(value.isNaN ? 0 : min(max(value, -clip), clip)) }
            // A row with a hole teaches nothing.
            shares.append(numbers.contains { $0.isNaN } ? 0 : 1)
        }
        let loss = network.gradient(
            of: SquaredError(ValueTargets(nodes: pass.nodes, values: wanted, weights: shares)), on: pass.sequences, values: pass.inputs,
            scale: 1 / Float(max(1, wanted.count)), workspace: &workspace)
        gradient = workspace.gradient
        return loss
    }

    func heldOutLoss(_ parameters: ParameterBuffer, workspace: inout RecurrentNetwork.Workspace) -> Double? {
        var trained = forecast
        trained.network.parameters = parameters
        return trained.meanSquaredErrors(heldOut, workspace: &workspace).network
    }
}
