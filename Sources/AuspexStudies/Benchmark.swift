public import Auspex

/// Measures the stages of Auspex on a simulated HDFS log, from raw bytes in a file.
///
/// A simulated log is friendlier than real ones (few templates, equal sessions), so its figures are upper bounds for logs of that kind. Processor
/// seconds count all threads; where they are more than the wall seconds, several worked at once.
public struct Benchmark {
    /// What can be measured.
    public enum Name: String, Sendable, Codable, CaseIterable {
        /// Writing the simulated log itself.
        case simulate
        /// Bytes to records: lines, header fields, times.
        case read
        /// Bytes to events, learning templates; then the same with CSV rows, in two passes.
        case parse
        /// Bytes to closed sessions.
        case sessions
        /// Bytes to verdicts, with an ensemble (n-gram model) trained on 200,000 simulated normal lines.
        case detect
        /// Training of the DeepLog key model.
        case train
        /// Training of the parameter-value models of 200 keys with 5,000 rows each, and judging by them: with static intervals only, then
        /// with an LSTM for every key, through which every event passes.
        case values
        /// Word vectors of a log of 100 million words: 2,000 templates of about ten words and their counts.
        case embedding
        /// Passes of recurrent layers at the sizes of the papers' networks.
        case networks

        /// Whether the simulated log is measured; the others bring their own data.
        public var readsLog: Bool { ![.train, .values, .embedding, .networks].contains(self) }
    }

    /// The outside world's clocks.
    public typealias Clocks = CostClocks

    /// One measurement.
    public struct Figure: Sendable, Codable, Equatable {
        /// What was measured.
        public var name: String
        /// Lines gone through; windows for training.
        public var lines: Int
        /// Wall seconds.
        public var seconds: Double
        /// Processor seconds.
        public var cpuSeconds: Double
        /// Largest resident memory, bytes.
        public var peakMemory: Int
        /// Lines for each processor second.
        public var linesPerCPUSecond: Double
        /// What else there is to say: sessions, templates, loss.
        public var details: [String: Double]
    }

    /// Lines of the log that is measured.
    public let lines: Int
    /// The log, which ``simulate()`` writes.
    public let log: String
    /// Folder of real data sets for training; `nil` trains on simulated sessions.
    public let data: String?
    /// Threads that training uses.
    public let threads: Int
    /// The outside world's clocks.
    public let clocks: Clocks
    /// Seed of the simulation.
    public let seed: UInt64

    /// Creates a benchmark.
    ///
    /// - Throws: ``InputError`` for a number of lines outside 10,000…1,000,000,000.
    public init(lines: Int, log: String, data: String?, threads: Int, clocks: Clocks, seed: UInt64) throws(InputError) {
        guard (10_000...1_000_000_000).contains(lines) else { throw InputError("--lines \(lines): give a number from 10000 to 1000000000") }
        self.lines = lines
        self.log = log
        self.data = data
        self.threads = threads
        self.clocks = clocks
        self.seed = seed
    }

    /// Runs one benchmark; all but `simulate`, `train` and `values` need the log.
    ///
    /// - Throws: ``InputError`` when the log or the data cannot be read or written.
    public func run(_ name: Name) throws -> [Figure] {
        switch name {
        case .simulate: [try simulate()]
        case .read: [try read()]
        case .parse: [try parse(nil), try parse(.csv)]
        case .sessions: [try sessions()]
        case .detect: try detect()
        case .train: [try train()]
        case .values: try [false, true].flatMap(values)
        case .embedding: [try embedding()]
        case .networks: networks()
        }
    }

    /// Writes the log that the others read.
    public func simulate() throws -> Figure {
        try measure("simulate") {
            var simulator = try LogSimulator(
                system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(lines), anomalyRate: 0.03, seed: seed))
            var sink = try OutputSink(path: log)
            var chunk = SimulatedChunk()
            var sessions = 0
            while simulator.next(into: &chunk) {
                try sink.write(chunk.log)
                sessions += chunk.sessionLabels.count
            }
            try sink.finish()
            return (lines, ["sessions": Double(sessions)])
        }
    }

    func measure(_ name: String, _ body: () throws -> (lines: Int, details: [String: Double])) rethrows -> Figure {
        clocks.forgetPeak()
        let wall = clocks.wall(), processor = clocks.processor()
        let (lines, details) = try body()
        let used = clocks.processor() - processor
        return Figure(
            name: name, lines: lines, seconds: clocks.wall() - wall, cpuSeconds: used, peakMemory: clocks.peakMemory(),
            linesPerCPUSecond: Double(lines) / max(used, 1e-9), details: details)
    }

    private func read() throws -> Figure {
        try measure("read") {
            let reader = try RecordReader(inputs: [log])
            var batch = RecordBatch()
            while try reader.read(into: &batch) {}
            return (Int(reader.summary.lines), ["megabytes": Double(reader.summary.bytes) / 1e6])
        }
    }

    private func parse(_ style: ParsedWriter.Style?) throws -> Figure {
        try measure(style == nil ? "parse" : "parse, CSV rows") {
            var bytes = 0
            var buffer: [UInt8] = []
            let outcome = try ParseRun(ParseRun.Options(inputs: [log])).run(
                rows: style,
                write: { fill in
                    fill(&buffer)
                    bytes += buffer.count
                    buffer.removeAll(keepingCapacity: true)
                })
            var details = ["templates": Double(outcome.templates.count)]
            if style != nil { details["megabytesOfRows"] = Double(bytes) / 1e6 }
            return (Int(outcome.input.lines), details)
        }
    }

    private func sessions() throws -> Figure {
        try measure("sessions") {
            var flow = EventFlow(reader: try RecordReader(inputs: [log]), parser: try SkeletonParser(), verb: .learn)
            let choice = try flow.survey()
            var sessionizer = try Sessionizer(rule: choice.chosen, fieldNames: flow.reader.format.fieldNames)
            var records = RecordBatch(), events = EventBatch()
            var distinct: Set<UInt64> = []
            while try flow.next(&records, &events) { sessionizer.add(records, events) { distinct.insert($0.fingerprint) } }
            sessionizer.finish { distinct.insert($0.fingerprint) }
            return (
                Int(flow.reader.summary.lines), ["sessions": Double(sessionizer.statistics.opened), "distinct": Double(distinct.count)]
            )
        }
    }

    private func detect() throws -> [Figure] {
        let normal = TemporaryPaths.sibling(of: log)
        defer { TemporaryPaths.remove(normal) }
        let simulated = try SimulatedLog(
            system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(200_000), anomalyRate: 0, seed: seed &+ 1))
        try FileSystem.writeAtomically(simulated.log, to: normal)
        let plan = try DetectorPlan(detector: EnsembleMethod.name, settings: ["model=ngram"], seed: seed)
        let trained = try TrainingRun(input: TrainingRun.Input(inputs: [normal]), plan: plan).run()
        return [
            try measure("detect") {
                let result = try DetectionRun(model: trained.model, options: DetectionRun.Options(inputs: [log])).run()
                return (
                    Int(result.input.lines),
                    [
                        "sessions": Double(result.sessions), "anomalousSessions": Double(result.anomalyCount),
                        "distinctSequences": Double(result.distinctSequences),
                    ]
                )
            }
        ]
    }

    private func train() throws -> Figure {
        var sessions: [EventSequence] = []
        if let data {
            var vocabulary = SequenceVocabulary()
            sessions = try vocabulary.learn(["\(data)/hdfs/sequences_deeplog/train_normal.txt"]).sequences
        } else {
            let simulated = try SimulatedLog(
                system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(100_000), anomalyRate: 0, seed: seed))
            try FileSystem.writeAtomically(simulated.log, to: log)
            var flow = EventFlow(reader: try RecordReader(inputs: [log]), parser: try SkeletonParser(), verb: .learn)
            let choice = try flow.survey()
            var sessionizer = try Sessionizer(rule: choice.chosen, fieldNames: flow.reader.format.fieldNames)
            var records = RecordBatch(), events = EventBatch()
            while try flow.next(&records, &events) { sessionizer.add(records, events) { sessions.append($0.materialized()) } }
            sessionizer.finish { sessions.append($0.materialized()) }
        }
        return try measure("train") {
            let (found, _) = try KeyModelBenchmark.run(
                on: sessions, configuration: KeyModel.Configuration(seed: seed), clock: clocks.processor)
            var details = [
                "sessions": Double(sessions.count), "contexts": Double(found.contexts), "epochs": Double(found.losses.count),
                "loss": found.finalLoss, "lossFloor": found.lossFloor,
            ]
            details["secondsToLoss0.32"] = found.seconds(toReach: 0.32)
            return (found.windows, details)
        }
    }

    private func values(always: Bool) throws -> [Figure] {
        let name = always ? "LSTM" : "interval"
        let benchmark = ValueModelBenchmark(always: always, seed: seed)
        var models: ValueModels?
        let training = try measure("train, \(name)") {
            let trained = try benchmark.train(threads: threads)
            models = trained
            return (benchmark.rows, ["networks": Double(trained.training.kept)])
        }
        guard let models else { return [training] }
        return [training, measure("judge, \(name)") { (benchmark.rows, ["highestScore": benchmark.judge(models)]) }]
    }
}
