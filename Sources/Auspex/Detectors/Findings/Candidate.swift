/// What could have come instead of an event, most probable first.
public struct Candidate: Sendable, Equatable, Codable {
    /// The template; `nil` stands for the end of the session.
    public var template: TemplateID?
    /// Probability in the context, 0…1.
    public var probability: Double

    /// Creates a candidate.
    public init(template: TemplateID?, probability: Double) {
        self.template = template
        self.probability = probability
    }
}
