/// A delay or parameter value that was reported, and what a person said about it.
///
/// Two reports are the same when they are about the same parameter of the same template (a delay: after the same template), on the same side of
/// what is usual, and the number is no further out. Where an LSTM foretold otherwise, or where a word was unusual, only the same number or
/// word counts: what is usual there depends on what came before.
public struct ConfirmedValue: Sendable, Hashable, Codable {
    /// On which side of the usual numbers it lies.
    enum Side: String, Sendable, Codable {
        case high, low, exact
    }

    /// The event's template.
    public let template: TemplateID
    /// The template before it; `nil` for a parameter, and at a session's beginning.
    public let previous: TemplateID?
    /// Position of the parameter; `nil` for a delay.
    public let parameter: Int?
    /// The number; `nil` for a word.
    public let observed: Double?
    /// The word's hash; `nil` for a number.
    public let word: UInt32?
    let side: Side

    private init(template: TemplateID, previous: TemplateID?, parameter: Int?, observed: Double?, word: UInt32?, side: Side) {
        self.template = template
        self.previous = previous
        self.parameter = parameter
        self.observed = observed
        self.word = word
        self.side = side
    }

    private init(_ evidence: ValueEvidence, side: Side) {
        self.init(
            template: evidence.template, previous: evidence.parameter == nil ? evidence.previous : nil, parameter: evidence.parameter,
            observed: evidence.observed, word: evidence.word, side: side)
    }

    init(_ evidence: ValueEvidence) {
        self.init(evidence, side: Self.side(of: evidence))
    }

    /// Kept of one session, at most.
    static let limit = 1_000

    /// What was reported of a session, without what something further out at the same place covers.
    static func outermost(of evidence: [ValueEvidence]) -> [ConfirmedValue] {
        var kept: [ConfirmedValue] = []
        var places: [ConfirmedValue: Int] = [:]
        for value in evidence.map(ConfirmedValue.init) {
            if let place = places[value.place] {
                guard value.side != .exact, let number = value.observed, let other = kept[place].observed else { continue }
                if value.side == .high ? number > other : number < other { kept[place] = value }
            } else if kept.count < limit {
                places[value.place] = kept.count
                kept.append(value)
            }
        }
        return kept
    }

    /// What was reported of a session, each for nothing but the very number.
    static func exact(of evidence: [ValueEvidence]) -> [ConfirmedValue] {
        var known: Set<ConfirmedValue> = []
        let exact = evidence.map { ConfirmedValue($0, side: .exact) }.filter { known.insert($0).inserted }
        return Array(exact.prefix(limit))
    }

    /// The same without the number, where numbers are compared; else the same.
    private var place: ConfirmedValue {
        side == .exact
            ? self : ConfirmedValue(template: template, previous: previous, parameter: parameter, observed: 0, word: nil, side: side)
    }

    /// Whether a report is this one again.
    func covers(_ evidence: ValueEvidence) -> Bool {
        guard evidence.template == template, evidence.parameter == parameter, parameter != nil || evidence.previous == previous else {
            return false
        }
        guard let observed, let seen = evidence.observed else { return word != nil && word == evidence.word }
        // Exactly this number is the same report, even if the usual range has changed since.
        if seen == observed { return true }
        switch side {
        case .exact: return false
        case .high: return seen < observed && Self.side(of: evidence) == .high
        case .low: return seen > observed && Self.side(of: evidence) == .low
        }
    }

    private static func side(of evidence: ValueEvidence) -> Side {
        guard let observed = evidence.observed, let usual = evidence.usual, !evidence.byNetwork else { return .exact }
        return observed > usual.upperBound ? .high : observed < usual.lowerBound ? .low : .exact
    }
}
