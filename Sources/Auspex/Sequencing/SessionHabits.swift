/// How the sessions of a log begin, and how they hand their identifier on: learnt from a sample, stored with a model.
///
/// With it the ``Sessionizer`` cuts where an identifier is used again, joins what goes on under a second identifier (`User child is on pid
/// 22737`), and tells sessions that began before the input did.
public struct SessionHabits: Codable, Sendable, Equatable {
    /// A parameter whose value becomes the identifier of the same session within seconds.
    public struct Link: Codable, Sendable, Hashable {
        /// The template that holds it.
        public var template: TemplateID
        /// Its index among the parameters of the event.
        public var parameter: Int

        /// Creates a link.
        public init(template: TemplateID, parameter: Int) {
            self.template = template
            self.parameter = parameter
        }
    }

    /// Templates that open a session wherever they stand; empty unless ``areReused``.
    public var openings: [TemplateID]
    /// Templates that sessions begin with.
    public var beginnings: [TemplateID]
    /// Where a session names its next identifier.
    public var links: [Link]
    /// Whether identifiers are short numbers, which come again for other sessions.
    public var areReused: Bool
    /// Seconds (records, where the log has no times) that 99 % of the pauses inside sessions do not exceed.
    public var usualPause: Double

    /// Creates habits.
    public init(
        openings: [TemplateID] = [], beginnings: [TemplateID] = [], links: [Link] = [], areReused: Bool = false, usualPause: Double = 0
    ) {
        self.openings = openings
        self.beginnings = beginnings
        self.links = links
        self.areReused = areReused
        self.usualPause = usualPause
    }

    /// The same with other ids: templates that were merged go on under the survivor's.
    public func translated(_ canonical: (TemplateID) -> TemplateID) -> SessionHabits {
        func unique(_ ids: [TemplateID]) -> [TemplateID] { Set(ids.map(canonical)).sorted() }
        var copy = self
        copy.openings = unique(openings)
        copy.beginnings = unique(beginnings)
        copy.links = Set(links.map { Link(template: canonical($0.template), parameter: $0.parameter) })
            .sorted { ($0.template, $0.parameter) < ($1.template, $1.parameter) }
        return copy
    }
}
