public import Neural

extension ValueModels: BundleComponent {
    private static var metadataFile: String { "values.json" }
    private static var weightsFile: String { "values.safetensors" }

    /// Name in a model.
    public static var componentName: String { "values" }
    /// Metadata and weights.
    public static var componentFiles: [String] { [metadataFile, weightsFile] }

    /// Writes metadata and weights.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(metadata, to: Self.metadataFile)
        contents.write(tensors(), to: Self.weightsFile)
    }

    /// Reads metadata and weights.
    public static func read(from contents: ComponentContents) throws -> ValueModels {
        let metadata = try contents.read(Metadata.self, from: metadataFile)
        return try ValueModels(metadata: metadata, tensors: contents.tensors(in: weightsFile))
    }
}

extension ValueModels {
    /// Everything but the weights: what a bundle stores as JSON.
    public struct Metadata: Codable, Sendable, Equatable {
        struct Key: Codable, Sendable, Equatable {
            var template: TemplateID
            var rows: Int
            var anchor: TemplateID?
            var delay: ValueInterval?
            var steps: [ValueKey.Step]
            var parameters: [ValueKey.Parameter]
            var choice: Choice
            var layout: ValueForecast.Layout?
            var error: ValueInterval?
            var residuals: [ValueInterval?]
            var foretold: [ClosedRange<Float>]?
        }

        /// How the models were configured.
        public var configuration: Configuration
        /// The parameters.
        public var profiles: [ParameterProfile]
        /// The threshold.
        public var threshold: Threshold
        /// Figures of the training.
        public var training: TrainingMeasurements
        var keys: [Key]
    }

    /// Everything but the weights.
    public var metadata: Metadata {
        Metadata(
            configuration: configuration, profiles: profiles, threshold: threshold, training: training,
            keys: keys.map { key in
                Metadata.Key(
                    template: key.template, rows: key.rows, anchor: key.anchor, delay: key.delay, steps: key.steps,
                    parameters: key.parameters,
                    choice: key.choice,
                    layout: key.forecast?.layout, error: key.forecast?.error, residuals: key.forecast?.residuals ?? [],
                    foretold: key.forecast?.foretold)
            })
    }

    /// The LSTMs' weights, named `E17.lstm0.input` and so on; empty when every key is static.
    public func tensors() -> [NamedTensor] {
        keys.flatMap { key in
            (key.forecast?.network.parameters.tensors ?? []).map { NamedTensor(name: "\(key.template).\($0.name)", tensor: $0.tensor) }
        }
    }

    /// Restores the models; every part is checked before it is believed.
    ///
    /// - Throws: ``InputError`` when the configuration is out of bounds, keys, profiles and tensors do not belong together, or a number is
    ///   not what it must be. Nothing is allocated beyond what the parts themselves hold.
    public init(metadata: Metadata, tensors: [NamedTensor]) throws {
        try metadata.configuration.validate()
        guard !metadata.threshold.value.isNaN, metadata.threshold.value > 0 else {
            throw InputError("the value models' threshold \(metadata.threshold.value) is no surprise; train again")
        }
        guard metadata.profiles.allSatisfy({ (0..<$0.layout).contains($0.position) && $0.factor.isFinite && $0.factor != 0 }) else {
            throw InputError("the value models name a parameter that cannot be; train again")
        }
        var byKey: [String: [NamedTensor]] = [:]
        for named in tensors {
            guard let dot = named.name.firstIndex(of: ".") else {
                throw InputError("tensor \(named.name) belongs to no value model; train again")
            }
            byKey[String(named.name[..<dot]), default: []].append(
                NamedTensor(name: String(named.name[named.name.index(after: dot)...]), tensor: named.tensor))
        }
        let schema = ValueSchema(profiles: metadata.profiles)
        var keys: [ValueKey] = []
        var last = TemplateID.none
        for stored in metadata.keys {
            func refuse(_ what: String) -> InputError { InputError("value model \(stored.template): \(what); train again") }
            guard stored.template > last else { throw refuse("the keys are not in order") }
            last = stored.template
            // A key may have fewer parameters than the schema only if it has none at all in training.
            guard stored.parameters.count == schema.width(of: stored.template),
                stored.parameters.allSatisfy({
                    metadata.profiles.indices.contains($0.profile) && metadata.profiles[$0.profile].template == stored.template
                })
            else { throw refuse("its parameters do not fit the profiles") }
            let intervals =
                [stored.delay, stored.error] + stored.steps.map(\.interval) + stored.parameters.map(\.interval) + stored.residuals
            guard intervals.allSatisfy({ $0?.isSound ?? true }), stored.parameters.allSatisfy({ $0.words?.isSound ?? true }) else {
                throw refuse("an interval holds a number that is not possible")
            }
            var key = ValueKey(
                template: stored.template, rows: stored.rows, anchor: stored.anchor, delay: stored.delay, steps: stored.steps,
                parameters: stored.parameters,
                choice: stored.choice)
            let own = byKey.removeValue(forKey: stored.template.description) ?? []
            if let layout = stored.layout {
                key.forecast = try Self.restore(layout, stored, own, metadata.configuration, refuse)
            } else if !own.isEmpty {
                throw refuse("it has weights but no layout")
            }
            keys.append(key)
        }
        let known = Set(keys.map(\.template))
        if let stray = keys.first(where: { key in key.anchor.map { !known.contains($0) } ?? false }) {
            throw InputError("value model \(stray.template): its delays count since a key that has no model; train again")
        }
        if let left = byKey.keys.min() {
            throw InputError("the value models have weights for \(left), which they do not know; train again")
        }
        self.init(
            configuration: metadata.configuration, profiles: metadata.profiles, keys: keys, threshold: metadata.threshold,
            training: metadata.training)
    }

    private static func restore(
        _ layout: ValueForecast.Layout, _ stored: Metadata.Key, _ tensors: [NamedTensor], _ configuration: Configuration,
        _ refuse: (String) -> InputError
    ) throws -> ValueForecast {
        let width = layout.columns.count, units = configuration.units
        let foretold = stored.foretold ?? []
        guard (1...ValueForecast.Layout.limit).contains(width), stored.residuals.count == width,
            foretold.isEmpty || foretold.count == width, foretold.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }),
            layout.previous.count == layout.delayScales.count,
            layout.columns.allSatisfy({ $0.parameter >= -1 && $0.parameter < stored.parameters.count && $0.scale.isSound }),
            layout.delayScales.allSatisfy(\.isSound)
        else { throw refuse("its layout does not fit") }
        // Before a network of the claimed size is made, the tensors must have that many numbers.
        let expected =
            (width + units + 1) * 4 * units + (configuration.layers - 1) * (2 * units + 1) * 4 * units + (units + 1) * width
        let found = tensors.reduce(0) { $0 + $1.tensor.values.count }
        guard found == expected else { throw refuse("its tensors hold \(found) numbers, its configuration needs \(expected)") }
        do {
            let network = try RecurrentNetwork(
                .init(input: .values(width), layers: configuration.layers, units: units, outputs: width), tensors: tensors)
            return ValueForecast(
                layout: layout, window: configuration.window, network: network, error: stored.error, residuals: stored.residuals,
                foretold: foretold)
        } catch {
            throw refuse(error.message)
        }
    }
}

extension ValueForecast.Scale {
    var isSound: Bool { mean.isFinite && deviation.isFinite && deviation > 0 }
}

extension ValueKey.WordCounts {
    var isSound: Bool {
        bits.count == counts.count && counts.allSatisfy { $0 > 0 && $0 < 1 << 40 } && total > 0 && total < 1 << 50
            && zip(bits, bits.dropFirst()).allSatisfy { $0 < $1 }
    }
}
