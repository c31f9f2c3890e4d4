/// One unusual delay or value, in full: what findings are made of.
public struct ValueEvidence: Sendable, Codable, Equatable {
    /// Position of the event in its session.
    public var event: Int
    /// The event's template.
    public var template: TemplateID
    /// The template before it; `nil` at a session's beginning.
    public var previous: TemplateID?
    /// ``Reason/unusualDelay`` or ``Reason/unusualValue``.
    public var reason: Reason
    /// Place of the parameter among the template's; `nil` for a delay.
    public var parameter: Int?
    /// Name of the parameter; `delay` for a delay.
    public var name: String
    /// What the numbers measure.
    public var unit: ParameterUnit
    /// The number seen, in base units; `nil` for a word.
    public var observed: Double?
    /// Hash of the word seen; `nil` for a number.
    public var word: UInt32?
    /// The number foretold by an LSTM, or the mean of what is usual; `nil` for a word.
    public var predicted: Double?
    /// Numbers of which 98 in 100 normal ones are; `nil` for a word.
    public var usual: ClosedRange<Double>?
    /// Numbers that would not have been reported; `nil` for a word, and where only the error of the whole vector is bounded.
    public var bounds: ClosedRange<Double>?
    /// −ln of the share of normal numbers as extreme.
    public var surprise: Double
    /// The surprise that is tolerated.
    public var threshold: Double
    /// Whether an LSTM foretold otherwise; else a static interval judged.
    public var byNetwork: Bool
    /// Whether the number never varied in training.
    public var isChangedConstant: Bool
    /// The word seen as it is written; `nil` for a number, and for a word training never saw.
    public var text: String?
    /// The words that are usual, the most frequent first; one for a word that never varied, empty for a number.
    public var usualTexts: [String]

    /// The bound nearest to what was seen, in base units; `nil` without one.
    public var bound: Double? {
        guard let observed, let bounds else { return nil }
        let bound = observed - bounds.upperBound >= bounds.lowerBound - observed ? bounds.upperBound : bounds.lowerBound
        return bound.isFinite ? bound : nil
    }

    /// By how much that bound is exceeded, in base units; `nil` without a bound.
    public var excess: Double? {
        guard let observed, let bounds, let bound else { return nil }
        return bounds.contains(observed) ? 0 : abs(observed - bound)
    }
}
