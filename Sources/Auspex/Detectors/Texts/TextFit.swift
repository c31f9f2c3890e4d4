import Neural

/// How classifiers of texts are fitted.
struct TextFit {
    /// The method's name.
    let name: String
    let training: TextTraining
    let threads: Int

    /// Labelled texts with the names of their classes, the normal one first.
    struct Labelled {
        var texts: [EventSequence]
        var labels: [Int]
        var names: [String]

        init(_ examples: LabelledSessions, method: String) throws {
            try examples.checkKinds(for: method)
            var names = ["normal"]
            if let classes = examples.classes {
                names += Set(zip(classes, examples.labels).filter { $0.1 && $0.0 != "normal" }.map(\.0)).sorted()
            } else {
                names.append("anomalous")
            }
            guard names.count <= TextClassifier.classLimit else {
                throw InputError(
                    "\(names.count) classes of messages, more than the \(TextClassifier.classLimit) '\(method)' can learn; is the label a label?",
                    remedy: .labels)
            }
            let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            texts = examples.sessions
            labels = examples.labels.indices.map { place in
                guard examples.labels[place] else { return 0 }
                return examples.classes.flatMap { numbers[$0[place]] } ?? 1
            }
            self.names = names
        }

        /// How many texts each class has.
        var counts: [Int] { names.indices.map { own in labels.count { $0 == own } } }
    }

    /// A network over the words themselves.
    func plain(
        _ examples: LabelledSessions, length: Int, network shape: (_ tokens: Int, _ classes: Int) -> SequenceNetwork.Configuration,
        progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        let given = try Labelled(examples, method: name)
        let reading = TextReading(given.texts, limit: training.vocabularyLimit, length: length, readsEnds: true)
        let distinct = TextExamples(given.texts, classes: given.labels, reading: reading)
        let (teaching, aside) = training.cut(distinct.classes, named: "texts")
        return try classifier(
            given, reading, shape(reading.count, given.names.count),
            teaching: (teaching.map { distinct.texts[$0] }, teaching.map { distinct.classes[$0] }),
            aside: (aside.map { distinct.texts[$0] }, aside.map { distinct.classes[$0] }), model: 1, progress: progress)
    }

    /// The Auto- methods without the leak.
    func heldOut(
        _ examples: LabelledSessions, _ shape: AutoTextShape,
        network: (_ shape: AutoTextShape, _ tokens: Int, _ classes: Int) -> SequenceNetwork.Configuration,
        progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        let given = try Labelled(examples, method: name), count = given.names.count
        let reading = TextReading(given.texts, limit: training.vocabularyLimit, length: shape.length, readsEnds: false)
        let distinct = TextExamples(given.texts, classes: given.labels, reading: reading)
        let (teaching, aside) = training.cut(distinct.classes, named: "texts")
        let scale = ClassAutoencoders.rankScale(teaching.map { distinct.texts[$0] })
        let rows = distinct.texts.map { ClassAutoencoders.row($0, length: shape.length, scale: scale) }
        let autoencoders = try ClassAutoencoders.fit(
            teaching.map { rows[$0] }, classes: teaching.map { distinct.classes[$0] }, count: count,
            configuration: shape.autoencoders(rankScale: scale),
            training: training, threads: threads, progress: progress)
        var source = RandomSource(seed: training.seed).stream("noise")
        return try classifier(
            given, reading, network(shape, ClassAutoencoders.levels * count, count),
            teaching: (
                TextClassifier.joined(autoencoders, teaching.map { rows[$0] }, noise: { GaussianNoise.draw($0, using: &source) }),
                teaching.map { distinct.classes[$0] }
            ), aside: (TextClassifier.joined(autoencoders, aside.map { rows[$0] }), aside.map { distinct.classes[$0] }),
            autoencoders: autoencoders, textProtocol: .heldOut, model: count + 1, progress: progress)
    }

    /// The Auto- methods to the letter of the paper, leak and all.
    func published(
        _ examples: LabelledSessions, _ shape: AutoTextShape,
        network: (_ shape: AutoTextShape, _ tokens: Int, _ classes: Int) -> SequenceNetwork.Configuration,
        progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        let given = try Labelled(examples, method: name), count = given.names.count, length = shape.length
        let long = given.texts.indices.filter { TextReading.words(of: given.texts[$0]).count >= shape.minimumWords }
        let texts = long.map { given.texts[$0] }, labels = long.map { given.labels[$0] }
        guard Set(labels).count == count else {
            throw InputError(
                "protocol published leaves out messages of fewer than \(shape.minimumWords) words, and a class has no other; lower minimumWords"
            )
        }
        let reading = TextReading(texts, limit: training.vocabularyLimit, length: length, readsEnds: false)
        let numbers = texts.map { reading.numbers(of: $0) }, scale = ClassAutoencoders.rankScale(numbers)
        let rows = numbers.map { ClassAutoencoders.row($0, length: length, scale: scale) }
        let autoencoders = try ClassAutoencoders.fit(
            rows, classes: labels, count: count, configuration: shape.autoencoders(rankScale: scale), training: training, threads: threads,
            progress: progress
        )
        // Each message through the autoencoder of its own label; equal outputs become one, then noise is added.
        var outputs: [(output: ArraySlice<Float>, label: Int)] = []
        for own in 0..<count {
            let all = autoencoders.outputs(of: labels.indices.filter { labels[$0] == own }.map { rows[$0] }, by: own)
            var known: Set<ArraySlice<Float>> = []
            for start in stride(from: 0, to: all.count, by: length) {
                let output = all[start..<start + length]
                guard !shape.removesDuplicates || known.insert(output).inserted else { continue }
                outputs.append((output, own))
            }
        }
        var source = RandomSource(seed: training.seed).stream("published")
        let data = outputs.shuffled(using: &source).map { entry in
            let noise = GaussianNoise.draw(length, using: &source)
            return (row: autoencoders.tokens(entry.output, of: entry.label, noise: noise, sharesTokens: true), label: entry.label)
        }
        let cut = Int((Double(data.count) * shape.trainingShare).rounded(.up)), taught = Array(data[..<cut]), test = Array(data[cut...])
        guard (0..<count).allSatisfy({ own in taught.count { $0.label == own } >= 2 }) else {
            throw InputError(
                "protocol published: trainingShare=\(shape.trainingShare) of \(data.count) distinct outputs holds fewer than 2 of a class; raise trainingShare"
            )
        }
        let configuration = network(shape, ClassAutoencoders.levels, count)
        func accuracy(_ network: SequenceNetwork, _ rows: [(row: [Int32], label: Int)]) -> PublishedFigures {
            var workspace = SequenceNetwork.Workspace()
            let all = network.outputs(TextExamples.network(rows.map(\.row), nil), workspace: &workspace)
            let answers = rows.indices.map { row in (0..<count).max { (all[row * count + $0], $1) < (all[row * count + $1], $0) } ?? 0 }
            return PublishedFigures(answers, rows.map(\.label), names: given.names)
        }
        var folds: [Double] = []
        if shape.folds >= 2 {
            let parts = Folds(labels: taught.map(\.label), count: shape.folds, using: &source)
            for part in parts.parts.indices where !parts.parts[part].isEmpty {
                let others = parts.others(than: part).map { taught[$0] }, own = parts.parts[part].map { taught[$0] }
                let trained = try training.train(
                    configuration, on: TextExamples.network(others.map(\.row), others.map(\.label)),
                    heldOut: TextExamples.network(own.map(\.row), own.map(\.label)), named: "fold \(part)", model: count + 1 + part,
                    threads: threads, progress: progress)
                folds.append(accuracy(trained.network, own).accuracy)
            }
        }
        let (teaching, aside) = training.cut(taught.map(\.label), named: "published")
        var fitted = try classifier(
            given, reading, configuration, teaching: (teaching.map { taught[$0].row }, teaching.map { taught[$0].label }),
            aside: (aside.map { taught[$0].row }, aside.map { taught[$0].label }), autoencoders: autoencoders, textProtocol: .published,
            model: count + 1 + folds.count, progress: progress)
        var figures = accuracy(fitted.network, test)
        (figures.training, figures.validation, figures.folds) = (teaching.count, aside.count, folds)
        fitted = fitted.with(figures)
        return fitted
    }

    private func classifier(
        _ given: Labelled, _ reading: TextReading, _ shape: SequenceNetwork.Configuration, teaching: (rows: [[Int32]], labels: [Int]),
        aside: (rows: [[Int32]], labels: [Int]), autoencoders: ClassAutoencoders? = nil, textProtocol: TextProtocol? = nil, model: Int,
        progress: (FittingProgress) throws -> Void
    ) throws -> TextClassifier {
        guard shape.isPossible(parameterLimit: 1 << 28) else {
            throw InputError(
                "a network of these sizes has more than \(1 << 28) weights; lower vocabularyLimit, embedding or units", remedy: .settings)
        }
        let trained = try training.train(
            shape, on: TextExamples.network(teaching.rows, teaching.labels),
            heldOut: aside.rows.isEmpty ? nil : TextExamples.network(aside.rows, aside.labels), named: "classifier", model: model,
            threads: threads, progress: progress)
        let state = TextClassifier.State(
            label: name, reading: reading, classes: given.names, autoencoders: autoencoders?.configuration, textProtocol: textProtocol,
            network: shape, threshold: Threshold(value: training.threshold, policy: .fixed),
            training: .init(
                texts: given.counts, examples: teaching.rows.count, heldOut: aside.rows.count, reached: trained.reached, published: nil))
        return TextClassifier(state: state, network: trained.network, autoencoders: autoencoders)
    }
}

extension TextClassifier {
    /// The same with the figures of the published protocol's own test.
    fileprivate func with(_ figures: PublishedFigures) -> TextClassifier {
        var state = state
        state.training.published = figures
        return TextClassifier(state: state, network: network, autoencoders: autoencoders)
    }

    /// Figures of the published protocol's own test; `nil` for the other.
    public var published: PublishedFigures? { state.training.published }
}
