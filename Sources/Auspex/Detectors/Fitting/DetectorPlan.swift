import Neural
import Synchronization

/// The methods a model can be trained with, by the names used on the command line and in bundles.
public enum DetectorKind: String, Sendable, Codable, CaseIterable {
    /// Next-event model and rules under one false-alarm budget: the default.
    case ensemble
    /// DeepLog's key model with top-g candidates.
    case deeplog
    /// The n-gram model with top-g candidates.
    case ngram
    /// Templates never seen in training.
    case newTemplate
    /// Lengths outside the training range.
    case sessionLength
    /// Distance to the nearest count vector of training.
    case countVector
    /// Neighbouring events never seen together.
    case bigram
    /// Events that are not among the most frequent, no context at all: a reference line.
    case frequentKeys
}

/// Which detector to fit and with what settings: everything `auspex train` decides before it sees data.
public struct DetectorPlan: Sendable {
    /// The next-event model inside an ensemble.
    public enum Model: String, Sendable, Codable, CaseIterable {
        /// DeepLog's key LSTM.
        case deeplog
        /// Counts of successors: seconds instead of tens of seconds.
        case ngram
    }

    /// The method.
    public let kind: DetectorKind
    /// The next-event model, where the method has one.
    public let model: Model
    /// Seed of every random draw.
    public let seed: UInt64
    /// Models trained side by side; results do not depend on it.
    public var threads = 1
    /// The key model's settings.
    public private(set) var keyModel: KeyModel.Configuration
    /// The n-gram model's settings.
    public private(set) var ngram = NGramModel.Configuration()
    /// The ensemble's settings.
    public private(set) var ensemble = Ensemble.Configuration()
    /// The settings of top-g decisions.
    public private(set) var topCandidates = TopCandidates.Configuration()
    /// The count-vector rule's settings when it stands alone.
    public private(set) var countVector = CountVectorRule.defaultConfiguration
    /// The frequent-keys rule's settings.
    public private(set) var frequentKeys = FrequentKeysRule.defaultConfiguration
    /// How a rule that stands alone chooses its threshold.
    public private(set) var ruleThreshold = RuleThreshold()
    /// The settings of the models of delays and parameter values; `nil` where none are trained: rules that stand alone, `--set values=false`.
    public private(set) var values: ValueModels.Configuration?

    /// Whether workflows are mined for diagnosis; no verdict depends on them (`--set workflow=false` saves their cost).
    public private(set) var minesWorkflow = true
    /// What is left out of learning because it looks anomalous itself; nothing unless the user asks (`--set screen.share=0.1`).
    public private(set) var screening = BaselineScreen.Configuration()

    /// The threshold of a rule that stands alone.
    public struct RuleThreshold: Codable, Sendable, Equatable {
        /// Tolerated share of flagged held-out normal sessions.
        public var falseAlarmTarget = 0.002
        /// Parts of the training sessions held out in turn.
        public var folds = 5
    }

    /// Makes a plan from what was typed.
    ///
    /// - Parameters:
    ///   - detector: a ``DetectorKind`` by name.
    ///   - settings: `key=value` assignments to fields of the configurations involved, `model=deeplog|ngram` for the ensemble, and
    ///     `values=false` for methods with a next-event model.
    ///   - seed: seed of every random draw.
    /// - Throws: ``InputError`` for an unknown detector, an unknown field or a value out of bounds.
    public init(detector: String, settings arguments: [String] = [], seed: UInt64 = 1) throws {
        guard let kind = DetectorKind(rawValue: detector) else {
            let names = DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError("--detector '\(detector)': unknown; there are \(names)")
        }
        self.kind = kind
        self.seed = seed
        keyModel = KeyModel.Configuration(seed: seed)
        var settings = try Settings(arguments)
        if let wish = settings.take("workflow") {
            guard let wish = Bool(wish) else { throw InputError("--set workflow=\(wish): choose true or false") }
            minesWorkflow = wish
        }
        screening = try Self.screening(&settings)
        switch kind {
        case .ensemble:
            let name = settings.take("model") ?? Model.deeplog.rawValue
            guard let model = Model(rawValue: name) else { throw InputError("--set model=\(name): choose deeplog or ngram") }
            self.model = model
            try settings.apply(to: &ensemble)
        case .ngram: model = .ngram
        default: model = .deeplog
        }
        switch kind {
        case .deeplog, .ngram: try settings.apply(to: &topCandidates)
        case .countVector: try settings.apply(to: &countVector)
        case .frequentKeys: try settings.apply(to: &frequentKeys)
        default: break
        }
        if usesModel {
            if model == .deeplog { try settings.apply(to: &keyModel) } else { try settings.apply(to: &ngram) }
            values = try Self.values(&settings, networks: model == .deeplog, seed: seed)
        } else {
            try settings.apply(to: &ruleThreshold)
        }
        try settings.finish(for: detector)
        try keyModel.validate()
    }

    private struct ScreenSettings: Codable { var screen: BaselineScreen.Configuration }

    private static func screening(_ settings: inout Settings) throws -> BaselineScreen.Configuration {
        var nested = ScreenSettings(screen: BaselineScreen.Configuration())
        try settings.apply(to: &nested)
        try nested.screen.validate()
        return nested.screen
    }

    /// Settings of the value models stand behind `values.`; `values` alone says whether there are any. Who counts successors to be done in seconds
    /// does not want to wait for LSTMs over values either.
    private struct ValueSettings: Codable {
        var values: ValueModels.Configuration
    }

    private static func values(_ settings: inout Settings, networks: Bool, seed: UInt64) throws -> ValueModels.Configuration? {
        let choice = settings.take("values") ?? "true"
        guard let isWanted = Bool(choice) else { throw InputError("--set values=\(choice): choose true or false") }
        var nested = ValueSettings(values: ValueModels.Configuration(networks: networks, seed: seed))
        try settings.apply(to: &nested)
        // What is switched off may still not be nonsense.
        try nested.values.validate()
        return isWanted ? nested.values : nil
    }

    /// Whether the method has a next-event model.
    public var usesModel: Bool { [.ensemble, .deeplog, .ngram].contains(kind) }

    /// The settings in force as `key = value`, for people.
    public var configuration: [String: String] {
        var all: [String: String] = [:]
        func add(_ value: some Encodable) {
            guard let bytes = try? JSON.encode(value), let tree = try? JSON.decode(JSONValue.self, from: bytes, source: "configuration")
            else { return }
            all.merge(tree.flattened) { $1 }
        }
        switch kind {
        case .ensemble:
            all["model"] = model.rawValue
            add(ensemble)
        case .deeplog, .ngram: add(topCandidates)
        case .countVector: add(countVector)
        case .frequentKeys: add(frequentKeys)
        default: break
        }
        if !usesModel { add(ruleThreshold) } else if model == .deeplog { add(keyModel) } else { add(ngram) }
        if usesModel { all["values"] = String(values != nil) }
        if let values { add(ValueSettings(values: values)) }
        if screening.share > 0 { add(ScreenSettings(screen: screening)) }
        return all
    }

    /// What fitting is doing.
    public struct Progress: Sendable {
        /// Which model is being trained (the ensemble trains several: one for each fold, one for use).
        public var model: Int
        /// Epochs done of that model, and in all; 0 of 0 for methods without epochs.
        public var epoch: Int
        /// Epochs in all.
        public var epochs: Int
        /// Mean loss of the last epoch, nats a window.
        public var loss: Double
    }

    /// Learns from normal sessions. Labels are not needed and not seen.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from; whatever `progress` throws.
    public func fit(on sessions: [EventSequence], progress: (Progress) throws -> Void = { _ in }) throws -> FittedDetector {
        func fitModels(_ sets: [[EventSequence]]) throws -> [any NextEventModel] {
            switch model {
            case .ngram: try sets.map { try NGramModel.fit(on: $0, configuration: ngram) }
            case .deeplog: try trainKeyModels(on: sets, progress: progress)
            }
        }
        let summary = try TrainingSummary.fit(on: sessions)
        func rule<Rule: SequenceRule>(_ type: Rule.Type, _ configuration: Rule.Configuration) throws -> FittedDetector {
            let detector = try RuleDetector<Rule>.fit(
                on: sessions, configuration: configuration, falseAlarmTarget: ruleThreshold.falseAlarmTarget, folds: ruleThreshold.folds,
                seed: seed)
            return FittedDetector(kind: kind, detector: detector, model: nil, summary: summary)
        }
        switch kind {
        case .ensemble:
            let fitted = try Ensemble.fit(on: sessions, configuration: ensemble, label: model.rawValue, seed: seed, models: fitModels)
            return FittedDetector(kind: kind, detector: fitted, model: fitted.model, summary: summary)
        case .deeplog, .ngram:
            let fitted = try TopCandidates.fit(
                on: sessions, configuration: topCandidates, label: model.rawValue, seed: seed, models: fitModels)
            return FittedDetector(kind: kind, detector: fitted, model: fitted.model, summary: summary)
        case .newTemplate: return try rule(NewTemplateRule.self, NewTemplateRule.defaultConfiguration)
        case .sessionLength: return try rule(SessionLengthRule.self, SessionLengthRule.defaultConfiguration)
        case .countVector: return try rule(CountVectorRule.self, countVector)
        case .bigram: return try rule(BigramRule.self, BigramRule.defaultConfiguration)
        case .frequentKeys: return try rule(FrequentKeysRule.self, frequentKeys)
        }
    }

    /// Trains one key model for each set of sessions, side by side; the calling thread tells how far the slowest has come.
    private func trainKeyModels(on sets: [[EventSequence]], progress: (Progress) throws -> Void) throws -> [any NextEventModel] {
        let board = ProgressBoard(models: sets.count)
        let configuration = keyModel
        return try ParallelJobs.run(sets.count, threads: threads) { _ in
            if let state = board.current { try progress(state) }
        } job: { number in
            try KeyModel.train(on: sets[number], configuration: configuration) {
                board.set(Progress(model: number + 1, epoch: $0.epoch, epochs: $0.epochs, loss: $0.loss))
            }
        }
    }
}

/// Where several trainings are, told from their threads.
private final class ProgressBoard: Sendable {
    private let states: Mutex<[DetectorPlan.Progress?]>

    init(models: Int) {
        states = Mutex([DetectorPlan.Progress?](repeating: nil, count: models))
    }

    func set(_ state: DetectorPlan.Progress) {
        states.withLock { $0[state.model - 1] = state }
    }

    /// The training that is worth telling: the furthest that has not ended, else the last.
    var current: DetectorPlan.Progress? {
        states.withLock { states in
            let known = states.compactMap { $0 }
            return known.first { $0.epoch < $0.epochs } ?? known.last
        }
    }
}
