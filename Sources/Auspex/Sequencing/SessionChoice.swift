/// What ``SessionDiscovery`` decided, and why.
public struct SessionChoice: Sendable, Equatable, Codable {
    /// The rule to use; ``SessionRule/none`` when nothing is worth using.
    public var chosen: SessionRule
    /// The second best, however weak; `nil` when there was no other candidate.
    public var runnerUp: SessionRule?
    /// One or two sentences for people: the choice, the runner-up, the figures that decided.
    public var explanation: String
    /// Share of the records that carry the chosen identifier, 0…1.
    public var coverage: Double
    /// Sessions in the sample.
    public var sessions: Int
    /// Events of a session on average in the sample.
    public var eventsPerSession: Double
    /// The candidates looked at, best first, at most ten.
    public var candidates: [IdentifierFigures]

    /// Creates a choice.
    public init(
        chosen: SessionRule, runnerUp: SessionRule?, explanation: String, coverage: Double, sessions: Int, eventsPerSession: Double,
        candidates: [IdentifierFigures] = []
    ) {
        self.chosen = chosen
        self.runnerUp = runnerUp
        self.explanation = explanation
        self.coverage = coverage
        self.sessions = sessions
        self.eventsPerSession = eventsPerSession
        self.candidates = candidates
    }
}

/// The figures of one identifier-like candidate in a sample.
public struct IdentifierFigures: Sendable, Equatable, Codable {
    /// The rule that would use it.
    public var rule: SessionRule
    /// Share of records that carry it.
    public var coverage: Double
    /// Distinct values.
    public var values: Int
    /// Events of a value on average.
    public var eventsPerValue: Double
    /// Share of records whose value ties several templates together.
    public var tied: Double
    /// Share of values that occur with several templates.
    public var tyingValues: Double
    /// Share of the log a value is there for, averaged over events: small for tasks, near 1 for places.
    public var lifetime: Double
    /// How much more alike values begin than records in general are: 1 - H(first template) / H(template); 1 = all begin alike.
    public var likeBeginnings: Double

    /// How good a session identifier it is, 0…1: the product of what it ties, how many of its values tie, how alike they begin, and how brief
    /// they are.
    public var quality: Double { tied * tyingValues * likeBeginnings * (1 - lifetime) }
}
