public import Auspex

/// Slow steps and strange numbers of simulated virtual machines: DeepLog, trained while all is quiet, judges a day with a throttled network.
///
/// Runs as a user would: raw lines, learnt templates, thresholds from the quiet log alone. A simulation is no evidence about real clouds
/// (see ``LogSimulator``): it shows that what was slowed down is found, and from which factor on.
public struct DelayStudy {
    /// What is simulated.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Sessions of the quiet log. Default 3,000.
        public var trainingSessions: Int
        /// Sessions of the judged log. Default 3,000.
        public var testSessions: Int
        /// When the network of the judged log is throttled. Default: a tenth of the time, for about half a minute, by factors from 1.5 to 20.
        public var throttle: NetworkThrottle
        /// Share of the judged sessions with a number out of range. Default .05.
        public var valueFaults: Double
        /// Further settings of the detector, as `--set` takes them. Default: one normal session in 500 may be reported for its keys, which
        /// with the one in 500 of the value models makes 0.4 %.
        public var settings: [String]

        /// Creates a configuration.
        public init(
            trainingSessions: Int = 3_000, testSessions: Int = 3_000,
            throttle: NetworkThrottle = NetworkThrottle(share: 0.1, length: 30, factors: 1.5...20), valueFaults: Double = 0.05,
            settings: [String] = ["falseAlarmTarget=0.002"]
        ) {
            self.trainingSessions = trainingSessions
            self.testSessions = testSessions
            self.throttle = throttle
            self.valueFaults = valueFaults
            self.settings = settings
        }
    }

    /// What ties the lines together.
    public enum Sessions: String, Sendable, Codable, CaseIterable {
        /// Every line that names the virtual machine, by a regular expression the user gave.
        case named
        /// What `--session auto` finds: the lines with `[instance: …]`, without the calls of the interface.
        case auto

        var argument: String {
            self == .auto ? rawValue : "(?:instance: |servers/|for instance )([0-9a-f]{8}-[0-9a-f-]{27})"
        }
    }

    /// How many there were and how many were found.
    public struct Count: Sendable, Encodable, Equatable {
        /// Planted, or judged.
        public internal(set) var total = 0
        /// Reported.
        public internal(set) var found = 0
        /// Told right: the reason, the record, the record before or the parameter.
        public internal(set) var explained = 0
        /// Reported by the key model alone.
        public internal(set) var byKeys = 0

        mutating func add(_ other: Count) {
            total += other.total
            found += other.found
            explained += other.explained
            byKeys += other.byKeys
        }
    }

    /// Slow-downs are counted from each of these to the next, the last without end.
    public static let factors = [1, 1.5, 2, 3, 4, 10]
    /// From this factor on, delays of the simulated steps lie clear of the usual ones.
    static let clearFactor = 2.0

    /// What came out of one training.
    public struct Row: Sendable, Encodable {
        /// What ties the lines together.
        public var sessions: Sessions
        /// Seed of training and of both logs.
        public var seed: UInt64
        /// Slow steps by ``DelayStudy/factors``. Found if the session is reported, told right if there is an unusual delay at that very record;
        /// where the record belongs to no session, at the next one of the machine.
        public internal(set) var steps = DelayStudy.factors.map { _ in Count() }
        /// Sessions with slow steps, by the slowest of them. Told right if the first finding is about what was planted.
        public internal(set) var slow = DelayStudy.factors.map { _ in Count() }
        /// Numbers out of range. Found if there is an unusual value at that record, told right if it is the right parameter.
        public internal(set) var values = Count()
        /// Sessions in which nothing was planted. Found are the false alarms.
        public internal(set) var normal = Count()
    }

    private let configuration: Configuration
    private let temporaryFolder: String

    /// Creates a study that keeps its two logs in a folder while it runs.
    public init(configuration: Configuration = Configuration(), temporaryFolder: String) {
        self.configuration = configuration
        self.temporaryFolder = temporaryFolder
    }

    /// Trains and judges once.
    public func run(sessions: Sessions, seed: UInt64, progress: RunProgress.Handler = { _ in }) throws -> Row {
        let quiet = try simulate(.init(length: .sessions(configuration.trainingSessions), anomalyRate: 0, seed: 2 * seed))
        let busy = try simulate(
            .init(
                length: .sessions(configuration.testSessions), anomalyRate: configuration.valueFaults, kinds: [.valueOutOfRange],
                throttle: configuration.throttle, seed: 2 * seed + 1))
        defer { for log in [quiet, busy] { TemporaryPaths.remove(log.path) } }
        let tell: RunProgress.Handler = { state in
            try progress(RunProgress(stage: "\(sessions.rawValue), seed \(seed)", records: state.records, detail: state.detail))
        }
        let plan = try DetectorPlan(detector: DeepLogMethod.name, settings: configuration.settings, seed: seed)
        let input = TrainingRun.Input(inputs: [quiet.path], session: sessions.argument)
        let model = try TrainingRun(input: input, plan: plan).run(progress: tell).model
        var keysOnly = model
        keysOnly.values = nil
        let options = DetectionRun.Options(inputs: [busy.path], keepsAll: true)
        let whole = try DetectionRun(model: model, options: options).run(progress: tell)
        let byKeys = try DetectionRun(model: keysOnly, options: options).run(progress: tell)
        let foundByKeys = Set(byKeys.all.filter(\.verdict.isAnomalous).map(\.verdict.session))
        let faults = Dictionary(grouping: busy.labels, by: \.session)
        var row = Row(sessions: sessions, seed: seed)
        for judged in whole.all {
            let session = judged.verdict.session
            row.count(judged, faults: faults[session] ?? [], isFoundByKeys: foundByKeys.contains(session))
        }
        return row
    }

    private func simulate(_ wanted: LogSimulator.Configuration) throws -> (path: String, labels: [LineLabel]) {
        let log = try SimulatedLog(system: "openstack", configuration: wanted)
        let path = TemporaryPaths.sibling(of: temporaryFolder + "/auspex-delays.log")
        try FileSystem.writeAtomically(log.log, to: path)
        return (path, log.lineLabels)
    }
}

extension DelayStudy.Row {
    mutating func count(_ judged: JudgedSession, faults: [LineLabel], isFoundByKeys: Bool) {
        var session = DelayStudy.Count(total: 1, found: judged.verdict.isAnomalous ? 1 : 0, byKeys: isFoundByKeys ? 1 : 0)
        guard !faults.isEmpty else {
            normal.add(session)
            return
        }
        let findings = judged.verdict.findings
        var slowest: Double?
        for fault in faults {
            let place = judged.sequence.lines.firstIndex { Int($0.line) >= fault.line }
            let here = findings.filter { $0.event == place }
            var one = session
            one.explained = here.contains { fault.isTold(by: $0, of: judged.sequence) } ? 1 : 0
            if let first = findings.first, first.event == place, fault.isTold(by: first, of: judged.sequence) { session.explained = 1 }
            if fault.kind == .slowStep {
                steps[Self.band(fault.slowdown)].add(one)
                slowest = max(slowest ?? 1, fault.slowdown)
            } else {
                one.found = here.contains { $0.reason == .unusualValue } ? 1 : 0
                values.add(one)
            }
        }
        if let slowest { slow[Self.band(slowest)].add(session) }
    }

    private static func band(_ factor: Double) -> Int { DelayStudy.factors.lastIndex { factor >= $0 } ?? 0 }
}

extension LineLabel {
    /// Whether a finding at the labelled record says what was planted.
    fileprivate func isTold(by finding: Finding, of session: EventSequence) -> Bool {
        guard let value = finding.value, let place = finding.event else { return false }
        return switch kind {
        case .slowStep:
            finding.reason == .unusualDelay && value.previous.map { session.events[..<place].contains($0) } ?? false
        default: finding.reason == .unusualValue && value.name.contains(field)
        }
    }
}
