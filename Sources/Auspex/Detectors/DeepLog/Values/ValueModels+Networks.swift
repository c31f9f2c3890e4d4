import Neural

extension ValueModels: HoldsNetworks {
    /// The LSTM of each key that kept one.
    public var networks: [NetworkProgram] {
        keys.compactMap { key in
            guard let forecast = key.forecast else { return nil }
            let network = forecast.network, width = forecast.layout.columns.count
            return NetworkProgram(
                name: "values-\(key.template)", network: SequenceNetwork(network), length: forecast.window, hasFixedLength: false,
                numbers: [.given], answer: .numbers, meaning: "the key's next row of numbers, normalised as the rows read are",
                answers: { sequences in
                    var workspace = RecurrentNetwork.Workspace()
                    return sequences.flatMap { sequence in
                        let batch = SequenceBatch.chains(count: 1, length: sequence.values.count / width)
                        network.forward(batch, values: sequence.values, at: batch.ends, workspace: &workspace, independentRows: true)
                        return workspace.outputs.prefix(width)
                    }
                })
        }
    }
}
