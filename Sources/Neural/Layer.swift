/// One layer of a network: a function of the nodes of a ``SequenceBatch``, with its derivative.
///
/// A layer holds no numbers: parameters live in the model's ``ParameterBuffer``, what `backward` needs from `forward` in a cache that is
/// reused from call to call. A layer reads either the tokens of the batch or one row of numbers for each node; losses stand on top, apart
/// (``Loss``).
///
/// ```swift
/// layer.forward(batch, input: rows, parameters: parameters, cache: &cache)      // cache.output holds a row for each node
/// layer.backward(batch, input: rows, dOutput: &dOutput, parameters: parameters, gradient: &gradient, dInput: &dRows, cache: &cache)
/// ```
/// Every conformer is checked by `checkLayer` in the tests: gradient against finite differences, equal calls give equal bits, a cache
/// carries nothing from call to call.
public protocol Layer: Sendable, Equatable {
    /// What `backward` needs from `forward`, and scratch space; grows to the largest call.
    associatedtype Cache: LayerCache

    /// Width of an output row.
    var outputs: Int { get }

    /// Draws initial weights.
    func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator)

    /// Computes an output row for each node into `cache.output`.
    ///
    /// - Parameters:
    ///   - batch: the nodes; with their tokens when the layer reads tokens.
    ///   - input: a row for each node when the layer reads numbers (longer is fine), else unused.
    ///   - parameters: the model's parameters.
    ///   - independentRows: a sequence's result does not depend, in its last bits, on what else is in the batch; a little slower.
    func forward(
        _ batch: SequenceBatch, input: [Float], parameters: ParameterBuffer, cache: inout Cache, independentRows: Bool)

    /// Adds the gradients of the parameters, and gives that of the input, after `forward` of the same batch.
    ///
    /// - Parameters:
    ///   - dOutput: a row for each node: the gradient of the output. A recurrent layer adds to it what comes back from later elements.
    ///   - gradient: laid out like the parameters; increased.
    ///   - dInput: overwritten with a row for each node when the layer reads numbers.
    ///   - wantsInputGradient: whether `dInput` is needed; the first layer's is not.
    func backward(
        _ batch: SequenceBatch, input: [Float], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool, cache: inout Cache)
}

/// Memory of a layer's computation.
public protocol LayerCache: Sendable {
    /// An empty cache.
    init()
    /// `[nodes × outputs]` after `forward`; may be longer.
    var output: [Float] { get }
}

/// The cache of layers that need nothing but their output.
public struct OutputCache: LayerCache {
    /// `[rows × outputs]` after `forward`; may be longer.
    public internal(set) var output: [Float] = []

    /// An empty cache.
    public init() {}
}

/// A layer that carries a state along sequences, from the zero state: an ``LSTM``, a ``GRU``. ``Bidirectional`` runs two of a kind.
public protocol RecurrentLayer: Layer {
    /// Adds the layer's parameters (zeros) to a buffer.
    init(input: LSTM.Input, units: Int, name: String, parameters: inout ParameterBuffer)
    /// What the layer reads.
    var input: LSTM.Input { get }
    /// Width of the state, which is the output.
    var units: Int { get }
}
