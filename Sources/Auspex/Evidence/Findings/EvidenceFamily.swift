/// Kinds of evidence that are learnt and calibrated alike. The raw values are the reasons a machine reads.
public enum EvidenceFamily: String, Sendable, Codable, CaseIterable, Comparable {
    /// A kind of line never seen while learning.
    case newTemplate
    /// A value never seen at its place.
    case newValue
    /// Far more records than usual.
    case rateUp
    /// Far fewer.
    case rateDown
    /// No record at all for much longer than usual.
    case silence
    /// A number far above all seen at its place.
    case highValue
    /// Many high numbers at once.
    case manyHighValues
    /// A step that never followed the step before it.
    case unexpectedOrder
    /// A step without one that always came before it.
    case missingStep
    /// A step repeated more often than in any session.
    case repeatedStep
    /// Steps that never occurred together in these numbers.
    case unusualCount
    /// Much more time since the step before than ever.
    case unusualDelay
    /// A session whose steps are late altogether.
    case slowSession
    /// A session that ended without its usual last step.
    case unfinishedSession
    /// A number far below all seen at its place.
    case lowValue
    /// More sessions at once that are unlike any learnt from than normal operation has.
    case unusualSessions
    /// Unusual sessions that show the same thing again and again.
    case alikeSessions

    /// Orders by name.
    public static func < (left: EvidenceFamily, right: EvidenceFamily) -> Bool { left.rawValue < right.rawValue }

    /// Place among all families.
    var number: Int { Self.numbers[self] ?? 0 }

    /// The families that can be about one session.
    static let ofSessions = allCases.filter { $0 != .unusualSessions && $0 != .alikeSessions }

    private static let numbers = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Nats by which a strength is larger in a model of a whole log than in one of three of its four parts, for no other reason than that it learnt
    /// from more: estimates of how rare something new is fall with what was learnt from.
    var slack: Double {
        switch self {
        case .newTemplate, .newValue, .unexpectedOrder, .missingStep, .unusualCount, .unfinishedSession: 0.3
        default: 0
        }
    }

    /// Whether it is about a number beyond all seen: two of them in different seconds are two pieces of evidence.
    var isNumber: Bool { self == .highValue || self == .lowValue || self == .unusualDelay }
}
