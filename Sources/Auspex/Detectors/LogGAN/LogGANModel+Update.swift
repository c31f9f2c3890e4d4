import Neural

extension LogGANModel {
    /// The model after it was told that a session is normal: the new pairs of context and event enter the real vectors, and a few rounds are played from
    /// the present weights with normal windows beside them (the paper's section 3.3 names such updates and leaves them open).
    public func updated(
        by session: EventSequence, wrong: [Int], replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource, isSatisfied: (EventPrediction) -> Bool
    ) -> NextEventModelUpdate {
        let unchanged = NextEventModelUpdate(model: self, hasChanged: false, steps: 0, newTemplates: 0)
        let lesson = generator.lesson(from: session, wrong: wrong, replay: replay(), limit: settings.exampleLimit)
        // Without old windows to replay the weights would drift.
        guard lesson.wrong > 0, lesson.replay.contains(where: { !$0.window.isEmpty }) else { return unchanged }
        let examples = examples(of: lesson, settings)
        var rules = configuration.rules
        rules.batchSize = examples.count
        var game = AdversarialTraining(
            examples, rules: rules, generator: generator.network, discriminator: discriminator, rounds: settings.stepLimit,
            rate: max(settings.learningRate, configuration.learningRate / 2), clip: configuration.clip, beta2: configuration.beta2,
            sources: (source.stream("generator"), source.stream("discriminator")))
        _ = source.next()
        var updated = self, steps = 0, workspace = SequenceNetwork.Workspace()
        while steps < settings.stepLimit, !updated.generator.predictions(of: lesson, workspace: &workspace).allSatisfy(isSatisfied) {
            do {
                _ = try game.round()
            } catch {
                return unchanged
            }
            steps += 1
            updated.generator.network.parameters = game.generator.parameters
            updated.discriminator.parameters = game.discriminator.parameters
        }
        return NextEventModelUpdate(model: updated, hasChanged: steps > 0, steps: steps, newTemplates: 0)
    }

    /// Each context once, with all that followed it.
    private func examples(of lesson: EventNetwork.Lesson, _ settings: LearningSettings) -> AdversarialExamples {
        var rows: [[Int32]: Int] = [:], tokens: [Int32] = [], truths: [Float] = []
        let cells = generator.classCount, limit = settings.replayRatio * max(16, lesson.windows.count)
        func add(_ window: [Int32], _ next: Int) {
            let row = rows[window] ?? rows.count
            if row == rows.count {
                rows[window] = row
                tokens += window
                truths += repeatElement(0, count: cells)
            }
            truths[row * cells + next] = 1
        }
        for (window, next) in zip(lesson.windows, lesson.classes) { add(window, next) }
        // Old windows evenly drawn; all that followed one of them comes along.
        let usable = lesson.replay.filter { !$0.window.isEmpty }
        let every = max(1, usable.count / max(1, limit))
        let chosen = Set(stride(from: 0, to: usable.count, by: every).map { usable[$0].window }).union(lesson.windows)
        for (window, next) in usable where chosen.contains(window) { add(window, next) }
        return AdversarialExamples(
            tokens: tokens, starts: Array(stride(from: 0, through: tokens.count, by: configuration.window)), width: cells, truths: truths,
            observed: truths)
    }
}
