import Neural

/// Input for a network and what Auspex computes from it: with it whoever runs the network elsewhere can see that it says the same.
public struct NetworkExamples: Encodable {
    /// Numbers of words, of networks behind autoencoders.
    public var words: [[Int32]]?
    /// Tokens, `[sequences × elements]`; sets of tokens one behind the other.
    public var tokens: [[Int32]]?
    /// Tokens of an element.
    public var tokensPerElement: Int
    /// Rows of numbers, `[sequences × elements · width]`.
    public var values: [[Float]]?
    /// Numbers of a row.
    public var valueWidth: Int
    /// Elements of each sequence; `nil` where all have as many.
    public var lengths: [Int]?
    /// What comes out.
    public var scores: [[Float]]

    /// Draws sequences of every length and computes them.
    public init(_ program: NetworkProgram, count: Int = 64, seed: UInt64 = 1) {
        var random = RandomSource(seed: seed).stream("examples of \(program.name)")
        let sequences = (0..<count).map { place in program.example(place, using: &random) }
        let answers = program.answers(sequences), width = program.network.configuration.outputs
        scores = sequences.indices.map { Array(answers[$0 * width..<($0 + 1) * width]) }
        tokensPerElement = program.tokensPerElement
        valueWidth = program.valueWidth
        let perElement = program.encoders == nil ? program.tokensPerElement : 1
        let longest = sequences.map(\.tokens.count).max() ?? 0, longestRows = sequences.map(\.values.count).max() ?? 0
        let padded = sequences.map { $0.tokens + [Int32](repeating: 0, count: longest - $0.tokens.count) }
        if program.encoders != nil {
            words = sequences.map { $0.tokens + [Int32](repeating: 0, count: program.length - $0.tokens.count) }
        } else if program.tokenCount > 0 {
            tokens = padded
        } else {
            values = sequences.map { $0.values + [Float](repeating: 0, count: longestRows - $0.values.count) }
        }
        if !program.hasFixedLength {
            lengths = sequences.map { program.tokenCount > 0 ? $0.tokens.count / perElement : $0.values.count / program.valueWidth }
        }
    }
}
