/// Why something is reported: the user sees these words.
public enum Reason: String, Sendable, Codable, CaseIterable {
    /// A record that fits no template seen in training.
    case newTemplate
    /// An event the model did not expect after the ones before it.
    case unexpectedOrder
    /// A parameter outside its usual values.
    case unusualValue
    /// A step that took unusually long.
    case unusualDelay
    /// Events occur a number of times never (or hardly ever) seen together.
    case unusualCount
    /// A session that stopped before its usual end.
    case unfinishedSession
    /// A session shorter or longer than any in training.
    case unseenLength
    /// A supervised model says so.
    case classifier
}
