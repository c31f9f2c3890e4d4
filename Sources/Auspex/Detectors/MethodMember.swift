/// Any fitted method in an ensemble: its score is the evidence, its own threshold is not used.
struct MethodMember: EnsembleMember {
    let name: String
    let detector: any FittedMethod

    init(method: any DetectionMethod.Type, detector: any FittedMethod) {
        name = method.name
        self.detector = detector
    }

    /// Begins the names of its components in a model.
    static func prefix(of method: any DetectionMethod.Type) -> String { method.name + "-" }

    var kinds: [EvidenceKind] { [EvidenceKind(name)] }

    func evidence(of sessions: [EventSequence]) -> MemberEvidence { MemberEvidence(scores: detector.scores(of: sessions).map { [$0] }) }

    func findings(
        of kind: Int, in session: EventSequence, predictions: [EventPrediction], above bound: Double, limits: FindingLimits
    ) -> [Finding] {
        guard let detector = detector as? any ExplainsScores else { return detector.verdicts(for: [session])[0].findings }
        return detector.findings(in: session, above: bound)
    }

    var trainingFigures: [TrainingFigure: Double] { detector.trainingFigures }

    func add(to components: inout BundleComponents) throws {
        var own = BundleComponents()
        try detector.add(to: &own)
        components.add(own, prefix: name + "-")
    }
}
