import Neural

extension KeyModel: HoldsNetworks {
    /// The stacked LSTMs.
    public var networks: [NetworkProgram] {
        let model = self
        return [
            NetworkProgram(
                name: DeepLogMethod.name, network: SequenceNetwork(network), length: configuration.window, hasFixedLength: true,
                numbers: [.none], answer: .oneOf, templates: vocabulary.templates,
                meaning: NetworkProgram.nextEvent(endClass != nil),
                answers: { sequences in
                    var workspace = RecurrentNetwork.Workspace()
                    return model.distributions(of: sequences.flatMap(\.tokens), workspace: &workspace)
                })
        ]
    }
}

extension NetworkProgram {
    /// What outputs about the next event mean.
    static func nextEvent(_ hasEnd: Bool) -> String {
        "probability of each template as the next event, in the order of the templates' numbers" + (hasEnd ? "; of the end last" : "")
    }
}
