public import Neural

/// Capability of a fitted method, or of a model inside it: what it computes is a network, which other programs can compute too.
public protocol HoldsNetworks {
    /// The networks, the one that decides first; none where there are none after all.
    var networks: [NetworkProgram] { get }
}

/// What a fitted network computes, told so that another program can compute it: what it reads, its layers, what its outputs mean.
public struct NetworkProgram: Sendable {
    /// Numbers that a branch reads beside the tokens, or in their place.
    public enum Numbers: Sendable, Equatable {
        /// Nothing.
        case none
        /// Zeros in use: the mean of what training draws there.
        case zeros
        /// How often each token has come so far.
        case counts
        /// Rows of numbers that are given.
        case given
    }

    /// What the outputs are made with.
    public enum Answer: String, Sendable {
        /// Softmax.
        case oneOf
        /// The logistic function.
        case independent
        /// Nothing.
        case numbers
    }

    /// Autoencoders in front of the network: words become rows of numbers, each autoencoder's output, rounded to steps, becomes tokens.
    public struct Encoders: Sendable {
        /// One for each class.
        public var networks: [SequenceNetwork]
        /// Words of a row.
        public var length: Int
        /// What the number of a word is divided by.
        public var scale: Double
        /// Steps of the mean output.
        public var resolution: Double
        /// What rectified outputs are divided by; `nil` for a softmax, times the length.
        public var outputScale: Double?
        /// Steps there are.
        public var levels: Int
        /// Whether only that autoencoder is heard that tells the row best; otherwise all, one behind the other.
        public var usesNearest: Bool
    }

    /// What is computed together: one sequence.
    public struct Sequence: Sendable, Equatable {
        /// Its tokens, ``tokensPerElement`` for each element, or the numbers of its words.
        public var tokens: [Int32] = []
        /// Its rows of numbers.
        public var values: [Float] = []
    }

    /// The method's name, and what of it where there are several.
    public var name: String
    /// The layers.
    public var network: SequenceNetwork
    /// Elements of a sequence: so many, or so many at most.
    public var length: Int
    /// Whether all sequences are equally long.
    public var hasFixedLength: Bool
    /// Tokens of an element: one, or a set of them in which −1 is none.
    public var tokensPerElement = 1
    /// Numbers beside the tokens, for each branch.
    public var numbers: [Numbers]
    /// What the outputs are made with.
    public var answer: Answer
    /// Autoencoders in front of it; `nil` for none.
    public var encoders: Encoders?
    /// The templates with the tokens 1, 2 …; empty where tokens are something else.
    public var templates: [TemplateID] = []
    /// Words by their number, as hashes; empty where none are read.
    public var words: [UInt32] = []
    /// What the outputs mean, for people.
    public var meaning: String
    /// The bound a decision compares with; `nil` where it is none on an output.
    public var threshold: Double?
    /// Computes outputs as the method does, one row after the other.
    public var answers: @Sendable ([Sequence]) -> [Float]

    /// Number of tokens; 0 where rows of numbers are read.
    public var tokenCount: Int { network.configuration.branches.map(\.tokens).max() ?? 0 }
    /// Numbers of a given row; 0 where tokens are read.
    public var valueWidth: Int {
        zip(network.configuration.branches, numbers).first { $1 == .given }?.0.values ?? 0
    }
    /// Elements the network reads of a sequence of fixed length.
    public var sequenceLength: Int {
        guard let encoders else { return length }
        return encoders.usesNearest ? length : length * encoders.networks.count
    }

    /// A sequence drawn at random, of a length that depends on its number.
    public func example(_ number: Int, using random: inout some RandomNumberGenerator) -> Sequence {
        let own = 1 + number % length
        if let encoders {
            // Small numbers are frequent words.
            let most = max(1, min(Int32.max, Int32(words.count + 1)))
            return Sequence(tokens: (0..<min(own, encoders.length)).map { _ in min(most, .random(in: 1...most, using: &random)) })
        }
        guard tokenCount > 0 else {
            return Sequence(values: (0..<own * valueWidth).map { _ in .random(in: -3...3, using: &random) })
        }
        let known = templates.isEmpty ? Int32(tokenCount - 1) : Int32(templates.count + 1)
        var tokens: [Int32] = []
        for place in 0..<(hasFixedLength ? length : own) {
            tokens.append(place < own ? .random(in: min(1, known)...known, using: &random) : 0)
            for _ in 1..<tokensPerElement {
                let value = known + 1 < Int32(tokenCount) ? Int32.random(in: known..<Int32(tokenCount), using: &random) : -1
                tokens.append(place < own && value > known ? value : -1)
            }
        }
        return Sequence(tokens: tokens)
    }
}
