public import Neural

extension SequenceClassifier {
    /// Learns from labelled sessions.
    ///
    /// What is put aside is cut by *distinct* session, so that no copy of a session that teaches checks it; each kind gives its share.
    ///
    /// - Parameters:
    ///   - label: the method's name.
    ///   - start: what the training begins with and what of it stays.
    ///   - prepare: sets given vectors into the network before training.
    /// - Throws: ``InputError`` when there are too few sessions of a kind or training diverges; whatever `progress` throws.
    static func fit<Shape: ClassifierShape>(
        on examples: LabelledSessions, settings: ClassifierSettings<Shape>, label: String, threads: Int,
        start: ClassifierStart = ClassifierStart(),
        prepare: (inout SequenceNetwork, ClassifierTokens) -> Void = { _, _ in }, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        let training = settings.training, reading = settings.shape.reading
        try training.validate()
        try settings.shape.validate()
        try examples.checkKinds(for: label)
        let tokens = ClassifierTokens(examples.sessions, reading: reading, templates: start.templates)
        guard tokens.vocabulary.count > 0 else {
            throw InputError("nothing to learn: \(examples.sessions.count) labelled sessions hold no event", remedy: .labels)
        }
        let seed = RandomSource(seed: training.seed)
        var weights = seed.stream("classifier weights")
        let shape = settings.shape.network(tokens: tokens.count)
        var network = SequenceNetwork(shape, using: &weights)
        if let weights = start.weights { network.takeWeights(of: weights) }
        prepare(&network, tokens)
        var isPadded = false
        if case .positions = shape.branches[0].readout { isPadded = true }
        if case .convolutions = shape.branches[0].readout { isPadded = true }
        let parts = cut(examples, share: training.heldOutShare, seed: seed)
        let old = start.rehearsal?.examples, oldParts = old.map { cut($0, share: training.heldOutShare, seed: seed) }
        func read(_ chosen: [Int], repeated: Int = 1, _ oldChosen: [Int] = [], normal: [EventSequence] = []) -> ClassifierExamples {
            let own = (0..<repeated).flatMap { _ in chosen }
            return ClassifierExamples(
                own.map { examples.sessions[$0] } + oldChosen.compactMap { old?.sessions[$0] } + normal,
                labels: own.map { examples.labels[$0] } + oldChosen.compactMap { old?.labels[$0] } + normal.map { _ in false },
                tokens: tokens, reading: reading)
        }
        let repeated = start.repetitions
        let teaching = read(parts.teaching, repeated: repeated, oldParts?.teaching ?? [], normal: start.unlabelled?.quiet ?? [])
        let aside = read(parts.aside, repeated: repeated, oldParts?.aside ?? [])
        guard teaching.count > 0 else {
            throw InputError(
                "nothing to learn: no labelled sequence is as long as the \(reading.length) events read at once; give more labels, or set a shorter window",
                remedy: .settings)
        }
        let task = SequenceNetworkTask(
            network, examples: teaching.network(isPadded: isPadded, truth: teaching.truth(positiveWeight: training.positiveWeight)),
            heldOut: aside.count == 0
                ? nil : aside.network(isPadded: isPadded, truth: aside.truth(positiveWeight: training.positiveWeight)),
            batchSize: training.batchSize, frozen: start.frozen(network), using: seed.stream("classifier order"))
        // Measuring costs a pass over what is put aside: not after every one of a few quick steps.
        let interval = max(task.stepsPerEpoch, 20)
        let patience = max(training.patience, (training.leastSteps + interval - 1) / interval)
        var trainer = Trainer(
            task, parameters: network.parameters,
            configuration: .init(
                steps: start.steps(training, stepsPerEpoch: task.stepsPerEpoch, measures: aside.count > 0),
                rate: .warmUpThenHold(highest: training.learningRate, warmUp: Double(min(100, task.stepsPerEpoch))), clip: training.clip,
                stopping: aside.count == 0 || start.passes != nil ? nil : EarlyStopping(every: interval, patience: patience)))
        trainer.threads = threads
        var mean = RunningMean()
        while trainer.end == nil {
            do {
                _ = try trainer.step()
            } catch {
                throw InputError("\(error); use a smaller learningRate")
            }
            if start.passes != nil, 2 * trainer.steps > trainer.configuration.steps { mean.add(trainer.parameters.values) }
            if trainer.steps.isMultiple(of: task.stepsPerEpoch) {
                try progress(
                    FittingProgress(
                        model: 1, epoch: trainer.steps / task.stepsPerEpoch, epochs: training.epochs,
                        loss: trainer.heldOutLoss ?? trainer.loss))
            }
        }
        network.parameters = trainer.result
        if mean.count > 0 { network.parameters.values = mean.values }
        setUnknown(&network, tokens)
        var summary = Training()
        summary.anomalous = examples.labels.count { $0 }
        summary.normal = examples.labels.count - summary.anomalous
        (summary.examples, summary.heldOut) = (teaching.count, aside.count)
        (summary.steps, summary.loss, summary.heldOutLoss) = (trainer.steps, trainer.loss, trainer.bestHeldOutLoss)
        let correction = start.correction(
            network, ClassifierExamples(start.unlabelled?.all ?? [], tokens: tokens, reading: reading), isPadded: isPadded)
        let threshold =
            if start.choosesThreshold, aside.count > 0 {
                // Few labels of a system say little about where the bound lies; what is kept of the other system says more.
                Self.bestThreshold(
                    for: network,
                    on: [
                        (read(parts.aside), (start.normalWeight ?? 1) * correction),
                        (read([], oldParts?.aside ?? []), (start.rehearsal?.normalWeight ?? 1) * correction),
                    ],
                    isPadded: isPadded, otherwise: training.threshold)
            } else {
                Threshold(value: training.threshold, policy: .fixed)
            }
        summary.remarks = start.remarks.isEmpty ? nil : start.remarks
        let state = State(
            label: label, reading: reading, tokens: tokens, network: shape, isPadded: isPadded,
            hasWholeSessions: examples.sessions.contains { $0.isComplete }, threshold: threshold, training: summary)
        return SequenceClassifier(state: state, network: network)
    }

    /// Sessions that teach and those put aside; nothing is put aside where a kind has fewer distinct sessions than parts.
    static func cut(_ examples: LabelledSessions, share: Double, seed: RandomSource) -> (teaching: [Int], aside: [Int]) {
        let all = Array(examples.sessions.indices)
        guard share > 0 else { return (all, []) }
        let blocks = blocks(of: examples.sessions)
        let distinct = blocks == nil ? DistinctSessions(examples.sessions) : DistinctSessions([])
        let groups = blocks ?? distinct.groups
        // A sequence that occurs in both kinds counts as anomalous here.
        var kinds = [Int](repeating: 0, count: (groups.max() ?? -1) + 1)
        for (group, label) in zip(groups, examples.labels) where label { kinds[group] = 1 }
        let count = max(2, Int((1 / share).rounded()))
        guard (0...1).allSatisfy({ kind in kinds.count { $0 == kind } >= count }) else { return (all, []) }
        var source = seed.stream("held out")
        let aside = Set(Folds(labels: kinds, count: count, using: &source).parts[0])
        return (all.filter { !aside.contains(groups[$0]) }, all.filter { aside.contains(groups[$0]) })
    }

    /// Blocks of records, where all examples are windows of a log: windows overlap, and one that shares most of its records with a window that
    /// teaches would not check it.
    private static func blocks(of sessions: [EventSequence]) -> [Int]? {
        var numbers: [LineReference: Int] = [:]
        var blocks: [Int] = []
        for session in sessions {
            guard session.kind == .window, let first = session.lines.first else { return nil }
            let block = LineReference(source: first.source, line: first.line / UInt64(recordsOfBlock))
            if numbers[block] == nil { numbers[block] = numbers.count }
            blocks.append(numbers[block] ?? 0)
        }
        return blocks.isEmpty ? nil : blocks
    }

    /// Records of a block that is put aside, or not, as a whole.
    private static let recordsOfBlock = 200

    /// A template outside the vocabulary looks like the mean of the known ones: it was never trained, and its initial row would say something
    /// arbitrary.
    static func setUnknown(_ network: inout SequenceNetwork, _ tokens: ClassifierTokens) {
        guard let table = network.parameters.slices.first(where: { $0.shape.first == tokens.count && $0.shape.count == 2 }) else { return }
        let width = table.shape[1], unknown = Int(tokens.vocabulary.unknown)
        for column in 0..<width {
            var sum = 0.0
            for row in 1...tokens.vocabulary.count { sum += Double(network.parameters.values[table.offset + row * width + column]) }
            network.parameters.values[table.offset + unknown * width + column] = Float(sum / Double(tokens.vocabulary.count))
        }
    }
}

/// A supervised method whose detector is a ``SequenceClassifier``: it gives the sizes, the rest comes from here.
public protocol SequenceClassifierMethod: SupervisedMethod
where Configuration == ClassifierSettings<Shape>, Detector == SequenceClassifier {
    /// Sizes of the network.
    associatedtype Shape: ClassifierShape

    /// Sets given vectors into the network before training.
    func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary, context: FittingContext)
}

extension SequenceClassifierMethod {
    /// Nothing is given.
    public func prepare(_ network: inout SequenceNetwork, vocabulary: TemplateVocabulary, context: FittingContext) {}

    /// Checks the settings.
    public func validate() throws {
        try configuration.training.validate()
        try configuration.shape.validate()
    }

    /// Learns from labelled sessions.
    public func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> SequenceClassifier {
        try SequenceClassifier.fit(
            on: examples, settings: configuration, label: Self.name, threads: context.threads,
            prepare: { prepare(&$0, vocabulary: $1.vocabulary, context: context) }, progress: progress)
    }

    /// Restores what was learnt.
    public static func restore(from components: BundleComponents) throws -> SequenceClassifier {
        try SequenceClassifier.restore(named: name, from: components)
    }
}

extension SequenceClassifier {
    /// Restores what a method learnt; refuses what another did.
    static func restore(named name: String, from components: BundleComponents) throws -> SequenceClassifier {
        let detector = try components.read(SequenceClassifier.self)
        guard detector.label == name else {
            throw InputError("classifier.json belongs to '\(detector.label)', not to '\(name)'; train again")
        }
        return detector
    }
}
