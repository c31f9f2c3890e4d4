import Neural

extension KeyModel {
    /// Templates that get a place in one growth at most; the rest stay unknown.
    static let growthLimit = 256

    /// The same model with places for more templates.
    ///
    /// A new template's input row is the one of unknown templates, so that contexts that hold it say what they said before. Its output column
    /// is zero and its bias the smallest there is, so that it is as improbable as anything. Odds among the
    /// known events stay as they were; ranks change only where the new template comes before one.
    ///
    /// Templates are numbered in the order of their ids: rows of known ones move, the end stays the last class.
    /// - Parameter limit: templates that get a place; the rest stay unknown.
    func growing(by templates: some Sequence<TemplateID>, limit: Int = growthLimit) -> KeyModel {
        let fresh = Set(templates).subtracting(vocabulary.templates).subtracting([.none]).sorted().prefix(limit)
        guard !fresh.isEmpty else { return self }
        let grown = TemplateVocabulary(vocabulary.templates + fresh)
        var wide = RecurrentNetwork(zeros: Self.networkConfiguration(configuration, grown))
        let inputs = network.layers[0].inputWeights, wideInputs = wide.layers[0].inputWeights
        for slice in network.parameters.slices {
            guard let same = wide.parameters.slices.first(where: { $0.name == slice.name }), same.shape == slice.shape else { continue }
            wide.parameters[same] = network.parameters[slice]
        }
        let width = inputs.shape[1]
        for number in 0..<Int32(grown.count + 2) {
            let old: Int32 =
                number == TemplateVocabulary.pad
                ? TemplateVocabulary.pad : grown.template(of: number).map { vocabulary.number(of: $0) } ?? vocabulary.unknown
            for column in 0..<width {
                wide.parameters.values[wideInputs.offset + Int(number) * width + column] =
                    network.parameters.values[inputs.offset + Int(old) * width + column]
            }
        }
        growOutput(of: &wide, grown)
        return KeyModel(configuration: configuration, vocabulary: grown, network: wide, training: training)
    }

    private func growOutput(of wide: inout RecurrentNetwork, _ grown: TemplateVocabulary) {
        let old = network.output, new = wide.output
        let smallest = network.parameters.values[old.bias.range].min() ?? 0
        for column in 0..<new.outputs {
            let source: Int
            if column == grown.count {
                source = vocabulary.count
            } else {
                let number = vocabulary.number(of: grown.templates[column])
                guard number != vocabulary.unknown else {
                    wide.parameters.values[new.bias.offset + column] = smallest
                    continue
                }
                source = Int(number) - 1
            }
            wide.parameters.values[new.bias.offset + column] = network.parameters.values[old.bias.offset + source]
            for row in 0..<new.inputs {
                wide.parameters.values[new.weights.offset + row * new.outputs + column] =
                    network.parameters.values[old.weights.offset + row * old.outputs + source]
            }
        }
    }
}
