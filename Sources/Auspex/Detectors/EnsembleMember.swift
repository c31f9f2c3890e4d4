/// One kind of evidence a member gives. Raw scores of a kind are comparable among sessions; kinds are compared through
/// ``EvidenceCalibration``.
public struct EvidenceKind: Sendable, Equatable {
    /// Unique within an ensemble: the member's name, and what of it where there are several (`deeplog.order`).
    public var name: String
    /// Whether its findings are told before all others: new templates are the cause where counts and order look strange as well.
    public var isCause = false

    /// Creates a kind.
    public init(_ name: String, isCause: Bool = false) {
        self.name = name
        self.isCause = isCause
    }
}

/// A fitted method as an ``Ensemble`` weighs it: raw scores, and what it says about them.
public protocol EnsembleMember: Sendable {
    /// The method's name.
    var name: String { get }
    /// What it gives evidence of, in a fixed order.
    var kinds: [EvidenceKind] { get }

    /// Raw scores, one for each session and kind; 0 where there is nothing to say.
    func evidence(of sessions: [EventSequence]) -> MemberEvidence

    /// What is told about a session, strongest first.
    ///
    /// - Parameters:
    ///   - kind: number of the kind in ``kinds``.
    ///   - predictions: of ``MemberEvidence/predictions``, for this session.
    ///   - bound: only what exceeds it is told.
    func findings(
        of kind: Int, in session: EventSequence, predictions: [EventPrediction], above bound: Double, limits: FindingLimits
    ) -> [Finding]

    /// Its next-event model; `nil` where it has none.
    var nextEventModel: (any NextEventModel)? { get }

    /// The same over another model.
    func replacingModel(_ replace: (any NextEventModel) -> any NextEventModel) -> any EnsembleMember

    /// The member as if it had also seen this normal session; `nil` where it cannot learn single sessions.
    func learning(_ session: EventSequence) -> (any EnsembleMember)?

    /// What training reached.
    var trainingFigures: [TrainingFigure: Double] { get }

    /// What a person should know of the training, a sentence each.
    var notes: [Note] { get }

    /// Adds what ``DetectionMethod/restoreMember(from:)`` needs.
    func add(to components: inout BundleComponents) throws
}

/// What a member says about several sessions.
public struct MemberEvidence: Sendable {
    /// `scores[session][kind]`.
    public var scores: [[Double]]
    /// Predictions behind the scores, for each session; empty where there are none.
    public var predictions: [[EventPrediction]]

    /// Creates evidence.
    public init(scores: [[Double]], predictions: [[EventPrediction]] = []) {
        self.scores = scores
        self.predictions = predictions
    }
}

/// How much is told about one session.
public struct FindingLimits: Sendable {
    /// Findings of one kind.
    public var findings: Int
    /// Likely successors with a finding about order.
    public var candidates: Int

    /// Creates limits.
    public init(findings: Int, candidates: Int) {
        self.findings = findings
        self.candidates = candidates
    }
}

extension EnsembleMember {
    /// No next-event model.
    public var nextEventModel: (any NextEventModel)? { nil }
    /// Nothing to replace.
    public func replacingModel(_ replace: (any NextEventModel) -> any NextEventModel) -> any EnsembleMember { self }
    /// Does not learn single sessions.
    public func learning(_ session: EventSequence) -> (any EnsembleMember)? { nil }
    /// Nothing to tell.
    public var trainingFigures: [TrainingFigure: Double] { [:] }
    /// Nothing to tell.
    public var notes: [Note] { [] }
}
