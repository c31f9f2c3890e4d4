/// DeepLog's parameter-value models: one for each log key, over the time since the previous event of the session and the key's parameters.
///
/// Du, Li, Zheng, Srikumar, *DeepLog*, CCS 2017, section 3.2; here with decisions that make it useful at a low rate of false alarms:
/// - delays are judged by the *step* (previous key → key), falling back to the key where a step was hardly seen; where branches run side by side,
///   from the event a key regularly follows (``DelayAnchors``);
/// - every number has a static interval; a key has an LSTM only where that foretells validation data better (``Configuration/always`` forces it);
/// - all keys and parameters share one false-alarm budget a session: surprise in nats, and a threshold on the largest surprise of held-out
///   normal sessions.
///
/// ```swift
/// let values = try ValueModels.train(on: sessions, profiles: profiler.profiles())
/// let findings = values.findings(for: [session])[0]
/// ```
///
/// Does badly where normal values drift or change by deployment, and where a delay depends on more than the step it ends.
public struct ValueModels: Sendable, Equatable {
    /// How they were configured.
    public let configuration: Configuration
    /// What training found about each parameter, used or not.
    public let profiles: [ParameterProfile]
    /// Largest surprise, in nats, that a session may hold.
    public internal(set) var threshold: Threshold
    /// Figures of the training.
    public internal(set) var training: TrainingMeasurements
    var keys: [ValueKey]
    /// What detection reads of an event: give it to the sessionizer.
    public let schema: ValueSchema
    let index: TemplateIndex
    var steps: StepTable
    let anchors: DelayAnchors

    /// Figures of a training.
    public struct TrainingMeasurements: Codable, Sendable, Equatable {
        /// Sessions learnt from, and held out for the threshold.
        public var sessions = 0
        /// Sessions held out for the threshold.
        public var heldOut = 0
        /// Events learnt from.
        public var rows = 0
        /// Delays that were negative and counted as 0.
        public var negativeDelays = 0
        /// Keys for which an LSTM was tried.
        public var tried = 0
        /// Keys that kept it.
        public var kept = 0
        /// Seconds between clock ticks: differences below mean nothing.
        public var resolution = 0.001

        /// Creates zeros.
        public init() {}
    }

    init(
        configuration: Configuration, profiles: [ParameterProfile], keys: [ValueKey], threshold: Threshold, training: TrainingMeasurements
    ) {
        self.configuration = configuration
        self.profiles = profiles
        self.keys = keys
        self.threshold = threshold
        self.training = training
        schema = ValueSchema(profiles: profiles)
        let index = TemplateIndex(keys.map(\.template))
        self.index = index
        anchors = DelayAnchors(keys.map { key in key.anchor.flatMap { index[$0] }.map(Int32.init) ?? -1 })
        steps = StepTable(keys: keys, index: index)
    }
}

/// Finds the interval of a step without hashing where the keys are few.
struct StepTable: Sendable, Equatable {
    private let width: Int
    private var direct: [Int32]
    private var sparse: [UInt64: Int32] = [:]

    private static let directLimit = 1_024

    init(keys: [ValueKey], index: TemplateIndex) {
        width = index.count
        direct = width <= Self.directLimit ? [Int32](repeating: -1, count: width * width) : []
        for (number, key) in keys.enumerated() {
            for (place, step) in key.steps.enumerated() {
                guard let previous = index[step.previous] else { continue }
                if direct.isEmpty {
                    sparse[UInt64(previous) << 32 | UInt64(number)] = Int32(place)
                } else {
                    direct[previous * width + number] = Int32(place)
                }
            }
        }
    }

    /// Place of the step among the key's, or -1.
    @inline(__always)
    func place(_ previous: Int, _ key: Int) -> Int {
        guard previous >= 0 else { return -1 }
        return direct.isEmpty ? Int(sparse[UInt64(previous) << 32 | UInt64(key)] ?? -1) : Int(direct[previous * width + key])
    }
}
