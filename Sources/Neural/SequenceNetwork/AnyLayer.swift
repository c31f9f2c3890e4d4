/// A layer of any kind with its cache, for networks that are put together at run time.
struct AnyLayer: Sendable {
    let layer: any Layer

    init(_ layer: any Layer) { self.layer = layer }

    var outputs: Int { layer.outputs }

    func initialize(_ parameters: inout ParameterBuffer, using generator: inout some RandomNumberGenerator) {
        layer.initialize(&parameters, using: &generator)
    }

    func forward(
        _ batch: SequenceBatch, input: [Float], parameters: ParameterBuffer, cache: inout AnyCache, independentRows: Bool
    ) {
        func run<Kind: Layer>(_ layer: Kind) {
            cache.use(Kind.Cache.self) {
                layer.forward(batch, input: input, parameters: parameters, cache: &$0, independentRows: independentRows)
            }
        }
        run(layer)
    }

    func backward(
        _ batch: SequenceBatch, input: [Float], dOutput: inout [Float], parameters: ParameterBuffer, gradient: inout [Float],
        dInput: inout [Float], wantsInputGradient: Bool, cache: inout AnyCache
    ) {
        func run<Kind: Layer>(_ layer: Kind) {
            cache.use(Kind.Cache.self) {
                layer.backward(
                    batch, input: input, dOutput: &dOutput, parameters: parameters, gradient: &gradient, dInput: &dInput,
                    wantsInputGradient: wantsInputGradient, cache: &$0)
            }
        }
        run(layer)
    }
}

/// A cache whose kind is that of the layer that uses it.
struct AnyCache: Sendable {
    private var cache: any LayerCache = OutputCache()

    var output: [Float] { cache.output }

    /// Hands out the cache, which a layer of another kind has not used before; a new one otherwise.
    mutating func use<Kind: LayerCache>(_: Kind.Type, _ body: (inout Kind) -> Void) {
        var own = cache as? Kind ?? Kind()
        // Given up here while it is used, so that its arrays are not copied when they change.
        cache = OutputCache()
        body(&own)
        cache = own
    }
}
