import Neural

extension SequenceClassifier {
    /// The same network over other templates, by their vectors.
    ///
    /// - Parameters:
    ///   - tokens: of the other system.
    ///   - table: a vector of `width` numbers for each token.
    ///   - remarks: what a person should know.
    func over(_ tokens: ClassifierTokens, table: [Float], width: Int, remarks: [Note]) -> SequenceClassifier {
        var shape = state.network
        shape.branches[0].tokens = tokens.count
        var network = SequenceNetwork(zeros: shape)
        network.takeWeights(of: self.network)
        network.setEmbedding(table, ofBranch: 0)
        Self.setUnknown(&network, tokens)
        var state = state
        state.tokens = tokens
        state.network = shape
        state.training.remarks = remarks
        return SequenceClassifier(state: state, network: network)
    }
}
