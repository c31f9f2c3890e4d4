public import Auspex

/// Faults injected into 27 services that work together: verdicts about traces, and incidents, from raw lines as a user would start it.
public struct MicroservicesStudy {
    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// Traces learnt from.
        public var trainingTraces: Int
        /// What ties the lines together, as it was found.
        public var sessions: String
        /// Verdicts about traces: the program, then the reference line.
        public var rows: [Row]
        /// The injected faults, in the order of time.
        public var faults: [Fault]
        /// Incidents told.
        public var incidents: Int
    }

    /// Verdicts about the traces of the test.
    public struct Row: Sendable, Encodable {
        /// What decides.
        public var detector: String
        /// Share found of traces touched by a fault, by its kind.
        public var kinds: [String: Share] = [:]
        /// Alarms among normal traces.
        public var normal = Share()
        /// Alarms among traces in which something else is wrong.
        public var other = Share()
        /// Alarms among traces that may be touched.
        public var uncertain = Share()

        /// Share found of all traces touched by a fault.
        public var fault: Share {
            kinds.values.reduce(into: Share()) {
                $0.part += $1.part
                $0.whole += $1.whole
            }
        }

        /// F1 of fault against normal.
        public var f1: Double {
            let all = fault
            return Double(2 * all.part) / Double(max(1, all.part + normal.part + all.whole))
        }
    }

    /// What was told about an injected fault.
    public struct Fault: Sendable, Encodable {
        /// Its name.
        public var id: String
        /// Its kind.
        public var kind: String
        /// The service it was injected into.
        public var service: String
        /// Traces it touched, and those of them found.
        public var traces = Share()
        /// Rank of the first incident that points at one of these traces; `nil` for none.
        public var rank: Int?
        /// Rank of the first such incident whose first line is one of the service, or of a call to it; `nil` for none.
        public var namedRank: Int?
    }

    /// What is known about a trace.
    struct Truth {
        var label: String
        var fault: String
        /// The fault around whose injection it was recorded.
        var window: String
    }

    private let folder: String

    init(folder: String) {
        self.folder = folder + "/microservices"
    }

    func run(progress: RunProgress.Handler) throws -> Outcome {
        let input = CorpusInput(inputs: [folder + "/train.log.gz"]), test = folder + "/test.log.gz"
        let corpus = try Corpus.read(input) { try progress(RunProgress(stage: "reading", records: $0, bytes: $1)) }
        let model = try TrainingRun(input: input, plan: try LabStudy.plan()).run(on: corpus, progress: progress).model
        let result = try DetectionRun(model: model, options: .init(inputs: [test], keepsAll: true)).run(progress: progress)
        let truth = try Self.truth(folder + "/trace_labels.csv.gz")
        var faults = try Self.faults(folder + "/faults.csv")
        let kinds = Dictionary(faults.map { ($0.id, $0.kind) }) { first, _ in first }

        var own = Row(detector: "auspex"),
            reference = Row(detector: "reference: unseen count vector among traces of the same first statement")
        let known = Set(corpus.sessions.map(Vector.init))
        for session in result.all {
            guard let about = truth[session.verdict.session] else { continue }
            own.count(session.verdict.isAnomalous, about, kind: kinds[about.fault])
            reference.count(!known.contains(Vector(session.sequence)), about, kind: kinds[about.fault])
            if about.label == "fault", let place = faults.firstIndex(where: { $0.id == about.fault }) {
                faults[place].traces.count(session.verdict.isAnomalous)
            }
        }
        let incidents = result.incidents.map { $0.lines(limit: LabTruth.evidence).map { Int($0.line.line) } }
        try Self.look(at: incidents, in: test, truth, &faults)
        return Outcome(
            trainingTraces: corpus.sessions.count, sessions: corpus.preparation.session.description, rows: [own, reference], faults: faults,
            incidents: incidents.count)
    }

    /// What the reference line looks at: the first statement of a trace, and how often each occurs.
    private struct Vector: Hashable {
        var first: TemplateID?
        var counts: EventCountVector

        init(_ session: EventSequence) {
            first = session.events.first
            counts = EventCountVector(of: session.events)
        }
    }

    // MARK: Truth

    /// A table that may be compressed.
    static func table(_ path: String) throws -> CSVTable {
        var bytes: [UInt8] = []
        try TextLines.forEach(path: path) { line, _ throws(InputError) in
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return try CSVTable(bytes, name: path)
    }

    static func truth(_ path: String) throws -> [String: Truth] {
        let table = try table(path)
        let (id, split, label, fault) = (
            try table.column("trace_id"), try table.column("split"), try table.column("label"), try table.column("fault_id")
        )
        let window = try table.column("window")
        var truth: [String: Truth] = [:]
        for row in 0..<table.rowCount where table[row, split] == "test" {
            truth[table[row, id]] = Truth(label: table[row, label], fault: table[row, fault], window: table[row, window])
        }
        return truth
    }

    static func faults(_ path: String) throws -> [Fault] {
        let table = try CSVTable(FileSystem.read(path, limit: 1 << 28), name: path)
        let (id, kind, service, sign) = (
            try table.column("id"), try table.column("kind"), try table.column("service"), try table.column("first_sign")
        )
        return (0..<table.rowCount).sorted { table[$0, sign] < table[$1, sign] }.map {
            Fault(id: table[$0, id], kind: table[$0, kind], service: table[$0, service])
        }
    }

    // MARK: Incidents

    /// Which faults the incidents point at, and which they name.
    private static func look(at incidents: [[Int]], in path: String, _ truth: [String: Truth], _ faults: inout [Fault]) throws {
        let wanted = Set(incidents.joined())
        var lines: [Int: TraceLine] = [:]
        try TextLines.forEach(path: path) { line, number throws(InputError) in
            if wanted.contains(number) { lines[number] = TraceLine(String(decoding: line, as: UTF8.self)) }
        }
        for (rank, incident) in incidents.enumerated() {
            let shown = incident.compactMap { lines[$0] }
            let touched = Set(shown.compactMap { truth[$0.trace] }.filter { $0.label == "fault" }.map(\.fault))
            for place in faults.indices where touched.contains(faults[place].id) {
                if faults[place].rank == nil { faults[place].rank = rank + 1 }
                if faults[place].namedRank == nil, shown.first?.names(faults[place].service) == true { faults[place].namedRank = rank + 1 }
            }
        }
    }
}

extension MicroservicesStudy.Row {
    mutating func count(_ isAnomalous: Bool, _ truth: MicroservicesStudy.Truth, kind: String?) {
        switch truth.label {
        case "normal": normal.count(isAnomalous)
        case "other": other.count(isAnomalous)
        case "uncertain": uncertain.count(isAnomalous)
        default: kinds[kind ?? truth.label, default: Share()].count(isAnomalous)
        }
    }
}
