public import Auspex
import Foundation

/// LogGAN beside DeepLog line by line, with an equal share to learn from: the LogGAN paper's comparison on BGL.
public struct LineNetworkStudy {
    /// One method on one log, over several seeds.
    public struct Row: Sendable, Encodable {
        /// The log.
        public var data: String
        /// The method and its settings.
        public var method: String
        /// Lines that taught, all of them without a label.
        public var taught: Int
        /// Lines that were judged, and anomalous ones among them.
        public var judged: Int
        /// Anomalous ones among them.
        public var anomalous: Int
        /// One a seed.
        public var precision: [Double] = []
        /// One a seed.
        public var recall: [Double] = []
        /// One a seed.
        public var f1: [Double] = []
        /// Processor seconds of training.
        public var seconds: [Double] = []
    }

    private let folder: String
    private let seeds: Int
    private let threads: Int
    private let temporaryFolder: String
    private let clock: () -> Double

    init(folder: String, seeds: Int, threads: Int, temporaryFolder: String, clock: @escaping () -> Double) {
        self.folder = folder
        self.seeds = seeds
        self.threads = threads
        self.temporaryFolder = temporaryFolder
        self.clock = clock
    }

    /// Share of the lines, the first ones, that teaches: the paper's.
    static let trainingShare = 0.3
    /// Lines of the simulated log, and the share of them that is anomalous: about the share of alerts in BGL.
    static let simulatedLines = 20_000, simulatedRate = 0.07

    /// The methods, each as its paper has it and, for DeepLog, as it stands here, too.
    static let methods: [(name: String, settings: [String])] = [
        ("loggan", []), ("deeplog", ["preset=paper", "values=false"]), ("deeplog", ["values=false"]),
    ]

    /// A log as one sequence of events, and which of them are anomalous.
    private struct Log {
        var name: String
        var events: [TemplateID]
        var isAnomalous: [Bool]
    }

    func run(progress: RunProgress.Handler) throws -> [Row] {
        var rows: [Row] = []
        for log in [try sample(), try simulated()] {
            let cut = Int(Double(log.events.count) * Self.trainingShare)
            let training = EventSequence(id: "training", events: Array(log.events[..<cut]), isComplete: false)
            let test = EventSequence(
                id: "test", events: Array(log.events[cut...]), isComplete: false, history: Array(log.events[max(0, cut - 20)..<cut]))
            let truth = Array(log.isAnomalous[cut...])
            for (name, settings) in Self.methods {
                var row = Row(
                    data: log.name, method: ([name] + settings).joined(separator: ", "), taught: cut, judged: truth.count,
                    anomalous: truth.count { $0 })
                for seed in 1...UInt64(seeds) {
                    try progress(RunProgress(stage: "lines", detail: "\(log.name), \(row.method), seed \(seed)"))
                    var plan = try DetectorPlan(detector: name, settings: settings, seed: seed)
                    plan.threads = threads
                    let start = clock(), fitted = try plan.fit(on: Self.parts(of: training)).fitted
                    row.seconds.append(clock() - start)
                    row.add(Self.decisions(of: fitted, about: test), truth)
                }
                rows.append(row)
            }
        }
        return rows
    }

    /// A long sequence in parts, as a log that is one session is learnt from: bounds are chosen on parts that are held out.
    private static func parts(of sequence: EventSequence) -> [EventSequence] {
        stride(from: 0, to: sequence.events.count, by: partLength).map { first in
            EventSequence(
                id: "\(first)", events: Array(sequence.events[first..<min(first + partLength, sequence.events.count)]), isComplete: false,
                history: Array(sequence.events[max(0, first - 20)..<first]))
        }
    }

    private static let partLength = 50

    /// Which events lie outside the method's bound.
    private static func decisions(of fitted: any FittedMethod, about sequence: EventSequence) -> [Bool] {
        guard let candidates = fitted as? any PredictsNextEvent, let model = candidates.nextEventModel else { return [] }
        let bound = fitted.threshold.value
        let isByProbability = model is LogGANModel
        return model.predictions(for: [sequence])[0].prefix(sequence.events.count).map { prediction in
            isByProbability ? -log(max(1e-30, prediction.probability)) > bound : Double(prediction.rank) > bound
        }
    }

    // MARK: Data

    /// The public sample of BGL: the first field says what is an alert.
    private func sample() throws -> Log {
        let path = folder + "/bgl/BGL_2k_first1200.log"
        var alerts: Set<UInt64> = []
        try TextLines.forEach(path: path) { line, number throws(InputError) in
            if !line.starts(with: Array("- ".utf8)) { alerts.insert(UInt64(number)) }
        }
        return try labelledLog("BGL, 1,200 lines of a sample", path, format: "BGL") { alerts.contains($0) }
    }

    /// A switch's log: no sessions, bursts of anomalous lines, labelled line by line.
    private func simulated() throws -> Log {
        let path = TemporaryPaths.sibling(of: temporaryFolder + "/auspex-lines.log")
        defer { TemporaryPaths.remove(path) }
        let simulated = try SimulatedLog(
            system: "switch-c", configuration: .init(length: .lines(Self.simulatedLines), anomalyRate: Self.simulatedRate, seed: 1))
        try FileSystem.writeAtomically(simulated.log, to: path)
        let anomalous = Set(simulated.lineLabels.map { UInt64($0.line) })
        let name = "simulated switch, \(ReportFormat.grouped(Self.simulatedLines)) lines"
        return try labelledLog(name, path, format: nil) { anomalous.contains($0) }
    }

    private func labelledLog(_ name: String, _ path: String, format: String?, isAnomalous: (UInt64) -> Bool) throws -> Log {
        let stream = try Corpus.read(CorpusInput(inputs: [path], format: format, session: "none")).stream
        return Log(name: name, events: stream.templates, isAnomalous: stream.lines.map { isAnomalous($0.line) })
    }
}

extension LineNetworkStudy.Row {
    fileprivate mutating func add(_ reported: [Bool], _ truth: [Bool]) {
        let found = zip(reported, truth).count { $0 && $1 }, all = reported.count { $0 }
        precision.append(all > 0 ? Double(found) / Double(all) : 0)
        recall.append(Double(found) / Double(max(1, anomalous)))
        f1.append(Double(2 * found) / Double(max(1, all + anomalous)))
    }
}

extension LineNetworkStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ rows: [Row]) -> String {
        let head = """
            ## LogGAN beside DeepLog, line by line

            Made by `auspex reproduce lines`. The first 30 % of a log's lines teach, anomalous ones among them and unlabelled, as in the LogGAN paper; each later
            line is judged by the lines before it, whatever session it belongs to. An event is reported when LogGAN's probability for it is below .9, or when it is
            not among DeepLog's candidates: nine, or as many as held-out parts of the training lines ask for. \(rows.first.map { "\($0.f1.count)" } ?? "0") seeds, mean and range. Templates are
            learnt from all lines. Seconds are processor seconds of training.

            How far to trust it: BGL's public sample is not contiguous, four fifths of its alerts stand in the part that teaches, and few are left to be found.
            The simulated log is a switch's: its faults are bursts of lines that normal operation writes, too.


            """
        let heads = ["data", "method", "taught", "judged", "anomalous", "precision", "recall", "F1", "seconds"]
        let lines =
            [heads] + [heads.map { _ in "---" }]
            + rows.map { row in
                [
                    row.data, row.method, "\(row.taught)", "\(row.judged)", "\(row.anomalous)", mean(row.precision), mean(row.recall),
                    mean(row.f1), ReportFormat.fixed(row.seconds.reduce(0, +) / Double(max(1, row.seconds.count)), 1),
                ]
            }
        return head + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
    }

    private static func mean(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        let mean = ReportFormat.fixed(values.reduce(0, +) / Double(values.count), 3)
        return high - low < 0.0005 ? mean : "\(mean) (\(ReportFormat.fixed(low, 3))–\(ReportFormat.fixed(high, 3)))"
    }
}
