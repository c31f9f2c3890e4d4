/// How a supervised network reads sessions.
public struct ClassifierReading: Codable, Sendable, Equatable {
    /// What one example is.
    public enum Unit: String, Codable, Sendable {
        /// A whole session, cut after so many events.
        case session
        /// So many events in a row, for each place they fit: a session is as anomalous as its worst window, and one that is shorter is a window.
        case window
    }

    /// What one example is.
    public var unit: Unit
    /// Events of a window, or of a session at most.
    public var length: Int
    /// Events from one window to the next; each one has a window where it is not given.
    public var step: Int?
    /// Events right before a window that are read along with it; none where it is not given.
    public var before: Int?
    /// Parameters of an event that are read beside its template; 0 reads none.
    public var attributes: Int
    /// Values of a parameter, the most frequent ones, that have a token of their own; the others share one.
    public var valueLimit: Int

    /// Events read at once at most.
    public var reach: Int { length + (before ?? 0) }

    /// Creates a reading.
    public init(unit: Unit, length: Int, step: Int? = nil, before: Int? = nil, attributes: Int = 0, valueLimit: Int = 256) {
        self.unit = unit
        self.length = length
        self.step = step
        self.before = before
        self.attributes = attributes
        self.valueLimit = valueLimit
    }
}

/// The tokens of events: their templates and, where a network reads parameters, one token for each parameter's value.
///
/// Numbers are 0 for padding, 1…n the templates, n + 1 an unknown one, then for each place of a parameter its values and one for all others.
struct ClassifierTokens: Codable, Sendable, Equatable {
    /// The templates.
    let vocabulary: TemplateVocabulary
    /// For each place of a parameter the fingerprints of its values, ascending.
    let values: [[UInt32]]

    /// Learns the tokens of some sessions.
    ///
    /// - Parameter templates: known beside those of the sessions: what words say of them holds before they occur.
    init(_ sessions: [EventSequence], reading: ClassifierReading, templates: [TemplateID] = []) {
        vocabulary = TemplateVocabulary(sessions.flatMap(\.events) + templates)
        guard reading.attributes > 0 else {
            values = []
            return
        }
        var counts = [[UInt32: Int]](repeating: [:], count: reading.attributes)
        for session in sessions {
            for event in session.events.indices {
                for (place, value) in session.values[event].prefix(reading.attributes).enumerated() where !value.isAbsent {
                    // Bounded: a parameter with very many values is counted for its first ones only.
                    if counts[place].count < Self.countedValues || counts[place][value.fingerprint] != nil {
                        counts[place][value.fingerprint, default: 0] += 1
                    }
                }
            }
        }
        values = counts.map { counted in
            counted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(reading.valueLimit).map(\.key).sorted()
        }
    }

    private static let countedValues = 1 << 16

    /// Number of tokens.
    var count: Int { vocabulary.count + 2 + values.reduce(0) { $0 + $1.count + 1 } }
    /// Tokens of an event: its template's, and one for each parameter.
    var perEvent: Int { 1 + values.count }

    /// The tokens of an event; −1 where it has no such parameter.
    func tokens(of template: TemplateID, values row: ArraySlice<EventValue>) -> [Int32] {
        var tokens = [vocabulary.number(of: template)]
        var first = vocabulary.count + 2
        for (place, known) in values.enumerated() {
            let value = place < row.count ? row[row.startIndex + place] : .absent
            if value.isAbsent {
                tokens.append(-1)
            } else {
                let fingerprint = value.fingerprint
                let position = known.firstPlace { $0 < fingerprint }
                let isKnown = position < known.count && known[position] == fingerprint
                tokens.append(Int32(first + (isKnown ? position : known.count)))
            }
            first += known.count + 1
        }
        return tokens
    }
}
