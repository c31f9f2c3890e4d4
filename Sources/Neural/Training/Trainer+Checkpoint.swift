import FoundationEssentials

extension Trainer {
    /// What a checkpoint holds beside its tensors. Losses are kept as bits: they may be infinite.
    private struct Header: Codable, Equatable {
        var configuration: Configuration
        var position: Task.Position
        var steps: Int
        var end: TrainingEnd?
        var cooling: Cooling?
        var loss: UInt64
        var heldOutLoss: UInt64?
        var best: BestHeader?
    }

    private struct BestHeader: Codable, Equatable {
        var loss: UInt64
        var markedLoss: UInt64
        var measurementsSince: Int
    }

    /// Everything needed to go on exactly, as a file: weights, the optimiser's moments, random state, position, and the best state so far.
    public func checkpoint() throws -> Safetensors {
        func flat(_ name: String, _ values: [Float]) -> NamedTensor {
            NamedTensor(name: name, tensor: Tensor(shape: [values.count], values: values))
        }
        let header = Header(
            configuration: configuration, position: position, steps: steps, end: end, cooling: cooling, loss: loss.bitPattern,
            heldOutLoss: heldOutLoss?.bitPattern,
            best: best.map {
                BestHeader(loss: $0.loss.bitPattern, markedLoss: $0.markedLoss.bitPattern, measurementsSince: $0.measurementsSince)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var tensors = parameters.tensors.map { NamedTensor(name: Name.parameters + $0.name, tensor: $0.tensor) }
        tensors += [flat(Name.mean, optimiser.mean), flat(Name.variance, optimiser.variance)]
        if let best { tensors.append(flat(Name.best, best.parameters)) }
        if let uncooled { tensors.append(flat(Name.uncooled, uncooled.values)) }
        return Safetensors(tensors: tensors, metadata: [Name.header: String(decoding: try encoder.encode(header), as: UTF8.self)])
    }

    /// Takes up a training where a checkpoint left it.
    ///
    /// - Parameters:
    ///   - task: the task it was made with; equal data give what an uninterrupted training gives.
    ///   - shape: the model's parameters, whose numbers are replaced.
    /// - Throws: ``NeuralError`` when the checkpoint does not belong to this model or is damaged.
    public init(resuming checkpoint: Safetensors, task: Task, shape: ParameterBuffer) throws(NeuralError) {
        guard let text = checkpoint.metadata[Name.header] else { throw NeuralError("the file is no checkpoint of a training") }
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: Data(text.utf8))
        } catch {
            throw NeuralError("the checkpoint was made by a training of another kind")
        }
        var parameters = shape
        try parameters.load(
            checkpoint.tensors.filter { $0.name.hasPrefix(Name.parameters) }.map {
                NamedTensor(name: String($0.name.dropFirst(Name.parameters.count)), tensor: $0.tensor)
            })
        let count = parameters.values.count
        func flat(_ name: String) throws(NeuralError) -> [Float] {
            guard let values = checkpoint.tensors.first(where: { $0.name == name })?.tensor.values, values.count == count,
                values.allSatisfy(\.isFinite)
            else { throw NeuralError("the checkpoint's \(name) is missing or does not hold \(count) finite numbers") }
            return values
        }
        let (mean, variance) = (try flat(Name.mean), try flat(Name.variance))
        guard header.steps >= 0, (0..<1).contains(header.configuration.beta2), header.configuration.stopping.map({ $0.every > 0 }) ?? true,
            header.cooling.map({ $0.count > 0 }) ?? true, variance.allSatisfy({ $0 >= 0 }),
            task.accepts(header.position)
        else {
            throw NeuralError("the checkpoint does not fit the data it is to be gone on with")
        }
        self.init(task, parameters: parameters, configuration: header.configuration)
        optimiser.resume(mean: mean, variance: variance, steps: header.steps)
        position = header.position
        end = header.end
        loss = Double(bitPattern: header.loss)
        heldOutLoss = header.heldOutLoss.map { Double(bitPattern: $0) }
        cooling = header.cooling
        if cooling != nil {
            var before = shape
            before.values = try flat(Name.uncooled)
            uncooled = before
        }
        if let stored = header.best {
            best = Best(
                loss: Double(bitPattern: stored.loss), parameters: try flat(Name.best), markedLoss: Double(bitPattern: stored.markedLoss),
                measurementsSince: stored.measurementsSince)
        }
    }
}

/// Names in a checkpoint's file.
private enum Name {
    static let header = "trainer"
    static let parameters = "parameters."
    static let mean = "adam.mean"
    static let variance = "adam.variance"
    static let best = "best"
    static let uncooled = "uncooled"
}
