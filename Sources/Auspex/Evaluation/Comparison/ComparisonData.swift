/// Sessions that were read once for many methods: the truth about them, and which teach and which test.
public struct ComparisonData: Sendable {
    /// One division of the sessions, by their numbers.
    public struct Fold: Sendable, Equatable {
        /// Sessions that teach: methods without labels learn from the normal ones of them, supervised ones from all.
        public var training: [Int]
        /// Further sessions that teach supervised methods alone, where the training part is too poor in anomalies for them.
        public var examples: [Int]
        /// Sessions that test.
        public var test: [Int]

        /// Creates a division.
        public init(training: [Int], examples: [Int] = [], test: [Int]) {
            self.training = training
            self.examples = examples
            self.test = test
        }
    }

    /// All sessions.
    public var sessions: [EventSequence]
    /// Whether each is anomalous.
    public var labels: [Bool]
    /// What each belongs to, where the split is by group.
    public var groups: [String]?
    /// Which teach and which test.
    public var folds: [Fold]
    /// How they were divided: `chronological`, `random`, `by group`, `separate files`, with the number of folds.
    public var split: String
    /// Whether what teaches must have ended before anything that tests did.
    public var isChronological: Bool
    /// What templates were learnt from.
    public var parserRange: String
    /// What one decision is about: `session`, `window`, …
    public var granularity: String
    /// The templates, for methods that read their words.
    public var templates: [LogTemplate]
    /// Whether an identifier names one session for good, so that it must not be in both parts. Process ids, which come again, do not.
    public var identifiersAreNames: Bool
    /// What a reader of the figures should know.
    public var notes: [String]

    /// Creates the data.
    public init(
        sessions: [EventSequence], labels: [Bool], groups: [String]? = nil, folds: [Fold], split: String, isChronological: Bool = false,
        parserRange: String = "", granularity: String = "session", templates: [LogTemplate] = [], identifiersAreNames: Bool = true,
        notes: [String] = []
    ) {
        precondition(sessions.count == labels.count, "\(labels.count) labels for \(sessions.count) sessions")
        self.sessions = sessions
        self.labels = labels
        self.groups = groups
        self.folds = folds
        self.split = split
        self.isChronological = isChronological
        self.parserRange = parserRange
        self.granularity = granularity
        self.templates = templates
        self.identifiersAreNames = identifiersAreNames
        self.notes = notes
    }

    /// Some sessions with the truth about them.
    public func labelled(_ numbers: [Int]) -> LabelledSessions {
        LabelledSessions(sessions: numbers.map { sessions[$0] }, labels: numbers.map { labels[$0] })
    }

    /// Names the sessions, the truth and the folds: results are of these data alone.
    public var fingerprint: String {
        var fingerprint = Fingerprint()
        for (session, label) in zip(sessions, labels) {
            fingerprint.combine(session.id)
            for event in session.events { fingerprint.combine(UInt64(event.rawValue)) }
            for word in session.words.storage { fingerprint.combine(word.bits) }
            fingerprint.combine(label ? 1 : 0)
        }
        for fold in folds {
            for part in [fold.training, fold.examples, fold.test] {
                fingerprint.combine(UInt64(part.count))
                for number in part { fingerprint.combine(UInt64(number)) }
            }
        }
        return fingerprint.hexadecimal
    }
}
