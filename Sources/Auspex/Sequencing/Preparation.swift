/// How the lines of a log become sessions: learnt with a model, and stored in its bundle.
public struct Preparation: Sendable, Codable, Equatable {
    /// The log format; `nil` for input that is already sequences.
    public var format: LogFormat?
    /// What ties records together.
    public var session: SessionRule
    /// How records without identifier are cut; `nil` when they are only counted.
    public var window: Windowizer.Configuration?
    /// Pauses inside sessions, as training saw them.
    public var gaps: SessionGaps
    /// How sessions begin and hand on their identifier; `nil` when that was not looked at.
    public var habits: SessionHabits?
    /// Identifiers of the sessions training saw; `nil` when none were kept.
    public var seen: SeenIdentifiers?
    /// The zone that was named for times without one; `nil` where none was. Not that of the machine: a model goes to others.
    public var timeZone: String?
    /// The same for the further formats of the input, where it has several; `nil` where all sources have one.
    public var others: [Preparation]?

    /// Creates a preparation.
    public init(format: LogFormat?, session: SessionRule, window: Windowizer.Configuration?, gaps: SessionGaps = SessionGaps()) {
        self.format = format
        self.session = session
        self.window = window
        self.gaps = gaps
    }

    /// Whether each record is judged by itself, by its words.
    public var readsMessages: Bool { window?.extent == .messages }

    /// What verdicts are about: messages, windows where no format has sessions, else sessions (and windows of the other formats).
    public var unit: Subject.Kind {
        if readsMessages { return .message }
        return ([self] + (others ?? [])).allSatisfy { $0.session == .none && $0.format != nil } ? .window : .session
    }
}

extension Preparation {
    /// The preparations of all formats of the input; the first is this one.
    var ofAllFormats: [Preparation] { [self] + (others ?? []) }

    /// How the sessions of a format are kept while they are open.
    ///
    /// - Parameters:
    ///   - rule: what ties records together; this preparation's, or another that somebody asked for.
    ///   - isEndless: whether the input goes on for ever, so that sessions must close before its end.
    func sessionizer(rule: SessionRule, isEndless: Bool) -> Sessionizer.Configuration {
        var configuration = Sessionizer.Configuration(sessionless: window)
        if gaps.count > 0 { configuration.usualGaps = gaps }
        if rule == session {
            configuration.habits = habits
            configuration.seen = seen
        }
        if isEndless { configuration.idle = gaps.idleLimit() }
        if rule == .none, configuration.sessionless == nil { configuration.sessionless = Windowizer.Configuration() }
        return configuration
    }
}
