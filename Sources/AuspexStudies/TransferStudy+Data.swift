import Auspex
import Foundation

extension TransferStudy {
    private static let window = 20, step = 4, before = 20
    /// Sizes that keep the study short.
    private static let sourceLines = 200_000, targetLines = 300_000, judgedChunks = 4, hdfsNormal = 1_500, hdfsAnomalous = 500

    func cases(seed: UInt64) throws -> [Case] {
        var cases: [Case] = []
        let target = try simulated("switch-b", lines: Self.targetLines, seed: seed + 100)
        // The second half of the log is judged, the first one is where labels may come from.
        let half = target.examples.sessions.count / 2
        let pool = Self.part(target.examples, 0..<half)
        let judged = (half..<target.examples.sessions.count).filter { $0 % Self.judgedChunks == 0 }
        let test = LabelledSessions(
            sessions: judged.map { target.examples.sessions[$0] }, labels: judged.map { target.examples.labels[$0] })
        for (name, system) in [("A → B", "switch-a"), ("C → B", "switch-c")] {
            cases.append(
                Case(
                    name: "switches \(name)", target: "switch-b", source: try simulated(system, lines: Self.sourceLines, seed: seed),
                    pool: pool, test: test,
                    words: target.words, labels: [10, 25, 50, 100, 200, 400], compared: [200], isSimulated: true))
        }
        let hdfs = try hdfs(seed: seed)
        cases.append(try hadoop(source: hdfs, seed: seed))
        cases.append(try kalaki(source: hdfs, seed: seed))
        let postgresql = try lab("postgresql"), shop = try lab("shop_app")
        cases.append(Self.split("PostgreSQL → shop", source: postgresql, target: shop, seed: seed))
        cases.append(Self.split("shop → PostgreSQL", source: shop, target: postgresql, seed: seed))
        return cases
    }

    private static func part(_ all: LabelledSessions, _ places: Range<Int>) -> LabelledSessions {
        LabelledSessions(sessions: Array(all.sessions[places]), labels: Array(all.labels[places]))
    }

    private func simulated(_ system: String, lines: Int, seed: UInt64) throws -> LogTransferMethod.System {
        let log = try SimulatedLog(system: system, configuration: .init(length: .lines(lines), anomalyRate: 0.02, seed: seed))
        let path = "\(temporaryFolder)/\(system)-\(seed)-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileSystem.writeAtomically(log.log, to: path)
        let corpus = try Corpus.read(
            CorpusInput(
                inputs: [path], session: "none", window: .init(extent: .records(size: Self.window, step: Self.step), before: Self.before)))
        let anomalous = Set(log.lineLabels.map { UInt64($0.line) })
        return LogTransferMethod.System(
            LabelledSessions(
                sessions: corpus.sessions, labels: corpus.sessions.map { $0.lines.contains { anomalous.contains($0.line) } }),
            words: TemplateWords(corpus.templates))
    }

    // MARK: Event sequences

    private func words(_ path: String, counting sessions: [EventSequence]) throws -> TemplateWords {
        let table = try CSVTable(FileSystem.read(folder + path, limit: 1 << 24), name: folder + path)
        let text = try table.column("template")
        var counts: [TemplateID: Int] = [:]
        for session in sessions { for event in session.events { counts[event, default: 0] += 1 } }
        return TemplateWords(
            (0..<table.rowCount).map { row in
                let id = TemplateID(rawValue: UInt32(row + 1))
                return LogTemplate(id: id, text: table[row, text], count: counts[id] ?? 0)
            })
    }

    private static func sequence(_ id: String, _ text: some StringProtocol) -> EventSequence {
        EventSequence(id: id, events: text.split(separator: " ").compactMap { UInt32($0).map { TemplateID(rawValue: $0) } })
    }

    private func hdfs(seed: UInt64) throws -> LogTransferMethod.System {
        func read(_ name: String, _ count: Int) throws -> [EventSequence] {
            var all: [EventSequence] = []
            try TextLines.forEach(path: folder + "/hdfs/sequences/\(name).txt") { line, number throws(InputError) in
                all.append(Self.sequence("\(name) \(number)", String(decoding: line, as: UTF8.self)))
            }
            var source = RandomSource(seed: seed).stream(name)
            return Array(all.shuffled(using: &source).prefix(count))
        }
        let normal = try read("train_normal", Self.hdfsNormal), anomalous = try read("test_abnormal", Self.hdfsAnomalous)
        let cut = { (sessions: [EventSequence]) in
            sessions.flatMap { $0.chunks(length: Self.window, step: Self.step, before: Self.before) }
        }
        return LogTransferMethod.System(
            LabelledSessions(normal: cut(normal), abnormal: cut(anomalous)),
            words: try words("/hdfs/templates.csv", counting: normal + anomalous))
    }

    private func hadoop(source: LogTransferMethod.System, seed: UInt64) throws -> Case {
        let path = folder + "/hadoop/containers.csv.gz"
        var rows: [(application: String, container: String, label: Bool, session: EventSequence)] = [], isHeader = true
        try TextLines.forEach(path: path) { line, _ throws(InputError) in
            let cells = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
            if !isHeader, cells.count == 6 {
                rows.append((String(cells[0]), String(cells[1]), cells[4] == "1", Self.sequence(String(cells[1]), cells[5])))
            }
            isHeader = false
        }
        // Whole applications are judged or labelled: containers of one application are much alike.
        var random = RandomSource(seed: seed).stream("applications"), taught: Set<String> = []
        for label in [false, true] {
            let own = Set(rows.filter { $0.label == label }.map(\.application)).sorted().shuffled(using: &random)
            taught.formUnion(own.prefix(own.count / 2))
        }
        var parts = [true: LabelledSessions(sessions: [], labels: []), false: LabelledSessions(sessions: [], labels: [])]
        var groups: [(container: String, application: String)] = []
        for row in rows {
            let isTaught = taught.contains(row.application)
            for chunk in row.session.chunks(length: Self.window, step: Self.step, before: Self.before) {
                parts[isTaught]?.sessions.append(chunk)
                parts[isTaught]?.labels.append(row.label)
                if !isTaught { groups.append((row.container, row.application)) }
            }
        }
        let nothing = LabelledSessions(sessions: [], labels: [])
        return Case(
            name: "HDFS → Hadoop", target: "hadoop", source: source, pool: parts[true] ?? nothing, test: parts[false] ?? nothing,
            words: try words("/hadoop/templates.csv", counting: rows.map(\.session)), groups: groups, labels: [25, 100],
            compared: [25, 100])
    }

    private func kalaki(source: LogTransferMethod.System, seed: UInt64) throws -> Case {
        let path = folder + "/openstack/kalaki_sequences/test.csv"
        let table = try CSVTable(FileSystem.read(path, limit: 1 << 26), name: path)
        let id = try table.column("instance_id"), label = try table.column("label"), events = try table.column("events")
        let rows = (0..<table.rowCount).map {
            (session: Self.sequence(table[$0, id], table[$0, events]), label: table[$0, label] == "1")
        }
        var random = RandomSource(seed: seed).stream("instances")
        let order = rows.indices.shuffled(using: &random), half = order.count / 2
        func part(_ places: ArraySlice<Int>) -> LabelledSessions {
            var all = LabelledSessions(sessions: [], labels: [])
            for place in places {
                for chunk in rows[place].session.chunks(length: Self.window, step: Self.step, before: Self.before) {
                    all.sessions.append(chunk)
                    all.labels.append(rows[place].label)
                }
            }
            return all
        }
        return Case(
            name: "HDFS → OpenStack (Kalaki)", target: "kalaki", source: source, pool: part(order[..<half]), test: part(order[half...]),
            words: try words("/openstack/templates.csv", counting: rows.map(\.session)), labels: [25, 100], compared: [25, 100])
    }

    // MARK: The lab

    /// Chunks of one of the lab's logs, labelled by its lines; what is only more than usual of normal lines, or of the tool that injects faults, is no
    /// anomaly of a chunk.
    private func lab(_ name: String) throws -> LogTransferMethod.System {
        let home = folder + "/lab/\(name)"
        let log = try FileManager.default.contentsOfDirectory(atPath: home).filter { $0.hasPrefix("test.log") }.sorted().first ?? "test.log"
        let corpus = try Corpus.read(CorpusInput(inputs: ["\(home)/\(log)"]))
        let table = try CSVTable(FileSystem.read(home + "/line_labels.csv", limit: 1 << 26), name: home + "/line_labels.csv")
        let number = try table.column("line"), how = try table.column("how")
        var anomalous: Set<UInt64> = []
        for row in 0..<table.rowCount where !["count", "injector"].contains(table[row, how]) {
            if let line = UInt64(table[row, number]) { anomalous.insert(line) }
        }
        var all = LabelledSessions(sessions: [], labels: [])
        for session in corpus.sessions {
            for chunk in session.chunks(length: Self.window, step: Self.step, before: Self.before) {
                all.sessions.append(chunk)
                all.labels.append(chunk.lines.contains { anomalous.contains($0.line) })
            }
        }
        return LogTransferMethod.System(all, words: TemplateWords(corpus.templates))
    }

    /// Every second block of sessions, drawn anew for each seed, is judged: one fault happens once, so both parts must hold sessions of it.
    private static func split(
        _ name: String, source: LogTransferMethod.System, target: LogTransferMethod.System, seed: UInt64
    ) -> Case {
        var pool = LabelledSessions(sessions: [], labels: []), test = pool
        for (session, label) in zip(target.examples.sessions, target.examples.labels) {
            // Chunks of one session go the same way.
            let owner = session.id.split(separator: " ").first.map(String.init) ?? session.id
            var random = RandomSource(seed: seed).stream(owner)
            if random.uniform() < 0.5 {
                pool.sessions.append(session)
                pool.labels.append(label)
            } else {
                test.sessions.append(session)
                test.labels.append(label)
            }
        }
        return Case(
            name: name, target: name, source: source, pool: pool, test: test, words: target.words, labels: [25, 100], compared: [25, 100])
    }
}
