/// Two recurrent layers of a kind, one reading each sequence from its beginning and one from its end; an output row is both states, `[h→ ‖ h←]`
/// (Schuster, Paliwal 1997; Farzad, Gulliver, equation 7).
///
/// The sequences of a batch must not share nodes (``SequenceBatch/chains(_:starts:)``): what stands at an element depends on those behind it.
/// Needs the whole sequence before it can say anything, so it is no layer for predicting what comes next.
public struct Bidirectional<Cell: RecurrentLayer>: Layer {
    /// Reads from the beginning.
    public let onward: Cell
    /// Reads from the end.
    public let backward: Cell
    /// Width of an output row.
    public var outputs: Int { 2 * onward.units }

    /// Adds both layers' parameters (zeros) to a buffer; `units` are those of each.
    public init(input: LSTM.Input, units: Int, name: String, parameters: inout ParameterBuffer) {
        onward = Cell(input: input, units: units, name: "\(name).onward", parameters: &parameters)
        backward = Cell(input: input, units: units, name: "\(name).backward", parameters: &parameters)
    }

    /// Draws the weights of both.
    public func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        onward.initialize(&parameters, using: &generator)
        backward.initialize(&parameters, using: &generator)
    }

    /// The caches of both, and what the other reads.
    public struct Cache: LayerCache {
        /// `[nodes × outputs]` after `forward`; may be longer.
        public internal(set) var output: [Float] = []
        var onward = Cell.Cache()
        var backward = Cell.Cache()
        var turned: (batch: SequenceBatch, nodes: [Int32])?
        var input: [Float] = []
        var part: [Float] = []
        var dPart: [Float] = []
        var dTurned: [Float] = []

        /// Creates an empty cache.
        public init() {}
    }

    /// `cache.output` becomes both states.
    public func forward(
        _ batch: SequenceBatch, input: [Float] = [], parameters: ParameterBuffer, cache: inout Cache, independentRows: Bool = false
    ) {
        let units = onward.units, nodes = batch.nodeCount
        let turned = batch.reversed(SequencePaths(batch))
        cache.turned = turned
        if case .values(let width) = backward.input {
            grow(&cache.input, nodes * width)
            Kernels.gather(turned.nodes, columns: width, of: input, into: &cache.input)
        }
        onward.forward(batch, input: input, parameters: parameters, cache: &cache.onward, independentRows: independentRows)
        backward.forward(turned.batch, input: cache.input, parameters: parameters, cache: &cache.backward, independentRows: independentRows)
        grow(&cache.output, nodes * 2 * units)
        grow(&cache.part, nodes * units)
        Kernels.gather(turned.nodes, columns: units, of: cache.backward.output, into: &cache.part)
        Kernels.copyColumns(
            cache.onward.output, rows: nodes, columns: units, stride: units, into: &cache.output, outputStride: 2 * units)
        Kernels.copyColumns(
            cache.part, rows: nodes, columns: units, stride: units, into: &cache.output, outputStride: 2 * units, at: units)
    }

    /// Adds the gradients of both; `dInput` becomes the sum of what each gives.
    public func backward(
        _ batch: SequenceBatch, input: [Float] = [], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool = true, cache: inout Cache
    ) {
        guard let turned = cache.turned else { preconditionFailure("backward comes after forward") }
        let units = onward.units, nodes = batch.nodeCount
        grow(&cache.part, nodes * units)
        grow(&cache.dPart, nodes * units)
        Kernels.copyColumns(dOutput, rows: nodes, columns: units, stride: 2 * units, into: &cache.dPart, outputStride: units)
        onward.backward(
            batch, input: input, dOutput: &cache.dPart, parameters: parameters, gradient: &gradient, dInput: &dInput,
            wantsInputGradient: wantsInputGradient, cache: &cache.onward)
        Kernels.copyColumns(
            dOutput, rows: nodes, columns: units, stride: 2 * units, from: units, into: &cache.part, outputStride: units)
        Kernels.gather(turned.nodes, columns: units, of: cache.part, into: &cache.dPart)
        backward.backward(
            turned.batch, input: cache.input, dOutput: &cache.dPart, parameters: parameters, gradient: &gradient,
            dInput: &cache.dTurned, wantsInputGradient: wantsInputGradient, cache: &cache.backward)
        guard wantsInputGradient, case .values(let width) = backward.input else { return }
        // Each node has one partner, so adding to the partner's row adds once.
        Kernels.scatterAdd(cache.dTurned, columns: width, to: turned.nodes, of: &dInput)
    }
}
