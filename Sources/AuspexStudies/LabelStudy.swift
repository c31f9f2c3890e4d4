public import Auspex

/// What labels of some faults are worth on others: methods that learn from labelled traces of microservices, taught half of the injected faults and judged on
/// the other half, beside the ensemble, which is shown none.
public struct LabelStudy {
    /// One method, all cuts together.
    public struct Row: Sendable, Encodable {
        /// The method.
        public var method: String
        /// Whether it is taught labels.
        public var isTaught: Bool
        /// Faults of other groups (service, kind and day) than those taught: traces found, false alarms.
        public var groups = Outcome()
        /// Faults of other kinds than those taught.
        public var kinds = Outcome()
        /// Processor seconds of training.
        public var seconds = 0.0
    }

    /// Decisions about traces.
    public struct Outcome: Sendable, Encodable {
        /// Traces touched by a fault, and those of them found.
        public var found = Share()
        /// Normal traces, and those of them reported.
        public var falseAlarms = Share()

        /// F1 of fault against normal.
        public var f1: Double {
            Double(2 * found.part) / Double(max(1, found.part + falseAlarms.part + found.whole))
        }
    }

    private let folder: String
    private let threads: Int
    private let clock: () -> Double

    init(folder: String, threads: Int, clock: @escaping () -> Double) {
        self.folder = folder + "/microservices"
        self.threads = threads
        self.clock = clock
    }

    /// A trace of which something is known.
    private struct Trace {
        var session: EventSequence
        /// The window of time it belongs to: that of one injected fault; `nil` for the baseline.
        var fault: String?
        var isFault: Bool
    }

    /// Which faults teach; the others judge.
    private struct Cut {
        var taught: Set<String>
        var isByKind: Bool
    }

    func run(progress: RunProgress.Handler) throws -> [Row] {
        let traces = try traces(), cuts = try cuts()
        let methods = MethodRegistry.all.filter { method in
            guard let plan = try? DetectorPlan(detector: method.name), plan.needsLabels else { return false }
            // What reads words has a reading of its own.
            return !method.description.needs.contains(.text)
        }
        return try ([EnsembleMethod.self] + methods).map { method in
            var plan = try DetectorPlan(detector: method.name)
            plan.threads = threads
            var row = Row(method: method.name, isTaught: plan.needsLabels)
            for (number, cut) in cuts.enumerated() {
                try progress(RunProgress(stage: "labels", detail: "\(method.name), cut \(number + 1) of \(cuts.count)"))
                let taught = traces.filter { $0.fault.map(cut.taught.contains) ?? true }
                let judged = traces.filter { $0.fault.map { !cut.taught.contains($0) } ?? false }
                let examples = LabelledSessions(
                    normal: taught.filter { !$0.isFault }.map(\.session), abnormal: taught.filter(\.isFault).map(\.session))
                let start = clock()
                let fitted = try plan.needsLabels ? plan.fit(on: examples).fitted : plan.fit(on: examples.normal).fitted
                row.seconds += clock() - start
                var outcome = Outcome()
                for (trace, score) in zip(judged, fitted.scores(of: judged.map(\.session))) {
                    if trace.isFault {
                        outcome.found.count(fitted.threshold.flags(score))
                    } else {
                        outcome.falseAlarms.count(fitted.threshold.flags(score))
                    }
                }
                if cut.isByKind { row.kinds.add(outcome) } else { row.groups.add(outcome) }
            }
            return row
        }
    }

    // MARK: Data

    /// Normal traces and those touched by a fault; others are left out.
    private func traces() throws -> [Trace] {
        let corpus = try Corpus.read(CorpusInput(inputs: [folder + "/train.log.gz", folder + "/test.log.gz"]))
        let table = try MicroservicesStudy.table(folder + "/trace_labels.csv.gz")
        let (id, split, window, label) = (
            try table.column("trace_id"), try table.column("split"), try table.column("window"), try table.column("label")
        )
        var known: [String: (fault: String?, isFault: Bool)] = [:]
        for row in 0..<table.rowCount where ["normal", "fault"].contains(table[row, label]) {
            known[table[row, id]] = (table[row, split] == "test" ? table[row, window] : nil, table[row, label] == "fault")
        }
        return corpus.sessions.compactMap { session in
            known[session.id].map { Trace(session: session, fault: $0.fault, isFault: $0.isFault) }
        }
    }

    /// Every second group and the others, by turns; code that is wrong and code that is slow, by turns.
    private func cuts() throws -> [Cut] {
        let path = folder + "/faults.csv", table = try CSVTable(FileSystem.read(path, limit: 1 << 28), name: path)
        let (id, kind, service) = (try table.column("id"), try table.column("kind"), try table.column("service"))
        var groups: [String: [String]] = [:], slow: Set<String> = []
        for row in 0..<table.rowCount {
            // A group is a day, a service and a kind.
            groups["\(table[row, id].prefix(4)) \(table[row, kind]) \(table[row, service])", default: []].append(table[row, id])
            if ["network_delay", "cpu_contention"].contains(table[row, kind]) { slow.insert(table[row, id]) }
        }
        let ordered = groups.keys.sorted(), all = Set(groups.values.joined())
        let even = Set(ordered.indices.filter { $0.isMultiple(of: 2) }.flatMap { groups[ordered[$0]] ?? [] })
        return [
            Cut(taught: even, isByKind: false), Cut(taught: all.subtracting(even), isByKind: false), Cut(taught: slow, isByKind: true),
            Cut(taught: all.subtracting(slow), isByKind: true),
        ]
    }
}

extension LabelStudy.Outcome {
    fileprivate mutating func add(_ other: Self) {
        found.part += other.found.part
        found.whole += other.found.whole
        falseAlarms.part += other.falseAlarms.part
        falseAlarms.whole += other.falseAlarms.whole
    }
}

extension LabelStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ rows: [Row]) -> String {
        let head = """
            ## Labels of microservices: what they are worth on other faults

            Made by `auspex reproduce labels`. The traces of the microservices above. Every method that learns from labelled sessions is taught the baseline's
            normal traces, those of the windows of half of the fault groups, and the traces these faults touched; it is judged on the windows of the others. A
            group is a day, a service and a kind, and is never divided. *Other groups*: every second group in the order of their names teaches, then the rest.
            *Other kinds*: what makes code slow teaches and what makes it wrong judges, then the other way round. Both ways are added up. The ensemble is
            shown the normal traces alone; it judges sequences here, without the evidence about times and lines that `scan` has. Templates are learnt from all
            lines. Every default as it stands, one seed; in brackets 95 % intervals (Wilson). Seconds are processor seconds of the four trainings.


            """
        let heads = [
            "method", "labels", "found, other groups", "false alarms", "F1", "found, other kinds", "false alarms", "F1", "seconds",
        ]
        let lines =
            [heads] + [heads.map { _ in "---" }]
            + rows.map { row in
                [
                    row.method, row.isTaught ? "yes" : "no", row.groups.found.text, row.groups.falseAlarms.text,
                    ReportFormat.fixed(row.groups.f1, 3), row.kinds.found.text, row.kinds.falseAlarms.text,
                    ReportFormat.fixed(row.kinds.f1, 3),
                    ReportFormat.fixed(row.seconds, 0),
                ]
            }
        return head + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
    }
}
