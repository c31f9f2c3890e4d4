import Neural

extension TextClassifier: HoldsNetworks {
    /// The classifier, with the autoencoders in front of it where there are any.
    public var networks: [NetworkProgram] {
        let own = self, isAuto = autoencoders != nil
        let encoders = autoencoders.map {
            NetworkProgram.Encoders(
                networks: $0.networks, length: $0.configuration.length, scale: $0.configuration.rankScale,
                resolution: $0.configuration.resolution, outputScale: $0.configuration.outputScale, levels: ClassAutoencoders.levels,
                usesNearest: state.textProtocol == .published)
        }
        return [
            NetworkProgram(
                name: label, network: network, length: state.reading.length, hasFixedLength: isAuto, numbers: [.none], answer: .oneOf,
                encoders: encoders, words: state.reading.words,
                meaning: "probability of each class: " + state.classes.joined(separator: ", "), threshold: threshold.value,
                answers: { sequences in own.probabilities(ofNumbers: sequences.map(\.tokens)).flatMap { $0 } })
        ]
    }
}
