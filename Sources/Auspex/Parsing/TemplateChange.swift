/// Something that happened to a template while learning.
public struct TemplateChange: Sendable, Hashable, Codable {
    /// What happened.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A constant place became a wildcard.
        case generalised
        /// The template was found to be one with another; its id resolves to that one's.
        case merged
        /// The template was dropped to make room: it was matched least recently.
        case evicted
    }

    /// The template.
    public var id: TemplateID
    /// What happened to it.
    public var kind: Kind
    /// Its text before.
    public var oldText: String
    /// Its text, or the survivor's, afterwards; empty when it was evicted.
    public var newText: String
    /// How many records the parser had learnt by then: the time of the change in the parser's own clock.
    public var record: UInt64
}
