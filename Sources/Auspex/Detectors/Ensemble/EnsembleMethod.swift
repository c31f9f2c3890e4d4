/// The ensemble as a method: which members it weighs, and how. The default.
///
/// ```swift
/// let ensemble = try EnsembleMethod(model: NGramMethod()).fit(on: normalSessions)
/// ```
/// The next-event model is counts or an LSTM, whichever foretells held-out normal sessions better (`auto`); `--set model=NAME` chooses another, whose
/// settings then stand beside the ensemble's own; `--set members=NAME,NAME` the other
/// members, whose settings stand behind their names (`countVector.vectorLimit`).
public struct EnsembleMethod: DetectionMethod {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "ensemble", summary: "A next-event model and rules under one false-alarm budget; any methods can be members.",
        reasons: [.newTemplate, .unexpectedOrder, .unusualCount, .unseenLength, .unfinishedSession],
        paper: "Fisher, Statistical Methods for Research Workers, 1932, §21.1",
        weakness: "few training sessions: below 2,500 five of them may lie beyond the threshold, at most 2 %, whatever the budget.")

    /// Settings of the ensemble alone.
    public var configuration: Ensemble.Configuration
    /// The member that predicts the next event; `nil` for none.
    public private(set) var model: (any DetectionMethod)?
    /// The other members.
    public private(set) var others: [any DetectionMethod]
    private let seed: UInt64

    /// Creates the method.
    public init(
        model: (any DetectionMethod)?, others: [any DetectionMethod] = Self.rules, configuration: Ensemble.Configuration = .init(),
        seed: UInt64 = 1
    ) {
        self.model = model
        self.others = others
        self.configuration = configuration
        self.seed = seed
    }

    /// The method with default members and settings.
    public init(seed: UInt64) { self.init(model: BestNextEventMethod(seed: seed), seed: seed) }

    /// The rules that are members unless others are chosen: what a sequence model does not see, or does not say as plainly.
    public static var rules: [any DetectionMethod] {
        [RuleMethod<NewTemplateRule>(.init()), RuleMethod<SessionLengthRule>(.init()), RuleMethod<CountVectorRule>(.init())]
    }

    /// All members, in the order their evidence is summed.
    public var members: [any DetectionMethod] { others + (model.map { [$0] } ?? []) }

    /// Takes the choice of members, their settings and its own.
    public mutating func apply(_ settings: inout Settings) throws {
        if let name = settings.take("model") { model = try nextEventMethod(named: name) }
        if let names = settings.take("members") { others = try Self.others(named: names, seed: seed) }
        guard !members.isEmpty else { throw InputError("setting members: an ensemble needs at least one member") }
        let names = members.flatMap(\.memberNames)
        guard Set(names).count == names.count else {
            throw InputError("setting members=\(others.map(\.name).joined(separator: ",")): every member once, the model included")
        }
        try settings.apply(to: &configuration)
        try model?.applyAsMember(&settings, behind: nil)
        for place in others.indices { try others[place].applyAsMember(&settings, behind: others[place].name) }
    }

    private func nextEventMethod(named name: String) throws -> (any DetectionMethod)? {
        if name == Self.none { return nil }
        if name == BestNextEventMethod.name { return BestNextEventMethod(seed: seed) }
        let choices = MethodRegistry.all.filter { $0 is any NextEventMethod.Type }
        guard let method = choices.first(where: { $0.name == name }) else {
            throw InputError("setting model=\(name): choose \(choices.map { $0.name }.joined(separator: ", ")), auto or \(Self.none)")
        }
        return method.init(seed: seed)
    }

    private static let none = "none"

    private static func others(named list: String, seed: UInt64) throws -> [any DetectionMethod] {
        let choices = MethodRegistry.all.filter { $0 != Self.self && !($0 is any SupervisedMethod.Type) }
        return try list.split(separator: ",").filter { $0 != none }.map { name in
            guard let method = choices.first(where: { $0.name == name }) else {
                let names = choices.map { $0.name }.joined(separator: ", ")
                throw InputError("setting members=\(list): '\(name)' is no method; there are \(names)")
            }
            return method.init(seed: seed)
        }
    }

    /// Checks the members' settings.
    public func validate() throws { for member in members { try member.validate() } }

    /// The settings of the ensemble and its members.
    public var settings: [String: String] {
        var all = Settings.described(configuration)
        all["model"] = model?.name ?? Self.none
        all["members"] = others.map(\.name).joined(separator: ",")
        for member in others { all.merge(member.memberSettings(behind: member.name)) { $1 } }
        if let model { all.merge(model.memberSettings(behind: nil)) { $1 } }
        return all
    }

    /// The ensemble combines what there is.
    public var joinsLineEvidence: Bool { true }

    /// Those of the next-event model.
    public var valueModels: ValueModels.Configuration? {
        guard let model else { return ValueModels.Configuration(networks: false, seed: seed) }
        return model.valueModels
    }

    /// That of the next-event model.
    public var replayedHistory: Int { model?.replayedHistory ?? 10 }

    /// Fits every member, on all sessions and for each fold without it, then calibrations and threshold on what was held out.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> Ensemble {
        try Ensemble.fit(on: sessions, configuration: configuration, members: members, context: context, progress: progress)
    }

    /// Restores members, calibrations and threshold.
    public static func restore(from components: BundleComponents) throws -> Ensemble { try Ensemble.restored(from: components) }
}
