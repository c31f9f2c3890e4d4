import Neural

extension ValueForecast {
    /// How the training of one key came out.
    struct Trial {
        var forecast: ValueForecast
        var networkError: Double
        var staticError: Double
    }

    /// Trains on one part and measures on the other.
    ///
    /// - Parameters:
    ///   - training: rows of the model-training part.
    ///   - validation: rows of the held-out part.
    ///   - stopsEarly: give up as soon as the static prediction cannot be reached any more.
    /// - Returns: `nil` when a part has no whole row.
    /// - Throws: ``TrainingFailure`` when training diverged.
    static func train(
        layout: Layout, training: Series, validation: Series, configuration: ValueModels.Configuration, seed: UInt64, stopsEarly: Bool
    ) throws(TrainingFailure) -> Trial? {
        let width = layout.columns.count
        guard width > 0, training.rows.count >= width, validation.rows.count >= width else { return nil }
        var weights = RandomSource(seed: seed).stream("weights")
        let network = RecurrentNetwork(
            .init(input: .values(width), layers: configuration.layers, units: configuration.units, outputs: width), using: &weights)
        var forecast = ValueForecast(
            layout: layout, window: configuration.window, network: network, error: nil,
            residuals: [ValueInterval?](repeating: nil, count: width))
        // Starting from the mean: the untrained output layer says nothing.
        for index in network.output.weights.range { forecast.network.parameters.values[index] = 0 }
        var workspace = RecurrentNetwork.Workspace()
        let task = ValueForecastTask(
            forecast: forecast, training: training, heldOut: forecast.evenlyDrawn(validation, rows: 2_000), configuration: configuration,
            seed: seed)
        let staticError = forecast.meanSquaredErrors(task.heldOut, workspace: &workspace).mean
        guard staticError.isFinite else { return nil }
        var stopping = EarlyStopping(every: 20)
        // Half of the way without a tenth of what is asked for: it will not come.
        if stopsEarly {
            stopping.requirement = .init(step: configuration.steps / 2, loss: staticError * (1 - configuration.margin * 0.1))
        }
        var trainer = Trainer(
            task, parameters: forecast.network.parameters,
            configuration: .init(
                steps: configuration.steps,
                rate: .rampedCosine(highest: configuration.learningRate, ramp: 8, total: Double(configuration.steps), last: 0.02),
                clip: 1, stopping: stopping))
        while try trainer.step() {}
        forecast.network.parameters = trainer.result
        let (networkError, whole) = forecast.meanSquaredErrors(validation, workspace: &workspace)
        return Trial(forecast: forecast, networkError: networkError, staticError: whole)
    }

    /// Mean squared error of the network and of the means, with differences clipped: one absurd value must not decide.
    func meanSquaredErrors(_ series: Series, workspace: inout RecurrentNetwork.Workspace) -> (network: Double, mean: Double) {
        let predictions = predictions(series, workspace: &workspace)
        var network = 0.0, mean = 0.0, count = 0.0
        let clip = Double(Self.clip)
        for index in series.rows.indices where !series.rows[index].isNaN {
            let value = min(max(Double(series.rows[index]), -clip), clip)
            network += (value - Double(predictions[index])) * (value - Double(predictions[index]))
            mean += value * value
            count += 1
        }
        return count > 0 ? (network / count, mean / count) : (.nan, .nan)
    }

    /// About so many rows: whole series, evenly drawn; of a long one its beginning.
    private func evenlyDrawn(_ series: Series, rows limit: Int) -> Series {
        let width = layout.columns.count
        guard series.rows.count / width > limit else { return series }
        var part = Series()
        let wanted = max(1, (series.starts.count - 1) * limit / (series.rows.count / width)),
            every = max(1, (series.starts.count - 1) / wanted)
        for number in stride(from: 0, to: series.starts.count - 1, by: every) {
            let end = min(series.starts[number + 1], series.starts[number] + limit)
            part.rows.append(contentsOf: series.rows[series.starts[number] * width..<end * width])
            part.close(width: width)
        }
        return part
    }

    /// Learns what differences are usual, from held-out rows.
    mutating func fitErrors(_ series: Series, configuration: ValueModels.Configuration) {
        let width = layout.columns.count
        var workspace = RecurrentNetwork.Workspace()
        let predictions = predictions(series, workspace: &workspace)
        var errors: [Double] = []
        for row in 0..<series.rows.count / max(1, width) { errors.append(Self.error(series.rows, predictions, row: row, width: width)) }
        error = ValueInterval(
            errors, rule: configuration.interval, isOneSided: true, resolution: 1e-6, confidence: configuration.confidence)
        residuals = layout.columns.enumerated().map { place, column in
            guard column.word == nil else { return nil }
            var differences: [Double] = []
            for row in 0..<series.rows.count / max(1, width) {
                differences.append(Double(series.rows[row * width + place] - predictions[row * width + place]))
            }
            return ValueInterval(
                differences, rule: configuration.interval, isOneSided: column.parameter < 0, resolution: 1e-6,
                confidence: configuration.confidence)
        }
        foretold = (0..<width).map { column in
            let values = stride(from: column, to: predictions.count, by: width).lazy.map { predictions[$0] }
            return (values.min() ?? 0)...(values.max() ?? 0)
        }
    }
}
