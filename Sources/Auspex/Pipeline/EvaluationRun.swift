/// Judges labelled data with a trained model and says how well it did, beside the trivial detectors. Labels are looked at after the verdicts.
public struct EvaluationRun {
    /// Where the truth comes from.
    public enum Truth {
        /// Two inputs, one normal and one anomalous throughout.
        case separate(normal: [String], abnormal: [String])
        /// One input, and a file of session identifiers with labels, or a header field with them (see ``Labels/init(source:of:format:)``).
        case labelled(inputs: [String], labels: String)
        /// Sequences whose file has a label column.
        case inline(inputs: [String])
    }

    /// The figures and what they are about.
    public struct Outcome: Sendable {
        /// The figures.
        public var report: EvaluationReport
        /// All verdicts.
        public var result: DetectionResult
        /// The truth about `result.all`.
        public var truth: [Bool]
        /// Sessions of the input without a label, left out of every figure.
        public var unlabelled: Int
        /// Labels without a session in the input.
        public var unmatchedLabels: Int
    }

    /// The model.
    public let model: TrainedModel
    /// Where the truth comes from.
    public let truth: Truth
    /// Share of anomalies in real operation, for figures at prior.
    public let prior: Double?
    /// Log format other than in training.
    public let format: String?
    /// Session rule other than in training.
    public let session: String?

    /// Creates a run.
    ///
    /// - Throws: ``InputError`` for a prior that is no share.
    public init(model: TrainedModel, truth: Truth, prior: Double? = nil, format: String? = nil, session: String? = nil) throws {
        if let prior, !(prior > 0 && prior < 1) {
            throw InputError("prior \(prior): give the share of anomalies, between 0 and 1", remedy: .prior)
        }
        self.model = model
        self.truth = truth
        self.prior = prior
        self.format = format
        self.session = session
    }

    /// Detects, then compares.
    ///
    /// - Parameters:
    ///   - meter: wall seconds on some clock and peak memory so far; passed in so that the library needs no clock.
    public func run(
        progress: RunProgress.Handler = { _ in },
        meter: () -> (seconds: Double, peakMemory: Int)
    ) throws -> Outcome {
        func detect(_ inputs: [String]) throws -> (result: DetectionResult, seconds: Double, peakMemory: Int) {
            let start = meter().seconds
            var result = try DetectionRun(
                model: model, options: .init(inputs: inputs, format: format, session: session, keepsAll: true)
            ).run(progress: progress)
            result.joinParts()
            let end = meter()
            return (result, end.seconds - start, end.peakMemory)
        }
        var labels: [Bool]
        var result: DetectionResult
        var seconds: Double, memory: Int
        var unlabelled = 0, unmatched = 0
        var hash = Fingerprint()
        switch truth {
        case .separate(let normal, let abnormal):
            let first = try detect(normal), second = try detect(abnormal)
            labels = first.result.all.map { _ in false } + second.result.all.map { _ in true }
            result = first.result
            result.append(second.result)
            (seconds, memory) = (first.seconds + second.seconds, max(first.peakMemory, second.peakMemory))
            hash.combine(first.result.input.dataHash)
            hash.combine(second.result.input.dataHash)
        case .labelled(let inputs, let path):
            // Read the labels first: a file that cannot be used is refused before the log is read.
            let given = try CorpusLabels(source: path, of: inputs, format: format ?? model.preparation.format?.specification)
            let run = try detect(inputs)
            result = run.result
            (seconds, memory) = (run.seconds, run.peakMemory)
            if given.listsAnomalousLines {
                labels = result.all.map { given.isAnomalous($0.sequence) ?? false }
            } else {
                let sessions = Labels(given.sessions, name: path)
                let matched = try sessions.check(against: result.all.map(\.verdict.session))
                unmatched = sessions.isAnomalous.count - matched
                unlabelled = result.keepOnly { sessions[$0] != nil }
                labels = result.all.map { sessions[$0.verdict.session] ?? false }
            }
            hash.combine(run.result.input.dataHash)
        case .inline(let inputs):
            let run = try detect(inputs)
            result = run.result
            (seconds, memory) = (run.seconds, run.peakMemory)
            guard !result.labels.isEmpty else {
                throw InputError(
                    "\(inputs.joined(separator: ", ")) has no label column; give labels, or normal and anomalous sessions apart",
                    remedy: .labels)
            }
            let known = result.labels
            unlabelled = result.keepOnly { known[$0] != nil }
            labels = result.all.map { known[$0.verdict.session] ?? false }
            hash.combine(run.result.input.dataHash)
        }
        let facts = EvaluationReport.Run(
            seconds: seconds, peakMemory: memory, dataHash: hash.hexadecimal, seed: model.manifest.seed, granularity: result.unit.rawValue,
            split: "separate files")
        let report = EvaluationReport(
            verdicts: result.all.map(\.verdict), test: LabelledSessions(sessions: result.all.map(\.sequence), labels: labels),
            summary: model.detector.summary, prior: prior, run: facts)
        return Outcome(report: report, result: result, truth: labels, unlabelled: unlabelled, unmatchedLabels: unmatched)
    }
}
