/// One's own raw log to ranked anomalies, with no model, no label and no configuration: learns from a baseline (or from the first part of
/// the log itself) and judges the rest.
///
/// The baseline may hold anomalies itself; what is frequent in it counts as normal. On request what looks anomalous in it beside the rest is
/// left out of learning (``BaselineScreen``), and in the log's own first part judged with what comes after. A log that changes for good in
/// its last part will be reported for the change.
public struct ScanRun {
    /// What is scanned, and how.
    public struct Options {
        /// Files, globs, folders, `-`.
        public var inputs: [String]
        /// Logs of normal operation; empty: the first part of the input.
        public var baseline: [String]
        /// Log format; `nil` finds it.
        public var format: String?
        /// What ties records together; `auto` finds it.
        public var session: String
        /// A template list to parse by instead of learning templates.
        public var templates: String?
        /// How templates are learnt.
        public var parser: SkeletonParser.Configuration
        /// Share of the records, in log time, that is learnt from when there is no baseline.
        public var trainingShare: Double
        /// What to fit.
        public var plan: DetectorPlan
        /// Keep every session, normal ones too, with its score.
        public var keepsAll: Bool
        /// Threads that judge; the result does not depend on it.
        public var threads: Int

        /// Creates options.
        public init(
            inputs: [String], baseline: [String] = [], format: String? = nil, session: String = "auto", templates: String? = nil,
            parser: SkeletonParser.Configuration = SkeletonParser.Configuration(), trainingShare: Double = 0.6, plan: DetectorPlan,
            keepsAll: Bool = false, threads: Int = 1
        ) {
            self.inputs = inputs
            self.baseline = baseline
            self.format = format
            self.session = session
            self.templates = templates
            self.parser = parser
            self.trainingShare = trainingShare
            self.plan = plan
            self.keepsAll = keepsAll
            self.threads = threads
        }
    }

    /// What a scan gives.
    public struct Outcome: Sendable {
        /// The model that was learnt on the way.
        public var model: TrainedModel
        /// What was found.
        public var result: DetectionResult
        /// Choices made: format, sessions, threshold, where the log was cut.
        public var notes: [Note]
    }

    /// What is scanned, and how.
    public let options: Options

    /// Creates a scan.
    public init(_ options: Options) {
        self.options = options
    }

    /// Reads, learns and judges.
    ///
    /// - Throws: ``InputError`` for input that cannot be read or is too small to learn from.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        var splitPoint: SplitPoint?
        var isWhole = false
        var split = "learnt from the baseline, judged all of the input"
        if options.baseline.isEmpty, options.format?.lowercased() == "sequences" {
            throw InputError("a scan of sequences needs a baseline: sequences have no times to cut them by", remedy: .baseline)
        }
        if options.baseline.isEmpty {
            let found = try findSplitPoint(progress)
            splitPoint = found.splitPoint
            split = found.words
            // More is learnt from in part, so that the rest would be new to everything.
            isWhole = found.records <= ObservationReader.recordLimit
        }
        let source = TrainingRun.Input(
            inputs: options.baseline.isEmpty ? options.inputs : options.baseline, format: options.format, session: options.session,
            templates: options.templates, parser: options.parser, splitPoint: splitPoint
        )
        let trained = try TrainingRun(input: source, plan: options.plan).run(progress: progress)
        let detection = DetectionRun.Options(
            inputs: options.inputs, format: options.format, splitPoint: splitPoint, alsoJudged: splitPoint == nil ? [] : trained.leftOut,
            keepsAll: options.keepsAll, threads: options.threads)
        var result = try DetectionRun(model: trained.model, options: detection).run(progress: progress)
        var notes = trained.notes
        if isWhole, let lines = options.plan.lines {
            var whole = source
            whole.splitPoint = nil
            if let found = try CrossFittedRun(input: whole, lines: lines).run(progress: progress) {
                result.incidents = found.incidents
                result.incidentKinds = found.kinds
                split = "sessions: " + split
                notes.append(Note(.split, found.words))
                result.warnings += DetectionRun.warnings(aboutUntold: found.untold)
            }
        }
        notes.append(Note(.split, split))
        result.warnings = trained.warnings + result.warnings.filter { !trained.warnings.contains($0) }
        return Outcome(model: trained.model, result: result, notes: notes)
    }

    private func findSplitPoint(_ progress: RunProgress.Handler) throws -> (splitPoint: SplitPoint, words: String, records: Int) {
        let found = try SplitPoint.find(in: options.inputs, format: options.format, after: options.trainingShare) {
            try progress(RunProgress(stage: "measuring", records: $0, bytes: $1))
        }
        guard let splitPoint = found.splitPoint else {
            throw InputSummary(found.reading).holdsNothing("nothing to scan")
        }
        guard found.records >= 20 else {
            throw InputError(
                "\(options.inputs.joined(separator: ", ")) holds only \(found.records == 1 ? "one record" : "\(found.records) records"): too few to learn what is normal; "
                    + "give a log of normal operation", remedy: .baseline)
        }
        let share = Int((options.trainingShare * 100).rounded())
        switch splitPoint {
        case .time(let time):
            return (
                splitPoint,
                "learnt from the first \(share) % of the records (up to \(ReportFormat.moment(time, in: found.reading.zones.zone(.current)))), judged what goes on after it",
                found.records
            )
        case .line(let line):
            return (
                splitPoint, "learnt from the first \(share) % of the records (up to line \(line.line)), judged what comes after it",
                found.records
            )
        }
    }
}
