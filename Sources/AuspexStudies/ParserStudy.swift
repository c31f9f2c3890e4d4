public import Auspex

/// Spell and FT-tree beside Drain on the public Loghub-2k systems (corrected ground truth), Drain without its masks and without its protection of
/// words, and how fast each is.
///
/// The settings of a parser that is judged *out of sample* on a system are those of a small grid that group best on the ten others.
public struct ParserStudy {
    /// A parser with the settings that are tried; the first are its defaults.
    struct Variant {
        var name: String
        var candidates: [SkeletonParser.Configuration]
    }

    /// One parser on one system.
    public struct Row: Sendable, Equatable, Codable {
        /// The parser, with what it does without.
        public var parser: String
        /// The system.
        public var system: String
        /// With the default settings.
        public var scores: ParsingScores
        /// With the settings that are best on the other systems; `nil` where there is nothing to choose.
        public var outOfSample: ParsingScores?
        /// Those settings, where they differ from the defaults.
        public var chosen: String?
    }

    /// How fast a parser learns.
    public struct Speed: Sendable, Equatable, Codable {
        /// The parser.
        public var parser: String
        /// Lines a processor second, in millions, of a simulated HDFS log.
        public var simulated: Double?
        /// The same of the eleven systems' lines, a hundred times over.
        public var systems: Double?
    }

    /// What came out.
    public struct Outcome: Sendable, Equatable, Codable {
        /// One row a parser and system.
        public var rows: [Row]
        /// One row a parser.
        public var speeds: [Speed]
    }

    private let folder: String
    private let systems: [String]
    private let clock: () -> Double

    /// Creates a study.
    ///
    /// - Parameters:
    ///   - folder: where the data sets are.
    ///   - systems: the public systems to look at.
    ///   - clock: processor seconds so far.
    public init(folder: String, systems: [String] = ParsingBenchmark.systems, clock: @escaping () -> Double) {
        self.folder = folder
        self.systems = systems
        self.clock = clock
    }

    static let drain = Variant(
        name: "Drain",
        candidates: [0.4, 0.3, 0.5, 0.6].flatMap { similarity in
            [6, 4, 8, 12].map { variants in
                var settings = Drain.Configuration()
                settings.similarity = similarity
                settings.mergeAfterVariants = variants
                return SkeletonParser.Configuration(.drain(settings))
            }
        })

    static let spell = Variant(
        name: "Spell",
        candidates: [0.9, 0.5, 0.6, 0.7, 0.8].flatMap { share in
            [true, false].flatMap { both in
                [6, 3, 4, 8, 12].map { variants in
                    var settings = Spell.Configuration()
                    settings.commonShare = share
                    settings.comparesBoth = both
                    settings.mergeAfterVariants = variants
                    return SkeletonParser.Configuration(.spell(settings))
                }
            }
        })

    static let ftTree = Variant(
        name: "FT-tree",
        candidates: [4, 3, 6, 10, 20].flatMap { children in
            [3, 1, 2, 4].flatMap { level in
                [0, 0.3].map { exempt in
                    var settings = FTTree.Configuration()
                    settings.maxChildren = children
                    settings.prunedLevel = level
                    settings.exemptShare = exempt
                    return SkeletonParser.Configuration(.ftTree(settings))
                }
            }
        })

    /// Drain without one or both of its helps.
    static var ablations: [Variant] {
        [("Drain, values not masked", false, true), ("Drain, words not protected", true, false), ("Drain, neither", false, false)].map {
            name, masks, protects in
            var settings = Drain.Configuration()
            settings.protectsWords = protects
            var configuration = SkeletonParser.Configuration(.drain(settings))
            configuration.masksValues = masks
            return Variant(name: name, candidates: [configuration])
        }
    }

    /// Parses every system with every parser and setting.
    ///
    /// - Throws: ``InputError`` when a file is missing or malformed; whatever `progress` throws.
    public func run(progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        try run([Self.drain, Self.spell, Self.ftTree], ablations: Self.ablations, progress: progress)
    }

    func run(_ parsers: [Variant], ablations: [Variant], progress: RunProgress.Handler = { _ in }) throws -> Outcome {
        let samples = try systems.map {
            try ParsingSample(system: $0, path: "\(folder)/parsing_loghub2k/\($0)/\($0)_2k.log_structured_corrected.csv")
        }
        var rows: [Row] = []
        for variant in parsers + ablations {
            try progress(RunProgress(stage: "parsers", detail: variant.name))
            rows += try self.rows(variant, samples)
        }
        let simulated = try simulatedBatches()
        let lines = samples.flatMap(\.batches)
        let speeds = try parsers.map { variant in
            try progress(RunProgress(stage: "parsers", detail: "speed of \(variant.name)"))
            return Speed(
                parser: variant.name, simulated: try speed(variant.candidates[0], simulated, times: 10),
                systems: try speed(variant.candidates[0], lines, times: 100))
        }
        return Outcome(rows: rows, speeds: speeds)
    }

    private func rows(_ variant: Variant, _ samples: [ParsingSample]) throws -> [Row] {
        let scores = try variant.candidates.map { candidate in try samples.map { try $0.scores(candidate) } }
        return samples.indices.map { left in
            var row = Row(parser: variant.name, system: samples[left].system, scores: scores[0][left])
            guard variant.candidates.count > 1, samples.count > 1 else { return row }
            func rest(_ candidate: Int) -> Double {
                scores[candidate].indices.filter { $0 != left }.map { scores[candidate][$0].groupingAccuracy }.reduce(0, +)
            }
            // Of equally good settings the first, so that the defaults win a draw.
            let best = scores.indices.reduce(0) { rest($1) > rest($0) + 1e-12 ? $1 : $0 }
            row.outOfSample = scores[best][left]
            row.chosen = Self.difference(variant.candidates[best], from: variant.candidates[0])
            return row
        }
    }

    /// The settings that differ from the defaults, `nil` where none do.
    private static func difference(_ settings: SkeletonParser.Configuration, from defaults: SkeletonParser.Configuration) -> String? {
        let mine = Settings.described(settings), theirs = Settings.described(defaults)
        let changed = mine.filter { theirs[$0.key] != $0.value }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return changed.isEmpty ? nil : changed.joined(separator: " ")
    }

    // MARK: Speed

    private func simulatedBatches() throws -> [RecordBatch] {
        let log = try SimulatedLog(
            system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(50_000), anomalyRate: 0.03, seed: 1))
        let lines = log.log.split(separator: UInt8(ascii: "\n")).map(Array.init)
        return stride(from: 0, to: lines.count, by: 10_000).map { RecordBatch(messages: Array(lines[$0..<min($0 + 10_000, lines.count)])) }
    }

    /// Millions of lines learnt in a processor second; `nil` without a clock.
    private func speed(_ configuration: SkeletonParser.Configuration, _ batches: [RecordBatch], times: Int) throws -> Double? {
        let start = clock()
        guard start > 0 else { return nil }
        var parser = try SkeletonParser(configuration)
        var events = EventBatch()
        for _ in 0..<times {
            for batch in batches { parser.learn(batch, into: &events) }
        }
        let lines = times * batches.reduce(0) { $0 + $1.records.count }
        return Double(lines) / max(clock() - start, 1e-9) / 1e6
    }
}
