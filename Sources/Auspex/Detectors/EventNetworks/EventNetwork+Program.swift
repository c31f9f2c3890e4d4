import Neural

extension EventNetwork {
    /// The network as others can compute it.
    func program(named name: String, threshold: Double? = nil) -> NetworkProgram {
        let own = self, window = window
        return NetworkProgram(
            name: name, network: network, length: window, hasFixedLength: !dropsPadding,
            numbers: network.configuration.branches.map { $0.values == 0 ? .none : answer == .independent ? .zeros : .counts },
            answer: answer == .oneOf ? .oneOf : .independent, templates: vocabulary.templates,
            meaning: NetworkProgram.nextEvent(true) + (answer == .independent ? "; each by itself" : ""), threshold: threshold,
            answers: { sequences in
                var workspace = SequenceNetwork.Workspace()
                let windows = sequences.flatMap {
                    [Int32](repeating: TemplateVocabulary.pad, count: window - $0.tokens.count) + $0.tokens
                }
                return own.distributions(windows, workspace: &workspace)
            })
    }
}

extension SequenceEventModel: HoldsNetworks {
    /// The network.
    public var networks: [NetworkProgram] { [network.program(named: metadata.label)] }
}
