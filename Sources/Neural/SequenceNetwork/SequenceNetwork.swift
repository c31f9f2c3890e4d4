/// A network over whole sequences: one or several branches that read them (vectors of tokens, recurrent layers, attention, a readout), and dense
/// layers over the branches' rows.
///
/// ```swift
/// let branch = SequenceNetwork.Branch(tokens: 30, embedding: 64, layers: [.bidirectionalLSTM(64)], readout: .attention(width: 32))
/// var network = SequenceNetwork(.init(branches: [branch], dropout: 0.5, outputs: 1), using: &generator)
/// let input = SequenceNetwork.Input([.init(.chains(tokens, starts: starts))])
/// let loss = network.gradient(of: BinaryCrossEntropy(targets), on: input, scale: 1 / total, dropoutSeed: step, workspace: &workspace)
/// ```
/// Outputs are logits or numbers; what they mean is the ``Loss``'s business. Row `i` of the output belongs to sequence `i` of the input.
public struct SequenceNetwork: Sendable {
    /// The sizes.
    public let configuration: Configuration
    /// All weights.
    public var parameters: ParameterBuffer
    let branches: [BranchLayers]
    let hidden: [Dense]
    let output: Dense

    /// The layers of a branch.
    struct BranchLayers: Sendable {
        let configuration: Branch
        let embedding: Embedding?
        let layers: [AnyLayer]
        let widths: [Int]
        let readout: Readout

        init(_ branch: Branch, name: String, parameters: inout ParameterBuffer) {
            configuration = branch
            var input: LSTM.Input
            if branch.embedding > 0 {
                embedding = Embedding(tokens: branch.tokens, width: branch.embedding, name: "\(name).embedding", parameters: &parameters)
                input = .values(branch.embedding + branch.values)
            } else {
                embedding = nil
                input = branch.tokens > 0 ? .tokens(branch.tokens) : .values(branch.values)
            }
            var layers: [AnyLayer] = [], widths: [Int] = []
            for (number, kind) in branch.layers.enumerated() {
                let label = "\(name).layer\(number)"
                widths.append(input.width)
                switch kind {
                case .lstm(let units): layers.append(AnyLayer(LSTM(input: input, units: units, name: label, parameters: &parameters)))
                case .gru(let units): layers.append(AnyLayer(GRU(input: input, units: units, name: label, parameters: &parameters)))
                case .bidirectionalLSTM(let units):
                    layers.append(AnyLayer(Bidirectional<LSTM>(input: input, units: units, name: label, parameters: &parameters)))
                case .bidirectionalGRU(let units):
                    layers.append(AnyLayer(Bidirectional<GRU>(input: input, units: units, name: label, parameters: &parameters)))
                case .selfAttention:
                    let width = input.width
                    layers.append(
                        AnyLayer(SelfAttention(inputs: width, width: width, outputs: width, name: label, parameters: &parameters)))
                }
                input = .values(layers[number].outputs)
            }
            self.layers = layers
            self.widths = widths
            readout = Readout(branch.readout, inputs: input.width, name: "\(name).readout", parameters: &parameters)
        }
    }

    /// Creates a network whose weights are all zero.
    ///
    /// - Precondition: the sizes fit each other, see ``Configuration/isPossible(parameterLimit:)``.
    public init(zeros configuration: Configuration) {
        precondition(configuration.isPossible(parameterLimit: 1 << 31), "the sizes fit each other: \(configuration)")
        self.configuration = configuration
        var parameters = ParameterBuffer()
        branches = configuration.branches.enumerated().map { BranchLayers($1, name: "branch\($0)", parameters: &parameters) }
        var width = branches.reduce(configuration.extra) { $0 + $1.readout.outputs }
        var hidden: [Dense] = []
        for (number, next) in configuration.hidden.enumerated() {
            hidden.append(Dense(inputs: width, outputs: next, name: "hidden\(number)", parameters: &parameters))
            width = next
        }
        self.hidden = hidden
        output = Dense(inputs: width, outputs: configuration.outputs, name: "output", parameters: &parameters)
        self.parameters = parameters
    }

    /// Creates a network with initial weights drawn from a generator, layer by layer as each draws them.
    public init(_ configuration: Configuration, using generator: inout some RandomNumberGenerator) {
        self.init(zeros: configuration)
        for branch in branches {
            branch.embedding?.initialize(&parameters, using: &generator)
            for layer in branch.layers { layer.initialize(&parameters, using: &generator) }
            branch.readout.initialize(&parameters, using: &generator)
        }
        for layer in hidden + [output] { layer.initialize(&parameters, using: &generator) }
    }

    /// Creates a network with stored weights.
    ///
    /// - Throws: ``NeuralError`` when the sizes do not fit each other or the tensors, or a number is not finite. Nothing is allocated beyond what
    ///   the tensors hold.
    public init(_ configuration: Configuration, tensors: [NamedTensor]) throws(NeuralError) {
        let found = tensors.reduce(0) { $0 + $1.tensor.values.count }
        guard configuration.isPossible(parameterLimit: found) else {
            throw NeuralError("the tensors hold \(found) numbers, which are not those of the network's sizes")
        }
        self.init(zeros: configuration)
        try parameters.load(tensors)
    }

    /// Replaces the vectors of a branch's tokens.
    ///
    /// - Precondition: the branch has vectors, `[tokens × width]` of them.
    public mutating func setEmbedding(_ values: [Float], ofBranch branch: Int) {
        guard let table = branches[branch].embedding?.table else { preconditionFailure("branch \(branch) has no vectors") }
        parameters[table] = Tensor(shape: table.shape, values: values)
    }

    /// The vectors of a branch's tokens; `nil` where it has none.
    public func embedding(ofBranch branch: Int) -> Tensor? { branches[branch].embedding.map { parameters[$0.table] } }

    /// Parameters of the branches: all layers that read sequences, without the vectors of tokens.
    public var sequenceLayers: [ParameterSlice] {
        let names = parameters.slices.filter { $0.name.hasPrefix("branch") && !$0.name.contains(".embedding") }
        return names
    }

    /// Parameters of the dense layers above the branches.
    public var denseLayers: [ParameterSlice] { parameters.slices.filter { !$0.name.hasPrefix("branch") } }

    /// Takes the weights of another network, all but the vectors of tokens, whose number may differ.
    ///
    /// - Precondition: the other layers are equally large.
    public mutating func takeWeights(of other: SequenceNetwork) {
        let mine = sequenceLayers + denseLayers, its = other.sequenceLayers + other.denseLayers
        precondition(mine.map(\.shape) == its.map(\.shape), "the networks' layers are equally large")
        for (slice, source) in zip(mine, its) { parameters[slice] = other.parameters[source] }
    }

    /// Where the bias of the output stands among the parameters.
    public var outputBias: ParameterSlice { output.bias }

    /// What a branch reads.
    public struct BranchInput: Sendable {
        /// The sequences, with their tokens where the branch has any.
        public var sequences: SequenceBatch
        /// `[nodes × values]` numbers, where the branch has any.
        public var values: [Float]

        /// Creates input.
        public init(_ sequences: SequenceBatch, values: [Float] = []) {
            self.sequences = sequences
            self.values = values
        }
    }

    /// What a network reads.
    public struct Input: Sendable {
        /// For each branch; all have the same number of sequences.
        public var branches: [BranchInput]
        /// `[sequences × extra]` numbers, where the network has any.
        public var extra: [Float]

        /// Creates input.
        public init(_ branches: [BranchInput], extra: [Float] = []) {
            self.branches = branches
            self.extra = extra
        }
    }

    /// Memory of a computation: grows to the largest call, then is reused.
    public struct Workspace: Sendable {
        /// `[sequences × outputs]` after a forward pass; may be longer.
        public var outputs: [Float] { top.output }
        /// Gradient of the parameters, laid out like them.
        public internal(set) var gradient: [Float] = []
        /// Gradient of the extra numbers, `[sequences × extra]`; may be longer.
        public internal(set) var dExtra: [Float] = []
        var branches: [BranchWorkspace] = []
        var joined: [Float] = []
        var dense: [OutputCache] = []
        var inputs: [[Float]] = []
        var top = OutputCache()
        var dAbove: [Float] = []
        var dBelow: [Float] = []

        /// Creates an empty workspace.
        public init() {}
    }

    struct BranchWorkspace: Sendable {
        var embedded = OutputCache()
        var joined: [Float] = []
        var layers: [AnyCache] = []
        var inputs: [[Float]] = []
        var paths: SequencePaths?
        var keys: [Int32] = []
        var readout = Readout.Cache()
        var dAbove: [Float] = []
        var dBelow: [Float] = []
    }
}
