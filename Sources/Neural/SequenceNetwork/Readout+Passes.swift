extension Readout {
    /// `cache.output` becomes a row for each sequence.
    func forward(
        _ batch: SequenceBatch, paths: SequencePaths, input: [Float], parameters: ParameterBuffer, cache: inout Cache,
        independentRows: Bool
    ) {
        let sequences = batch.ends.count
        grow(&cache.output, sequences * outputs)
        switch kind {
        case .last: Kernels.gather(batch.ends, columns: inputs, of: input, into: &cache.output)
        case .bothEnds:
            let half = inputs / 2
            grow(&cache.rows, sequences * inputs)
            Kernels.gather(batch.ends, columns: inputs, of: input, into: &cache.rows)
            Kernels.copyColumns(cache.rows, rows: sequences, columns: half, stride: inputs, into: &cache.output, outputStride: inputs)
            Kernels.gather(Self.firsts(paths), columns: inputs, of: input, into: &cache.rows)
            Kernels.copyColumns(
                cache.rows, rows: sequences, columns: half, stride: inputs, from: half, into: &cache.output, outputStride: inputs, at: half)
        case .mean: mean(paths, input, &cache, stride: outputs)
        case .meanAndLast:
            mean(paths, input, &cache, stride: outputs)
            grow(&cache.part, sequences * inputs)
            Kernels.gather(batch.ends, columns: inputs, of: input, into: &cache.part)
            Kernels.copyColumns(
                cache.part, rows: sequences, columns: inputs, stride: inputs, into: &cache.output, outputStride: outputs, at: inputs)
        case .attention:
            collect(paths, input, &cache)
            attend(paths, parameters, &cache, independentRows)
        case .convolutions(let heights, let filters):
            while cache.convolutions.count < heights.count {
                cache.convolutions.append(Convolution.Cache())
                cache.places.append([])
            }
            for (number, layer) in convolutions.enumerated() {
                layer.forward(
                    batch, input: input, parameters: parameters, cache: &cache.convolutions[number], independentRows: independentRows)
                grow(&cache.rows, paths.nodes.count * filters)
                Kernels.gather(paths.nodes, columns: filters, of: cache.convolutions[number].output, into: &cache.rows)
                grow(&cache.part, sequences * filters)
                var places = cache.places[number]
                if places.count < sequences * filters {
                    places += repeatElement(-1, count: sequences * filters - places.count)
                }
                Kernels.maxRows(
                    cache.rows, columns: filters, starts: paths.starts, skipped: Self.skipped(paths, height: layer.height),
                    into: &cache.part, places: &places)
                cache.places[number] = places
                Kernels.copyColumns(
                    cache.part, rows: sequences, columns: filters, stride: filters, into: &cache.output, outputStride: outputs,
                    at: number * filters)
            }
        case .positions(let count):
            cache.sources = Self.sources(paths, count: count)
            Kernels.gather(cache.sources, columns: inputs, of: input, into: &cache.output)
        }
    }

    /// Adds the gradients of the parameters; `dInput` becomes a row for each node.
    func backward(
        _ batch: SequenceBatch, paths: SequencePaths, input: [Float], dOutput: [Float], parameters: ParameterBuffer,
        gradient: inout [Float], dInput: inout [Float], cache: inout Cache
    ) {
        let sequences = batch.ends.count, nodes = batch.nodeCount
        grow(&dInput, nodes * inputs)
        Kernels.zero(&dInput, count: nodes * inputs)
        switch kind {
        case .last: Kernels.scatterAdd(dOutput, columns: inputs, to: batch.ends, of: &dInput)
        case .bothEnds:
            let half = inputs / 2
            for (column, rows) in [(0, batch.ends), (half, Self.firsts(paths))] {
                grow(&cache.rows, sequences * inputs)
                Kernels.zero(&cache.rows, count: sequences * inputs)
                Kernels.copyColumns(
                    dOutput, rows: sequences, columns: half, stride: inputs, from: column, into: &cache.rows, outputStride: inputs,
                    at: column)
                Kernels.scatterAdd(cache.rows, columns: inputs, to: rows, of: &dInput)
            }
        case .mean: meanBackward(paths, dOutput, &cache, &dInput, stride: outputs)
        case .meanAndLast:
            meanBackward(paths, dOutput, &cache, &dInput, stride: outputs)
            grow(&cache.part, sequences * inputs)
            Kernels.copyColumns(
                dOutput, rows: sequences, columns: inputs, stride: outputs, from: inputs, into: &cache.part, outputStride: inputs)
            Kernels.scatterAdd(cache.part, columns: inputs, to: batch.ends, of: &dInput)
        case .attention: attendBackward(paths, dOutput, parameters, &gradient, &dInput, &cache)
        case .convolutions(_, let filters):
            for (number, layer) in convolutions.enumerated() {
                grow(&cache.part, sequences * filters)
                Kernels.copyColumns(
                    dOutput, rows: sequences, columns: filters, stride: outputs, from: number * filters, into: &cache.part,
                    outputStride: filters)
                grow(&cache.rows, paths.nodes.count * filters)
                Kernels.zero(&cache.rows, count: paths.nodes.count * filters)
                Kernels.maxRowsBackward(
                    cache.part, columns: filters, sequences: sequences, places: cache.places[number], into: &cache.rows)
                grow(&cache.dRows, nodes * filters)
                Kernels.zero(&cache.dRows, count: nodes * filters)
                Kernels.scatterAdd(cache.rows, columns: filters, to: paths.nodes, of: &cache.dRows)
                layer.backward(
                    batch, input: input, dOutput: &cache.dRows, parameters: parameters, gradient: &gradient, dInput: &cache.dPart,
                    cache: &cache.convolutions[number])
                Kernels.add(cache.dPart, to: &dInput, count: nodes * inputs)
            }
        case .positions: Kernels.scatterAdd(dOutput, columns: inputs, to: cache.sources, of: &dInput)
        }
    }

    /// Elements at the beginning over which a filter of this height does not stand fully; the last one stays in any case.
    private static func skipped(_ paths: SequencePaths, height: Int) -> [Int32] {
        (0..<paths.sequenceCount).map { Int32(max(0, min(height, paths.places(of: $0).count) - 1)) }
    }

    private static func sources(_ paths: SequencePaths, count: Int) -> [Int32] {
        (0..<paths.sequenceCount).flatMap { sequence in
            let places = paths.places(of: sequence)
            return (0..<count).map { $0 < places.count ? paths.nodes[places.lowerBound + $0] : -1 }
        }
    }

    /// The rows of the sequences one after the other.
    private func collect(_ paths: SequencePaths, _ input: [Float], _ cache: inout Cache) {
        grow(&cache.rows, paths.nodes.count * inputs)
        Kernels.gather(paths.nodes, columns: inputs, of: input, into: &cache.rows)
    }

    private func mean(_ paths: SequencePaths, _ input: [Float], _ cache: inout Cache, stride: Int) {
        let sequences = paths.sequenceCount
        collect(paths, input, &cache)
        grow(&cache.part, sequences * inputs)
        Kernels.weightedRows(cache.rows, columns: inputs, starts: paths.starts, weights: Self.shares(paths), into: &cache.part)
        Kernels.copyColumns(cache.part, rows: sequences, columns: inputs, stride: inputs, into: &cache.output, outputStride: stride)
    }

    private func meanBackward(_ paths: SequencePaths, _ dOutput: [Float], _ cache: inout Cache, _ dInput: inout [Float], stride: Int) {
        let sequences = paths.sequenceCount, count = paths.nodes.count
        grow(&cache.part, sequences * inputs)
        Kernels.copyColumns(dOutput, rows: sequences, columns: inputs, stride: stride, into: &cache.part, outputStride: inputs)
        grow(&cache.dRows, count * inputs)
        Kernels.zero(&cache.dRows, count: count * inputs)
        grow(&cache.dWeights, count)
        Kernels.weightedRowsBackward(
            cache.rows, columns: inputs, starts: paths.starts, weights: Self.shares(paths), dOutput: cache.part, dRows: &cache.dRows,
            dWeights: &cache.dWeights)
        Kernels.scatterAdd(cache.dRows, columns: inputs, to: paths.nodes, of: &dInput)
    }

    // MARK: Attention

    private func attend(_ paths: SequencePaths, _ parameters: ParameterBuffer, _ cache: inout Cache, _ independentRows: Bool) {
        guard let attention, let attentionVector else { return }
        let count = paths.nodes.count, width = attention.outputs
        attention.forward(
            .rows(count), input: cache.rows, parameters: parameters, cache: &cache.hidden, independentRows: independentRows)
        grow(&cache.part, count * width)
        Kernels.tanh(cache.hidden.output, into: &cache.part, count: count * width)
        grow(&cache.weights, count)
        MatrixProduct.multiply(
            rows: count, columns: 1, inner: width, cache.part, times: parameters.values, bStart: attentionVector.offset,
            into: &cache.weights, independentRows: independentRows)
        Kernels.softmaxSequences(&cache.weights, starts: paths.starts)
        Kernels.weightedRows(cache.rows, columns: inputs, starts: paths.starts, weights: cache.weights, into: &cache.output)
    }

    private func attendBackward(
        _ paths: SequencePaths, _ dOutput: [Float], _ parameters: ParameterBuffer, _ gradient: inout [Float], _ dInput: inout [Float],
        _ cache: inout Cache
    ) {
        guard let attention, let attentionVector else { return }
        let count = paths.nodes.count, width = attention.outputs
        grow(&cache.dRows, count * inputs)
        Kernels.zero(&cache.dRows, count: count * inputs)
        grow(&cache.dWeights, count)
        Kernels.weightedRowsBackward(
            cache.rows, columns: inputs, starts: paths.starts, weights: cache.weights, dOutput: dOutput, dRows: &cache.dRows,
            dWeights: &cache.dWeights)
        Kernels.softmaxSequencesBackward(cache.weights, &cache.dWeights, starts: paths.starts)
        MatrixProduct.multiply(
            rows: width, columns: 1, inner: count, cache.part, aTransposed: true, times: cache.dWeights, into: &gradient,
            cStart: attentionVector.offset, accumulate: true)
        grow(&cache.dHidden, count * width)
        MatrixProduct.multiply(
            rows: count, columns: width, inner: 1, cache.dWeights, times: parameters.values, bStart: attentionVector.offset,
            into: &cache.dHidden)
        Kernels.tanhBackward(cache.part, &cache.dHidden, count: count * width)
        attention.backward(
            .rows(count), input: cache.rows, dOutput: &cache.dHidden, parameters: parameters, gradient: &gradient, dInput: &cache.dPart,
            cache: &cache.hidden)
        Kernels.add(cache.dPart, to: &cache.dRows, count: count * inputs)
        Kernels.scatterAdd(cache.dRows, columns: inputs, to: paths.nodes, of: &dInput)
    }
}
