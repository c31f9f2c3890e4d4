import Auspex

extension LabStudy {
    /// Settings of evidence and incidents that are tried.
    public struct Settings: Sendable, Hashable, Encodable {
        /// ``LineModel/Configuration/threshold``
        public var threshold: Double
        /// ``LineModel/Configuration/newTemplate``
        public var newTemplate: Double
        /// ``LineModel/Configuration/gap``
        public var gap: Double

        /// All that are tried, around the middle of each range.
        static let all = gaps.flatMap { gap in
            newTemplates.flatMap { new in thresholds.map { Settings(threshold: $0, newTemplate: new, gap: gap) } }
        }
        static let thresholds = [2, 2.5, 3, 3.5, 4]
        static let newTemplates: [Double] = [4, 5, 6]
        static let gaps: [Double] = [3, 5, 8]

        /// Steps from the middle of the three ranges.
        var distance: Int {
            func steps(_ value: Double, _ range: [Double]) -> Int { abs((range.firstIndex(of: value) ?? 0) - range.count / 2) }
            return steps(threshold, Self.thresholds) + steps(newTemplate, Self.newTemplates) + steps(gap, Self.gaps)
        }
    }

    /// What some settings do on one log.
    struct Trial {
        var settings: Settings
        var score: IncidentScore
        var quiet: Int

        /// What is maximised: faults told early, less false incidents.
        var gain: Int { score.foundInFirst - score.falseIncidents }
    }

    /// Settings chosen without one log, and what they do on it.
    public struct Choice: Sendable, Encodable {
        /// The log that was left out.
        public var leftOut: String
        /// The best settings on the other logs.
        public var settings: Settings
        /// Faults told early less false incidents on the other logs.
        public var gain: Int
        /// Further settings that are equally good there.
        public var equals: Int
        /// On the log that was left out.
        public var score: IncidentScore
        /// Incidents in its part without faults.
        public var quiet: Int
        /// The least among all equally good settings of: faults told early less false incidents, on the log that was left out.
        public var leastGain: Int
        /// That of the chosen settings.
        public var ownGain: Int
    }

    /// Tries all settings on a log. Evidence depends on how much a new kind of line counts, calibration on what ends an incident, and only the
    /// joining on the threshold.
    static func trials(of log: Log, _ truth: LabTruth, _ progress: RunProgress.Handler) throws -> [Trial] {
        var trials: [Trial] = []
        for gap in Settings.gaps {
            var training = TrainingRun(input: .init(inputs: [log.path("normal")]), plan: try plan())
            var configuration = LineModel.Configuration()
            configuration.gap = gap
            training.lines = configuration
            let model = try training.run(progress: progress).model
            guard let lines = model.lines?[0] else { throw InputError("\(log.path("normal")): too few records to learn from") }
            let models = Settings.newTemplates.map { new in
                var lines = lines
                lines.configuration.newTemplate = new
                return lines
            }
            let test = try evidence(of: log.path("test"), model, models), quiet = try evidence(of: log.path("normal2"), model, models)
            for (number, new) in Settings.newTemplates.enumerated() {
                for threshold in Settings.thresholds {
                    var lines = models[number]
                    lines.configuration.threshold = threshold
                    trials.append(
                        Trial(
                            settings: Settings(threshold: threshold, newTemplate: new, gap: gap),
                            score: truth.score(
                                Self.lines(of: IncidentBuilder(lines, sessions: test[number].sessions).incidents(test[number].evidence)),
                                log: log.name, withChance: false),
                            quiet: IncidentBuilder(lines, sessions: quiet[number].sessions).incidents(quiet[number].evidence).count))
                }
            }
        }
        return trials
    }

    /// What each of some line models finds in a log.
    private static func evidence(of path: String, _ model: TrainedModel, _ lines: [LineModel]) throws -> [(
        evidence: [LineEvidence], sessions: SessionTally
    )] {
        guard let format = model.preparation.format, let parser = model.parser.templateParser else {
            return lines.map { _ in ([], SessionTally()) }
        }
        var detectors = try lines.map { try IncidentDetector($0, format: format, session: model.preparation.session) }
        var flow = EventFlow(reader: try RecordReader(inputs: [path], format: format), parser: parser, verb: .match)
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            for place in detectors.indices { detectors[place].add(records, events) }
        }
        return detectors.indices.map { detectors[$0].finishEvidence() }
    }

    /// For each log the settings that are best on the others; of equally good ones those nearest to the middle of what is tried.
    ///
    /// - Parameter trials: by log, in the order of the settings.
    static func choices(_ trials: [[Trial]]) -> [Choice] {
        trials.indices.map { left in
            let gains = trials[left].indices.map { setting in
                trials.indices.reduce(0) { $0 + ($1 == left ? 0 : trials[$1][setting].gain) }
            }
            let best = gains.max() ?? 0
            let equals = gains.indices.filter { gains[$0] == best }
            let own = trials[left]
            let chosen = equals.min { (own[$0].settings.distance, $0) < (own[$1].settings.distance, $1) } ?? 0
            return Choice(
                leftOut: logs[left], settings: own[chosen].settings, gain: best, equals: equals.count - 1, score: own[chosen].score,
                quiet: own[chosen].quiet, leastGain: equals.map { own[$0].gain }.min() ?? 0, ownGain: own[chosen].gain)
        }
    }
}
