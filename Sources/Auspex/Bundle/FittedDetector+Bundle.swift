import Neural

extension FittedDetector {
    /// Names of the files below.
    private enum FileName {
        static let detector = "detector.json"
        static let summary = "summary.json"
        static let metadata = "model.json"
        static let weights = "weights.safetensors"
        static let ngram = "ngram.json"
    }

    /// The files that hold this detector in a bundle: one that does not know of answers; they have a file of their own.
    public func files() throws -> [String: [UInt8]] {
        var files = [FileName.summary: try JSON.encode(summary)]
        switch detector {
        case let detector as Ensemble: files[FileName.detector] = try JSON.encode(detector.state)
        case let detector as TopCandidates: files[FileName.detector] = try JSON.encode(detector.state)
        case let detector as any SessionDetector & Encodable: files[FileName.detector] = try JSON.encode(detector)
        default: preconditionFailure("\(kind): cannot be saved")
        }
        switch model {
        case let model as KeyModel:
            files[FileName.metadata] = try JSON.encode(model.metadata)
            files[FileName.weights] = Safetensors(tensors: model.tensors()).bytes
        case let model as NGramModel: files[FileName.ngram] = try JSON.encode(model)
        default: break
        }
        return files
    }

    /// Restores a detector; every part is checked before it is believed.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    public init(kind: DetectorKind, bundle: ModelBundle) throws {
        func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
            try JSON.decode(type, from: bundle.file(name), source: name)
        }
        var model: (any NextEventModel)?
        if bundle.files[FileName.weights] != nil {
            do {
                let weights = try Safetensors(bytes: bundle.file(FileName.weights))
                model = try KeyModel(metadata: read(KeyModel.Metadata.self, FileName.metadata), tensors: weights.tensors)
            } catch let error as NeuralError {
                throw InputError("\(FileName.weights): \(error.message)")
            }
        } else if bundle.files[FileName.ngram] != nil {
            model = try read(NGramModel.self, FileName.ngram)
        }
        func required() throws -> any NextEventModel {
            guard let model else { throw InputError("the model has neither \(FileName.weights) nor \(FileName.ngram); train it again") }
            return model
        }
        let detector: any SessionDetector
        switch kind {
        case .ensemble: detector = Ensemble(model: try required(), state: try read(Ensemble.State.self, FileName.detector))
        case .deeplog, .ngram:
            let state = try read(TopCandidates.State.self, FileName.detector)
            try state.configuration.validate()
            detector = TopCandidates(model: try required(), state: state)
        case .newTemplate: detector = try read(RuleDetector<NewTemplateRule>.self, FileName.detector)
        case .sessionLength: detector = try read(RuleDetector<SessionLengthRule>.self, FileName.detector)
        case .countVector: detector = try read(RuleDetector<CountVectorRule>.self, FileName.detector)
        case .bigram: detector = try read(RuleDetector<BigramRule>.self, FileName.detector)
        case .frequentKeys: detector = try read(RuleDetector<FrequentKeysRule>.self, FileName.detector)
        }
        self.init(kind: kind, detector: detector, model: model, summary: try read(TrainingSummary.self, FileName.summary))
    }
}
