/// Objects to records that fit no template seen in training. Score: number of such events in the session.
///
/// The strongest cheap rule of the field: on HDFS it finds a third of the anomalous blocks without a false alarm. It does badly where
/// software is upgraded or templates are still being discovered: there every release looks anomalous.
public struct NewTemplateRule: SequenceRule {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "newTemplate", summary: "Objects to records that fit no template seen in training.", reasons: [.newTemplate],
        weakness: "software that was upgraded, or training that saw too little: every release looks anomalous.")
    /// Default settings.
    public static let defaultConfiguration = NoConfiguration()

    private(set) var known: TemplateIndex

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence], configuration: NoConfiguration) throws -> NewTemplateRule {
        try requireEvents(sessions)
        return NewTemplateRule(known: TemplateIndex(sessions.lazy.flatMap(\.events)))
    }

    /// The templates seen in training, ascending.
    public var vocabulary: [TemplateID] { known.templates }

    /// Whether a template was seen in training.
    public func knows(_ template: TemplateID) -> Bool { known[template] != nil }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        units.map { session in session.events.reduce(0.0) { $0 + (known[$1] == nil ? 1 : 0) } }
    }

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    public func findings(in session: EventSequence, above threshold: Double) -> [Finding] {
        let score = scores(of: [session])[0]
        guard score > threshold else { return [] }
        return session.events.indices.filter { known[session.events[$0]] == nil }.map { index in
            Finding(
                .newTemplate(session.events[index], known: known.count), detector: Self.name, event: index, score: score,
                threshold: threshold)
        }
    }
}
