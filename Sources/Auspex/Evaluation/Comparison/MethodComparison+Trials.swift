extension MethodComparison {
    /// Puts the trials of the methods together.
    ///
    /// - Parameters:
    ///   - methods: the methods in order, with their trials.
    ///   - prior: share of anomalies in real operation.
    ///   - reference: the method that the others are compared with; the first of them by default.
    public init(
        data: ComparisonData, methods: [(name: String, needsLabels: Bool, trials: [MethodTrial])], prior: Double? = nil,
        reference: String? = nil, bootstrap: PairedBootstrap = PairedBootstrap()
    ) {
        facts = Facts(data, prior: prior)
        let figure = { (matrix: ConfusionMatrix) in prior.map { matrix.f1(atPrior: $0) } ?? matrix.f1 }
        let labels = data.folds.flatMap { fold in fold.test.map { data.labels[$0] } }
        var decisions: [String: [UInt64: [Bool]]] = [:]
        for (name, needsLabels, trials) in methods {
            var row = Row(method: name, needsLabels: needsLabels, failure: trials.lazy.compactMap(\.failure).first)
            if row.failure == nil {
                for (seed, own) in Dictionary(grouping: trials, by: \.key.seed).sorted(by: { $0.key < $1.key }) {
                    let ordered = own.sorted { $0.key.fold < $1.key.fold }
                    row.figures.append(Figures(seed: seed, ordered, data, needsLabels: needsLabels, f1: figure))
                    decisions[name, default: [:]][seed] = ordered.flatMap(\.flagged)
                }
            }
            rows.append(row)
        }
        let compared = reference ?? rows.first { $0.failure == nil }?.method
        self.reference = compared
        if let compared, let other = decisions[compared] {
            for place in rows.indices where rows[place].method != compared {
                let pairs = (decisions[rows[place].method] ?? [:]).sorted { $0.key < $1.key }.compactMap { seed, own in
                    other[seed].map { PairedDecisions(own, $0, labels: labels) }
                }
                rows[place].difference = bootstrap.difference(pairs, of: figure)
            }
        }
        if data.folds.count == 1, let fold = data.folds.first {
            let normal = fold.training.filter { !data.labels[$0] }.map { data.sessions[$0] }
            let examples = data.labelled(fold.training + fold.examples)
            if let summary = try? TrainingSummary.fit(on: normal) {
                referenceLines = ReferenceLine.all(
                    on: data.labelled(fold.test), summary: summary, labelledTraining: examples.labels.contains(true) ? examples : nil,
                    prior: prior)
            }
        }
    }
}
