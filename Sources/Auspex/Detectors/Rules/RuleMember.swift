/// A rule in an ensemble: its score is the evidence.
struct RuleMember<Rule: SequenceRule>: EnsembleMember {
    let rule: Rule

    var name: String { Rule.name }
    var kinds: [EvidenceKind] { [EvidenceKind(Rule.name, isCause: Rule.description.reasons == [.newTemplate])] }

    func evidence(of sessions: [EventSequence]) -> MemberEvidence { MemberEvidence(scores: rule.scores(of: sessions).map { [$0] }) }

    func findings(
        of kind: Int, in session: EventSequence, predictions: [EventPrediction], above bound: Double, limits: FindingLimits
    ) -> [Finding] { rule.findings(in: session, above: bound) }

    func learning(_ session: EventSequence) -> (any EnsembleMember)? { RuleMember(rule: rule.learning(session)) }

    func add(to components: inout BundleComponents) throws { try components.add(rule) }
}
