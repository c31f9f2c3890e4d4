extension SequenceNetwork {
    /// A layer of a branch.
    public enum LayerKind: Sendable, Equatable, Codable {
        /// ``LSTM`` of so many units.
        case lstm(Int)
        /// ``GRU`` of so many units.
        case gru(Int)
        /// ``Bidirectional`` LSTM of so many units each way.
        case bidirectionalLSTM(Int)
        /// ``Bidirectional`` GRU of so many units each way.
        case bidirectionalGRU(Int)
        /// ``SelfAttention`` as wide as its input.
        case selfAttention

        /// Whether what it says about an element depends on that and the ones before alone.
        var looksBackOnly: Bool {
            switch self {
            case .lstm, .gru: true
            case .bidirectionalLSTM, .bidirectionalGRU, .selfAttention: false
            }
        }
    }

    /// One way of reading a sequence.
    public struct Branch: Sendable, Equatable, Codable {
        /// Number of tokens; 0 reads numbers only.
        public var tokens: Int
        /// Width of a token's vector; 0 feeds tokens one-hot to the first recurrent layer.
        public var embedding: Int
        /// Whether the vectors are given and stay as they are.
        public var isEmbeddingFixed: Bool
        /// Numbers at each element, beside the token or alone.
        public var values: Int
        /// The layers, the one that reads the input first.
        public var layers: [LayerKind]
        /// How a sequence becomes one row.
        public var readout: Readout.Kind
        /// Dropout of what each layer reads, the same for all elements of a sequence.
        public var dropout: Double

        /// Creates a branch.
        public init(
            tokens: Int = 0, embedding: Int = 0, isEmbeddingFixed: Bool = false, values: Int = 0, layers: [LayerKind] = [],
            readout: Readout.Kind = .last, dropout: Double = 0
        ) {
            self.tokens = tokens
            self.embedding = embedding
            self.isEmbeddingFixed = isEmbeddingFixed
            self.values = values
            self.layers = layers
            self.readout = readout
            self.dropout = dropout
        }

        /// Whether sequences with equal beginnings may share them: nothing is different for each, and no layer looks ahead.
        public var sharesPrefixes: Bool { values == 0 && readsPrefixesAlike }

        /// The same where what stands at an element, tokens and numbers, is told by the tokens up to it.
        var readsPrefixesAlike: Bool { dropout == 0 && layers.allSatisfy(\.looksBackOnly) }
    }

    /// Sizes of a network.
    public struct Configuration: Sendable, Equatable, Codable {
        /// What reads the sequences; their rows are put side by side.
        public var branches: [Branch]
        /// Numbers of each sequence that join the branches' rows.
        public var extra: Int
        /// Widths of the layers between that and the output, each with a leaky ReLU.
        public var hidden: [Int]
        /// Slope of the rectifiers below zero. Default 0.01.
        public var slope: Float
        /// Dropout of what each of these layers and the output read.
        public var dropout: Double
        /// Width of the output.
        public var outputs: Int
        /// Weight of the first of these layers' absolute outputs in the loss (``ActivityPenalty``); `nil` for none.
        public var activityPenalty: Double?

        /// Creates a configuration.
        public init(
            branches: [Branch], extra: Int = 0, hidden: [Int] = [], slope: Float = 0.01, dropout: Double = 0, outputs: Int,
            activityPenalty: Double? = nil
        ) {
            self.branches = branches
            self.extra = extra
            self.hidden = hidden
            self.slope = slope
            self.dropout = dropout
            self.outputs = outputs
            self.activityPenalty = activityPenalty
        }

        /// Whether its sizes make a network of at most so many numbers: what must hold of a stored one before memory is taken.
        public func isPossible(parameterLimit: Int) -> Bool {
            let widths = branches.flatMap { [$0.tokens, $0.embedding, $0.values] + $0.layers.map(\.units) } + [extra] + hidden + [outputs]
            let most = 1 << 24
            guard branches.count <= 16, hidden.count <= 64, outputs > 0, !(branches.isEmpty && extra == 0), slope >= 0, slope <= 1,
                (0..<1).contains(dropout), activityPenalty.map({ $0 >= 0 && (hidden.first ?? 0) > 0 }) ?? true,
                widths.allSatisfy({ (0...most).contains($0) }), hidden.allSatisfy({ $0 > 0 }),
                branches.allSatisfy(\.isPossible)
            else { return false }
            var total = 0, width = extra
            for branch in branches {
                guard let size = branch.size(limit: parameterLimit) else { return false }
                total += size.parameters
                width += size.outputs
            }
            for next in hidden + [outputs] {
                total += (width + 1) * next
                width = next
                guard total <= parameterLimit else { return false }
            }
            return total <= parameterLimit
        }
    }
}

extension SequenceNetwork.LayerKind {
    var units: Int {
        switch self {
        case .lstm(let units), .gru(let units), .bidirectionalLSTM(let units), .bidirectionalGRU(let units): units
        case .selfAttention: 1
        }
    }
}

extension SequenceNetwork.Branch {
    /// Whether a layer can be built from these numbers.
    fileprivate var isPossible: Bool {
        guard layers.count <= 64, layers.allSatisfy({ $0.units > 0 }), (0..<1).contains(dropout), tokens > 0 || values > 0,
            embedding == 0 || tokens > 0
        else { return false }
        if tokens > 0, embedding == 0 {
            switch layers.first {
            case .lstm, .gru, .bidirectionalLSTM, .bidirectionalGRU: guard values == 0 else { return false }
            default: return false
            }
        }
        switch readout {
        case .attention(let width): return (1...1 << 16).contains(width)
        case .convolutions(let heights, let filters):
            return (1...64).contains(heights.count) && heights.allSatisfy { (1...1 << 12).contains($0) }
                && Set(heights).count == heights.count
                && (1...1 << 16).contains(filters)
        case .positions(let count): return (1...1 << 16).contains(count)
        case .bothEnds:
            switch layers.last {
            case .bidirectionalLSTM, .bidirectionalGRU: return true
            default: return false
            }
        case .last, .mean, .meanAndLast: return true
        }
    }

    /// Numbers it learns and the width of its row; `nil` above a limit.
    fileprivate func size(limit: Int) -> (parameters: Int, outputs: Int)? {
        let isOneHot = embedding == 0 && tokens > 0
        var total = tokens * embedding, width = isOneHot ? tokens : embedding + values
        for layer in layers {
            guard total <= limit else { return nil }
            let units = layer.units
            switch layer {
            case .lstm: (total, width) = (total + (width + units + 1) * 4 * units, units)
            case .gru: (total, width) = (total + (width + units + 1) * 3 * units, units)
            case .bidirectionalLSTM: (total, width) = (total + (width + units + 1) * 8 * units, 2 * units)
            case .bidirectionalGRU: (total, width) = (total + (width + units + 1) * 6 * units, 2 * units)
            case .selfAttention: total += 3 * width * width
            }
        }
        guard total <= limit else { return nil }
        switch readout {
        case .last, .mean, .bothEnds: return (total, width)
        case .meanAndLast: return (total, 2 * width)
        case .attention(let queries): return (total + (width + 2) * queries, width)
        case .convolutions(let heights, let filters):
            return (total + heights.reduce(0) { $0 + ($1 * width + 1) * filters }, heights.count * filters)
        case .positions(let count): return (total, count * width)
        }
    }
}
