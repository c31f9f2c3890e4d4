import Neural

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

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
    /// - Returns: `nil` when a part has no whole row, or the training diverged.
    static func train(
        layout: Layout, training: Series, validation: Series, configuration: ValueModels.Configuration, seed: UInt64, stopsEarly: Bool
    ) -> Trial? {
        let width = layout.columns.count
        guard width > 0, training.rows.count >= width, validation.rows.count >= width else { return nil }
        var weights = RandomSource(seed: seed).stream("weights"), order = RandomSource(seed: seed).stream("order")
        let network = RecurrentNetwork(
            .init(input: .values(width), layers: configuration.layers, units: configuration.units, outputs: width), using: &weights)
        var forecast = ValueForecast(
            layout: layout, window: configuration.window, network: network, error: nil,
            residuals: [ValueInterval?](repeating: nil, count: width))
        // Starting from the mean: the untrained output layer says nothing.
        let output = network.output
        for index in output.weights.range { forecast.network.parameters.values[index] = 0 }
        var optimiser = Adam(count: network.parameters.values.count)
        var workspace = RecurrentNetwork.Workspace()
        let (_, staticError) = forecast.measure(validation, limit: 2_000, workspace: &workspace)
        guard staticError.isFinite else { return nil }
        let blocks = Self.blocks(training.starts, window: 0)
        var best = (error: Double.infinity, parameters: forecast.network.parameters.values)
        var sequence = blocks.indices.shuffled(using: &order)
        var next = 0
        for step in 0..<configuration.steps {
            var chosen: [Block] = [], rows = 0
            while rows < configuration.batchRows, chosen.count < blocks.count {
                if next == sequence.count {
                    sequence.shuffle(using: &order)
                    next = 0
                }
                chosen.append(blocks[sequence[next]])
                rows += blocks[sequence[next]].count
                next += 1
            }
            let pass = Pass(chosen, rows: training.rows, width: width)
            var wanted: [Float] = [], shares: [Float] = []
            for row in pass.targets {
                var isWhole: Float = 1
                for index in row * width..<(row + 1) * width {
                    let value = training.rows[index]
                    if value.isNaN { isWhole = 0 }
                    wanted.append(value.isNaN ? 0 : min(max(value, -clip), clip))
                }
                shares.append(isWhole)
            }
            _ = forecast.network.squaredErrorGradient(
                pass.levels, values: pass.inputs, targets: ValueTargets(nodes: pass.nodes, values: wanted, weights: shares),
                scale: 1 / Float(max(1, wanted.count)), workspace: &workspace)
            var gradient = workspace.gradient
            Gradient.clip(&gradient, norm: 1)
            let way = Double(step) / Double(configuration.steps)
            let rate = configuration.learningRate * min(1, Double(step + 1) / 8) * (0.02 + 0.98 * 0.5 * (1 + cos(Double.pi * way)))
            optimiser.update(&forecast.network.parameters.values, gradient: gradient, rate: Float(rate))
            if (step + 1).isMultiple(of: 20) || step + 1 == configuration.steps {
                let (error, _) = forecast.measure(validation, limit: 2_000, workspace: &workspace)
                guard error.isFinite else { return nil }
                if error < best.error { best = (error, forecast.network.parameters.values) }
                // Half of the way without a tenth of what is asked for: it will not come.
                if stopsEarly, step + 1 >= configuration.steps / 2, best.error > staticError * (1 - configuration.margin * 0.1) { break }
            }
        }
        forecast.network.parameters.values = best.parameters
        let (networkError, whole) = forecast.measure(validation, limit: .max, workspace: &workspace)
        return Trial(forecast: forecast, networkError: networkError, staticError: whole)
    }

    /// Mean squared error of the network and of the means, with differences clipped: one absurd value must not decide.
    private func measure(_ series: Series, limit: Int, workspace: inout RecurrentNetwork.Workspace) -> (network: Double, mean: Double) {
        let width = layout.columns.count
        var part = series
        if series.rows.count / width > limit {
            // Whole series, evenly drawn; of a long one its beginning.
            part = Series()
            let wanted = max(1, (series.starts.count - 1) * limit / (series.rows.count / width)),
                every = max(1, (series.starts.count - 1) / wanted)
            for number in stride(from: 0, to: series.starts.count - 1, by: every) {
                let end = min(series.starts[number + 1], series.starts[number] + limit)
                part.rows.append(contentsOf: series.rows[series.starts[number] * width..<end * width])
                part.close(width: width)
            }
        }
        let predictions = predictions(part, workspace: &workspace)
        var network = 0.0, mean = 0.0, count = 0.0
        let clip = Double(Self.clip)
        for index in part.rows.indices where !part.rows[index].isNaN {
            let value = min(max(Double(part.rows[index]), -clip), clip)
            network += (value - Double(predictions[index])) * (value - Double(predictions[index]))
            mean += value * value
            count += 1
        }
        return count > 0 ? (network / count, mean / count) : (.nan, .nan)
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
