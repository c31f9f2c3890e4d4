/// The figures of the documentation, made anew from the public data sets.
public struct Reproduction {
    private let folder: String
    private let seeds: Int

    /// Creates a reproduction.
    ///
    /// - Parameters:
    ///   - folder: where the data sets are.
    ///   - seeds: repeated trainings use the seeds 1 to this.
    public init(folder: String, seeds: Int) {
        self.folder = folder
        self.seeds = seeds
    }

    /// What came out of the studies that ran.
    public struct Outcome: Sendable, Encodable {
        /// Parsing accuracy, one row a system.
        public internal(set) var parsing: [ParsingBenchmark.Row]?
        /// HDFS key sequences, one row a method.
        public internal(set) var hdfs: [SequenceStudy.Row]?

        /// The outcome as the sections of docs/EVALUATION.md.
        public var markdown: String {
            var sections = [
                "# Evaluation\n\nMade by `auspex reproduce --data DIR`; every threshold comes from normal training data only.\n"
            ]
            if let parsing { sections.append("## Parsing accuracy\n\n" + ParsingBenchmark.markdown(parsing)) }
            if let hdfs { sections.append("## HDFS key sequences\n\n" + SequenceStudy.markdown(hdfs)) }
            return sections.joined(separator: "\n")
        }
    }

    /// Runs studies.
    ///
    /// - Throws: ``InputError`` when a data set is missing.
    public func run(_ studies: [Study], progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        var outcome = Outcome()
        for study in studies {
            try progress(RunProgress(stage: study.rawValue, detail: "starting"))
            switch study {
            case .parsing: outcome.parsing = try ParsingBenchmark.run(dataDirectory: folder)
            case .hdfs: outcome.hdfs = try SequenceStudy(folder: folder, seeds: seeds).run(progress: progress)
            }
        }
        return outcome
    }
}

/// A study of the documentation.
public enum Study: String, Sendable, CaseIterable {
    /// Grouping and parsing accuracy on Loghub-2k.
    case parsing
    /// Detectors on HDFS key sequences.
    case hdfs
}
