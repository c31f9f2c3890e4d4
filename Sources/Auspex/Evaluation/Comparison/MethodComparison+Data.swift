extension MethodComparison.Facts {
    init(_ data: ComparisonData, prior: Double?) {
        split = data.split
        parserRange = data.parserRange
        granularity = data.granularity
        copies = data.copies
        dataHash = data.fingerprint
        self.prior = prior
        notes = data.notes
        for fold in data.folds {
            trainingNormal += fold.training.count { !data.labels[$0] }
            trainingAnomalous += (fold.training + fold.examples).count { data.labels[$0] }
            exampleNormal += fold.examples.count { !data.labels[$0] }
            testNormal += fold.test.count { !data.labels[$0] }
            testAnomalous += fold.test.count { data.labels[$0] }
        }
    }
}

extension MethodComparison.Figures {
    /// Counts what a method decided with one seed.
    ///
    /// - Parameter trials: one a fold, in order.
    init(
        seed: UInt64, _ trials: [MethodTrial], _ data: ComparisonData, needsLabels: Bool, f1: (ConfusionMatrix) -> Double?
    ) {
        self.seed = seed
        for trial in trials {
            let fold = data.folds[trial.key.fold], test = data.labelled(fold.test), flagged = trial.flagged
            for place in test.labels.indices { matrix.count(flagged: flagged[place], isAnomalous: test.labels[place]) }
            for place in test.distinct { distinct.count(flagged: flagged[place], isAnomalous: test.labels[place]) }
            let taught = needsLabels ? fold.training + fold.examples : fold.training.filter { !data.labels[$0] }
            for (place, isUnseen) in data.isUnseen(fold.test, after: taught).enumerated() where isUnseen {
                unseen.count(flagged: flagged[place], isAnomalous: test.labels[place])
            }
            fitSeconds += trial.fitSeconds
            judgeSeconds += trial.judgeSeconds
            peakMemory = max(peakMemory, trial.peakMemory)
        }
        curve = trials.first?.curve ?? []
        averagePrecision = Self.mean(trials.map(\.averagePrecision))
        rocArea = Self.mean(trials.map(\.rocArea))
        self.f1 = f1(matrix)
    }

    /// The mean over the folds; undefined where it is in one.
    private static func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        return known.count == values.count && !known.isEmpty ? known.reduce(0, +) / Double(known.count) : nil
    }
}
