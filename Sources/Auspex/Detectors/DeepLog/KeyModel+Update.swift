import Neural

extension KeyModel {
    /// What an update made.
    struct Update {
        var model: KeyModel
        /// Optimiser steps.
        var steps: Int
    }

    /// Learns a few windows of one session from the current weights, without forgetting.
    ///
    /// Each step's batch is the new windows and eight times as many drawn from normal operation. Steps end when every wrong event satisfies
    /// the caller, or at the limit.
    ///
    /// - Parameters:
    ///   - wrong: places of the session the model was wrong about; the end counts as a place.
    ///   - isSatisfied: whether a prediction is good enough now.
    /// - Complexity: steps · windows · window · layers · units².
    func learning(
        _ session: EventSequence, wrong: [Int], replay: NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> Update {
        let grown = growing(by: session.events)
        let wrong = wrong.filter { grown.trainingClass(of: session, at: $0) != nil }
        let examples = grown.examples(of: session, wrong: wrong, limit: settings.exampleLimit)
        guard !examples.isEmpty else { return Update(model: grown, steps: 0) }
        // Without old windows to replay the weights would drift.
        guard !replay.windows.isEmpty else { return Update(model: self, steps: 0) }
        var network = grown.network
        var optimiser = Adam(count: network.parameters.values.count)
        var workspace = RecurrentNetwork.Workspace()
        let targets = examples.prefix(wrong.count)
        let (windows, classes) = grown.replayWindows(replay)
        let smoothing = LabelSmoothing(share: Float(configuration.smoothing), prior: grown.continuation(classes + examples.map(\.next)))
        var steps = 0
        while steps < settings.stepLimit, !grown.predictions(of: targets, network, &workspace).allSatisfy(isSatisfied) {
            let drawn = replay.draw(settings.replayRatio * examples.count, using: &source)
            let batch = examples + drawn.compactMap { windows[$0].isEmpty ? nil : Example(window: windows[$0], next: classes[$0]) }
            let (sequences, goals) = Self.batch(batch, length: configuration.window)
            _ = network.gradient(
                of: SoftmaxCrossEntropy(goals, smoothing: smoothing), on: sequences, scale: 1 / Float(batch.count), workspace: &workspace)
            var gradient = workspace.gradient
            Gradient.clip(&gradient, norm: configuration.clip)
            optimiser.update(&network.parameters.values, gradient: gradient, rate: Float(settings.learningRate))
            steps += 1
        }
        return Update(
            model: KeyModel(configuration: configuration, vocabulary: grown.vocabulary, network: network, training: training), steps: steps)
    }

    /// A window as the network sees it, and the class that should follow.
    private struct Example {
        var window: [Int32]
        var next: Int32
    }

    /// The class of a session's event or end; `nil` where the model predicts nothing.
    private func trainingClass(of session: EventSequence, at place: Int) -> Int32? {
        guard configuration.windows == .padded || place >= configuration.window else { return nil }
        if place == session.events.count { return endClass }
        let number = vocabulary.number(of: session.events[place])
        return number == vocabulary.unknown ? nil : number - 1
    }

    private func window(before place: Int, of events: [TemplateID]) -> [Int32] {
        let recent = events[max(0, place - configuration.window)..<place].map { vocabulary.number(of: $0) }
        return [Int32](repeating: TemplateVocabulary.pad, count: configuration.window - recent.count) + recent
    }

    /// The wrong places first, then the following windows that contain a new transition, nearest first.
    private func examples(of session: EventSequence, wrong: [Int], limit: Int) -> [Example] {
        var places = Array(wrong.prefix(limit))
        var known = Set(places)
        let last = session.events.count + (session.isComplete ? 1 : 0)
        for distance in 1..<max(2, configuration.window) {
            for place in wrong where place + distance < last && places.count < limit && !known.contains(place + distance) {
                guard trainingClass(of: session, at: place + distance) != nil else { continue }
                known.insert(place + distance)
                places.append(place + distance)
            }
        }
        return places.compactMap { place in
            trainingClass(of: session, at: place).map { next in
                let context = session.context(before: place, limit: configuration.window)
                return Example(window: window(before: context.count, of: context), next: next)
            }
        }
    }

    /// The replay in this model's numbers; an empty window where it has no class for what followed.
    private func replayWindows(_ replay: NormalWindows) -> (windows: [[Int32]], classes: [Int32]) {
        var windows: [[Int32]] = [], classes: [Int32] = []
        for entry in replay.windows {
            let number = entry.next.map { vocabulary.number(of: $0) }
            let next: Int32? = number.map { $0 == vocabulary.unknown ? nil : $0 - 1 } ?? endClass
            let isUsable = configuration.windows == .padded || entry.context.count >= configuration.window
            windows.append(next != nil && isUsable ? window(before: entry.context.count, of: entry.context) : [])
            classes.append(next ?? 0)
        }
        return (windows, classes)
    }

    /// How readily each class follows new contexts; see ``Configuration/smoothing``.
    private func continuation(_ classes: [Int32]) -> [Float] {
        var sums = [Float](repeating: 0, count: classCount)
        for index in classes { sums[Int(index)] += 1 }
        return sums.map { $0 / Float(max(1, classes.count)) }
    }

    private func predictions(
        of examples: ArraySlice<Example>, _ network: RecurrentNetwork, _ workspace: inout RecurrentNetwork.Workspace
    ) -> [EventPrediction] {
        let sequences = SequenceBatch(sharingPrefixes: examples.flatMap(\.window), length: configuration.window)
        network.forward(sequences, at: sequences.ends, workspace: &workspace)
        network.softmax(rows: examples.count, workspace: &workspace)
        return examples.enumerated().map { row, example in
            let values = workspace.outputs[row * classCount..<(row + 1) * classCount]
            let own = values[values.startIndex + Int(example.next)]
            return EventPrediction(rank: 1 + values.count { $0 > own }, probability: Double(own))
        }
    }

    /// Sequences and targets; equal windows are one.
    private static func batch(_ examples: [Example], length: Int) -> (sequences: SequenceBatch, targets: ClassTargets) {
        let sequences = SequenceBatch(sharingPrefixes: examples.flatMap(\.window), length: length)
        var followers: [Int32: [Int32: Float]] = [:]
        for (example, node) in zip(examples, sequences.ends) { followers[node, default: [:]][example.next, default: 0] += 1 }
        var nodes: [Int32] = [], starts: [Int32] = [0], classes: [Int32] = [], weights: [Float] = []
        for (node, counts) in followers.sorted(by: { $0.key < $1.key }) {
            for (next, weight) in counts.sorted(by: { $0.key < $1.key }) {
                classes.append(next)
                weights.append(weight)
            }
            nodes.append(node)
            starts.append(Int32(classes.count))
        }
        return (sequences, ClassTargets(nodes: nodes, starts: starts, classes: classes, weights: weights))
    }
}
