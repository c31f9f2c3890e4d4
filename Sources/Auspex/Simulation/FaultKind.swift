/// What kind of fault was planted into a simulated session.
///
/// The raw values stand in label files (`session,label,kind`); never rename them.
public enum FaultKind: String, Sendable, Codable, CaseIterable {
    /// A step every normal session has was left out.
    case missingStep
    /// A step came before one it must follow.
    case wrongOrder
    /// A record whose template normal sessions never have: an exception, an error.
    case newTemplate
    /// A step was done again, or a retry was logged.
    case repeatedStep
    /// The session stopped before its usual end.
    case truncatedSession
    /// A step that normal sessions know, at a place where it makes no sense.
    case foreignStep
    /// A step that is normally done a few times was done far more often.
    case unusualCount
    /// A step took many times as long as usual (a throttled network); keys and their order are normal.
    case slowStep
    /// A number far outside its usual range; keys and their order are normal.
    case valueOutOfRange
    /// A switch's interface goes down and up again and again.
    case interfaceFlapping
    /// A switch loses and finds a routing neighbour again and again.
    case neighbourFlapping
    /// A switch's power supply fails and returns again and again.
    case powerFault
    /// A switch's fan fails to cool it.
    case fanFault
}
