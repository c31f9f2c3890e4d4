/// Which method to fit and with what settings: everything `auspex train` decides before it sees data.
public struct DetectorPlan: Sendable {
    /// The method with its settings.
    public private(set) var method: any DetectionMethod
    /// Seed of every random draw.
    public let seed: UInt64
    /// Models trained side by side; results do not depend on it.
    public var threads = 1
    /// The words of the log's templates, for methods that read them.
    public var words = TemplateWords()
    /// Sessions that were left out because they look anomalous.
    public var leftOut = 0
    /// The settings of the models of delays and parameter values; `nil` where none are trained: methods used alone; or because somebody wants none (`values=false`).
    public private(set) var values: ValueModels.Configuration?
    /// Whether workflows are mined for diagnosis; no verdict depends on them (`workflow=false` saves their cost).
    public private(set) var minesWorkflow = true
    /// How evidence about lines and time is weighed; `nil` learns none (`lines=false`).
    public var lines: LineModel.Configuration? = LineModel.Configuration()
    /// What is left out of learning because it looks anomalous itself; nothing unless the user asks (`screen.share=0.1`).
    public private(set) var screening = BaselineScreen.Configuration()

    /// Makes a plan from what was typed.
    ///
    /// - Parameters:
    ///   - detector: a method of ``MethodRegistry/all`` by name.
    ///   - settings: `key=value` assignments to fields of the configurations involved, and `workflow=false`, `values=false` for what comes beside
    ///     the method.
    ///   - seed: seed of every random draw.
    /// - Throws: ``InputError`` for an unknown method, an unknown field or a value out of bounds.
    public init(detector: String, settings arguments: [String] = [], seed: UInt64 = 1) throws {
        guard let type = MethodRegistry.method(named: detector) else {
            throw InputError(
                "detector '\(detector)': unknown\(NearestName.hint(detector, among: MethodRegistry.names)); there are "
                    + MethodRegistry.names.joined(separator: ", "), remedy: .detector)
        }
        self.seed = seed
        method = type.init(seed: seed)
        var settings = try Settings(arguments)
        if let wish = settings.take("workflow") {
            guard let wish = Bool(wish) else { throw InputError("setting workflow=\(wish): choose true or false", remedy: .settings) }
            minesWorkflow = wish
        }
        lines = try Self.lines(&settings)
        try settings.apply(to: &screening, behind: "screen")
        try screening.validate()
        try method.apply(&settings)
        // Messages that are judged one by one are no tasks.
        if method.description.judges.contains(.message) { minesWorkflow = false }
        if let defaults = method.valueModels { values = try Self.values(&settings, defaults) }
        try settings.finish(for: detector)
        try method.validate()
    }

    /// Settings of evidence about lines stand behind `lines.`; `lines` alone says whether there is any.
    private static func lines(_ settings: inout Settings) throws -> LineModel.Configuration? {
        let choice = settings.take("lines") ?? "true"
        guard let isWanted = Bool(choice) else { throw InputError("setting lines=\(choice): choose true or false", remedy: .settings) }
        var lines = LineModel.Configuration()
        try settings.apply(to: &lines, behind: "lines")
        try lines.validate()
        return isWanted ? lines : nil
    }

    /// Settings of the value models stand behind `values.`; `values` alone says whether there are any.
    private static func values(_ settings: inout Settings, _ defaults: ValueModels.Configuration) throws -> ValueModels.Configuration? {
        let choice = settings.take("values") ?? "true"
        guard let isWanted = Bool(choice) else { throw InputError("setting values=\(choice): choose true or false", remedy: .settings) }
        var values = defaults
        try settings.apply(to: &values, behind: "values")
        // What is switched off may still not be nonsense.
        try values.validate()
        return isWanted ? values : nil
    }

    /// The settings in force as `key = value`, for people.
    public var configuration: [String: String] {
        var all = method.settings
        if method.valueModels != nil { all["values"] = String(values != nil) }
        all["lines"] = String(lines != nil)
        if let lines { all.merge(Settings.described(lines, behind: "lines")) { $1 } }
        if let values { all.merge(Settings.described(values, behind: "values")) { $1 } }
        if screening.share > 0 { all.merge(Settings.described(screening, behind: "screen")) { $1 } }
        return all
    }

    /// Whether the method learns from labelled sessions.
    public var needsLabels: Bool { method is any SupervisedMethod }

    /// Whether the method reads parameter values, or words, itself.
    var readsValues: Bool { method.description.needs.contains(.values) || readsText }

    /// Whether the method judges messages by their words.
    public var readsText: Bool { method.description.judges.contains(.message) }

    /// Learns from normal sessions. Labels are not needed and not seen.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from; whatever `progress` throws.
    public func fit(on sessions: [EventSequence], progress: (FittingProgress) throws -> Void = { _ in }) throws -> FittedDetector {
        // Once for all: the method's own rules, where it has any, are these.
        let summary = try TrainingSummary.fit(on: sessions)
        let context = FittingContext(seed: seed, threads: threads, summary: summary, words: words, leftOut: leftOut)
        let fitted = try method.fit(on: sessions, context: context, progress: progress)
        return FittedDetector(method: type(of: method), fitted: fitted, summary: summary)
    }

    /// Learns from labelled sessions: a supervised method from all of them, any other from the normal ones, of which it sees no label.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from; whatever `progress` throws.
    public func fit(on examples: LabelledSessions, progress: (FittingProgress) throws -> Void = { _ in }) throws -> FittedDetector {
        let normal = examples.normal
        guard let supervised = method as? any SupervisedMethod else { return try fit(on: normal, progress: progress) }
        try examples.checkKinds(for: method.name)
        let summary = try TrainingSummary.fit(on: normal)
        let context = FittingContext(seed: seed, threads: threads, summary: summary, words: words, leftOut: leftOut)
        let fitted = try supervised.fit(on: examples, context: context, progress: progress)
        return FittedDetector(method: type(of: method), fitted: fitted, summary: summary)
    }
}
