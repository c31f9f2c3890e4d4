/// What was said about incidents. A kind that was said to be normal is not told again, as long as it is not more unusual than it was; anything
/// else that comes with it is.
///
/// ```swift
/// var answers = IncidentAnswers()
/// answers.add(kind, verdict: .normal, note: nil, headline: "…", time: now)
/// answers.silences(kind)      // true from now on
/// ```
public struct IncidentAnswers: BundleComponent, Codable, Sendable, Equatable {
    /// Name in a model.
    public static var componentName: String { "incidentAnswers" }

    /// One answer.
    public struct Entry: Sendable, Codable, Equatable {
        /// What it is about.
        public var kind: IncidentKind
        /// What was said.
        public var verdict: FeedbackAnswer.Verdict
        /// The person's own words.
        public var note: String?
        /// What was shown.
        public var headline: String
        /// When, seconds since 1970 UTC.
        public var time: Double?
    }

    /// Answers kept at most; beyond, the oldest are forgotten.
    public static let entryLimit = 10_000
    /// Bytes of a headline or a note kept.
    static let textLimit = 4_096
    /// Nats by which a cause may be stronger than it was when it was said to be normal: it is hardly rarer then.
    static let margin = 0.5

    /// All answers, oldest first; one for each kind.
    public private(set) var entries: [Entry] = []

    /// Creates answers without any.
    public init() {}

    /// Whether nothing was said.
    public var isEmpty: Bool { entries.isEmpty }

    /// Takes an answer. One to the same kind replaces the one before.
    public mutating func add(_ kind: IncidentKind, verdict: FeedbackAnswer.Verdict, note: String?, headline: String, time: Double?) {
        entries.removeAll { $0.kind.id == kind.id }
        entries.append(
            Entry(
                kind: kind, verdict: verdict, note: note.map { String($0.prefix(Self.textLimit)) },
                headline: String(headline.prefix(Self.textLimit)), time: time))
        if entries.count > Self.entryLimit { entries.removeFirst(entries.count - Self.entryLimit) }
    }

    /// Up to which score each cause of a format is normal.
    public func normalCauses(format: Int) -> [UInt64: Double] {
        var bounds: [UInt64: Double] = [:]
        for entry in entries where entry.verdict == .normal && entry.kind.format == format {
            for cause in entry.kind.causes { bounds[cause.key] = max(bounds[cause.key] ?? 0, cause.score + Self.margin) }
        }
        return bounds
    }

    /// Whether nothing of a kind would be told any more.
    public func silences(_ kind: IncidentKind) -> Bool {
        let bounds = normalCauses(format: kind.format)
        return kind.causes.allSatisfy { $0.score <= bounds[$0.key] ?? -1 }
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        entries = try decoder.container(keyedBy: CodingKeys.self).decode([Entry].self, forKey: .entries)
        guard entries.count <= Self.entryLimit, entries.allSatisfy(\.kind.isUsable) else {
            throw InputError("the answers about incidents are damaged; restore an earlier version of the model")
        }
    }
}
