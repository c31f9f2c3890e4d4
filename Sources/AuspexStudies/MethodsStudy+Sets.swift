import Auspex

extension MethodsStudy {
    /// A set of labelled sessions and how it is read.
    struct Set: Sendable {
        var name: String
        var isSimulated = false
        var read: @Sendable (MethodsStudy) throws -> Labelled

        /// All sets, in the order of the documentation.
        static let all: [Set] =
            [
                Set(name: "HDFS") { try $0.hdfs() }, Set(name: "Hadoop") { try $0.hadoop() },
                Set(name: "OpenStack (Kalaki)") { try $0.kalaki() }, Set(name: "BGL sample") { try $0.bgl() },
                Set(name: "microservices") { try $0.microservices() },
            ] + LabStudy.logs.map { log in Set(name: "lab: \(log)") { try $0.lab(log) } }
            + ["hdfs", "openstack", "switch-a"].map { system in
                Set(name: "simulated: \(system)", isSimulated: true) { try $0.simulated(system) }
            }
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    /// Divided by the sessions' own names.
    private static func byName(_ data: ComparisonData, prior: Double? = nil) -> Labelled {
        Labelled(data: data, names: data.sessions.map(\.id), prior: prior)
    }

    private func hdfs() throws -> Labelled {
        let source = ComparisonSource(
            baseline: [path("hdfs/sequences/train_normal.txt")], data: [path("hdfs/sequences/test_normal.txt")],
            anomalous: [path("hdfs/sequences/test_abnormal.txt")],
            reading: CorpusInput(inputs: [], format: "sequences", templates: path("hdfs/templates.csv")))
        return Self.byName(try source.read(), prior: 0.0293)
    }

    /// Containers of one application are much alike: whole applications are divided. There is no training file; A teaches.
    private func hadoop() throws -> Labelled {
        let source = ComparisonSource(
            data: [path("hadoop/containers.csv.gz")],
            reading: CorpusInput(inputs: [], format: "sequences", templates: path("hadoop/templates.csv")),
            split: Split(order: .grouped(seed: 1)), groupPattern: "^container_([0-9]+_[0-9]+)")
        var data = try source.read()
        data.folds = [.init(training: [], test: Array(data.sessions.indices))]
        data.split = "by application"
        return Labelled(data: data, names: data.groups ?? data.sessions.map(\.id))
    }

    private func kalaki() throws -> Labelled {
        let source = ComparisonSource(
            baseline: [path("openstack/kalaki_sequences/train_normal.csv")], data: [path("openstack/kalaki_sequences/test.csv")],
            reading: CorpusInput(inputs: [], format: "sequences", templates: path("openstack/templates.csv")))
        return Self.byName(try source.read())
    }

    /// Windows of ten lines: the sample is drawn from the log, so neighbours in it are none in the log.
    private func bgl() throws -> Labelled {
        let log = path("bgl/BGL_2k_first1200.log")
        var lines: [LineReference: Bool] = [:]
        try TextLines.forEach(path: log) { line, number throws(InputError) in
            if !line.starts(with: [UInt8(ascii: "-"), UInt8(ascii: " ")]) { lines[LineReference(source: 0, line: UInt64(number))] = true }
        }
        var truth = CorpusLabels(lines: lines)
        truth.listsAnomalousLines = true
        let window = Windowizer.Configuration(extent: .records(size: 10, step: 10))
        let source = ComparisonSource(
            baseline: [path("bgl/BGL_first5001_normal.log")], data: [log], truth: truth,
            reading: CorpusInput(inputs: [], session: "none", window: window))
        return Self.byName(try source.read())
    }

    /// Traces touched by a fault against normal ones; others are left out. Faults of one day, service and kind stay together.
    private func microservices() throws -> Labelled {
        let root = path("microservices")
        let known = try MicroservicesStudy.truth(root + "/trace_labels.csv.gz")
        let faults = Dictionary(try MicroservicesStudy.faults(root + "/faults.csv").map { ($0.id, $0) }) { first, _ in first }
        let truth = known.compactMapValues { ["fault": true, "normal": false][$0.label] }
        let source = ComparisonSource(
            baseline: [root + "/train.log.gz"], data: [root + "/test.log.gz"], truth: CorpusLabels(sessions: truth))
        let data = try source.read()
        let names = data.sessions.map { session in
            guard let fault = known[session.id].flatMap({ faults[$0.window] }) else { return session.id }
            return "\(fault.id.prefix(4)) \(fault.service) \(fault.kind)"
        }
        return Labelled(data: data, names: names)
    }

    /// Sessions (or windows) with a line of a fault. Lines of extra traffic are normal by themselves, and the injector's are no fault: what has only such
    /// lines is left out. Sessions of one fault stay together.
    private func lab(_ name: String) throws -> Labelled {
        let log = LabStudy.Log(name: name, folder: path("lab/\(name)"))
        let file = log.folder + "/line_labels.csv"
        let table = try CSVTable(FileSystem.read(file, limit: 1 << 28), name: file)
        let (line, how) = (try table.column("line"), try table.column("how"))
        let about = try table.column(table.columns.contains("fault") ? "fault" : "fault_id")
        var lines: [LineReference: Bool] = [:], doubtful: Swift.Set<LineReference> = [], faults: [LineReference: String] = [:]
        for row in 0..<table.rowCount {
            guard let number = UInt64(table[row, line]) else { continue }
            let place = LineReference(source: 0, line: number)
            if ["count", "injector"].contains(table[row, how]) {
                doubtful.insert(place)
            } else {
                lines[place] = true
                faults[place] = table[row, about]
            }
        }
        var truth = CorpusLabels(lines: lines)
        truth.listsAnomalousLines = true
        var data = try ComparisonSource(baseline: [log.path("normal")], data: [log.path("test")], truth: truth).read()
        data.folds[0].test.removeAll { number in !data.labels[number] && data.sessions[number].lines.contains(where: doubtful.contains) }
        let names = data.sessions.indices.map { number in
            data.labels[number] ? data.sessions[number].lines.lazy.compactMap { faults[$0] }.first ?? "" : data.sessions[number].id
        }
        return Labelled(data: data, names: names)
    }

    /// Two logs of one system: a quiet one teaches, one with planted faults is divided.
    private func simulated(_ system: String) throws -> Labelled {
        func write(_ name: String, rate: Double, seed: UInt64) throws -> (path: String, log: SimulatedLog) {
            let log = try SimulatedLog(system: system, configuration: .init(length: .lines(20_000), anomalyRate: rate, seed: seed))
            let path = TemporaryPaths.sibling(of: "\(temporaryFolder)/\(system)-\(name).log")
            try FileSystem.writeAtomically(log.log, to: path)
            return (path, log)
        }
        let quiet = try write("quiet", rate: 0, seed: 101), faulty = try write("faulty", rate: 0.03, seed: 102)
        defer {
            TemporaryPaths.remove(quiet.path)
            TemporaryPaths.remove(faulty.path)
        }
        var truth = CorpusLabels(
            sessions: Dictionary(faulty.log.sessionLabels.map { ($0.session, $0.kind != nil) }) { $0 || $1 },
            lines: Dictionary(faulty.log.lineLabels.map { (LineReference(source: 0, line: UInt64($0.line)), true) }) { first, _ in first })
        let hasSessions = !truth.sessions.isEmpty
        if hasSessions { truth.lines = [:] } else { truth.listsAnomalousLines = true }
        let window = hasSessions ? nil : Windowizer.Configuration(extent: .records(size: 20, step: 20))
        let reading = CorpusInput(inputs: [], session: hasSessions ? "auto" : "none", window: window)
        let source = ComparisonSource(baseline: [quiet.path], data: [faulty.path], truth: truth, reading: reading)
        return Self.byName(try source.read())
    }
}
