import Neural

extension SequenceClassifier: HoldsNetworks {
    /// The classifier.
    public var networks: [NetworkProgram] {
        let own = self, perEvent = state.tokens.perEvent
        let unit = state.reading.unit == .window ? "window; a session's is the largest of its windows" : "session"
        return [
            NetworkProgram(
                name: label, network: network, length: state.reading.reach, hasFixedLength: state.isPadded, tokensPerElement: perEvent,
                numbers: network.configuration.branches.map { _ in .none }, answer: .independent,
                templates: state.tokens.vocabulary.templates,
                meaning: "probability that a sequence is anomalous, for each \(unit)", threshold: threshold.value,
                answers: { sequences in
                    var workspace = SequenceNetwork.Workspace()
                    let all = sequences.flatMap(\.tokens)
                    var starts = [0]
                    for sequence in sequences { starts.append(starts[starts.count - 1] + sequence.tokens.count / perEvent) }
                    // Each element is a token of its own that stands for its set.
                    return own.network.likelihoods(
                        SequenceExamples([
                            .init(tokens: (0..<Int32(all.count / perEvent)).map { $0 }, starts: starts, sets: (all, perEvent))
                        ]), workspace: &workspace)
                })
        ]
    }
}
