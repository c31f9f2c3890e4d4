/// What is usual for one log key: its delays, its parameters, and its LSTM where one was kept.
struct ValueKey: Sendable, Equatable {
    /// The delay since one particular key.
    struct Step: Sendable, Codable, Equatable {
        let previous: TemplateID
        var interval: ValueInterval { didSet { usualRange = interval.usualRange } }
        /// Numbers that need no closer look.
        private(set) var usualRange: ClosedRange<Double>

        init(previous: TemplateID, interval: ValueInterval) {
            self.previous = previous
            self.interval = interval
            usualRange = interval.usualRange
        }

        private enum CodingKeys: String, CodingKey { case previous, interval }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                previous: try container.decode(TemplateID.self, forKey: .previous),
                interval: try container.decode(ValueInterval.self, forKey: .interval))
        }
    }

    /// One used parameter.
    struct Parameter: Sendable, Codable, Equatable {
        /// Index in the profiles.
        let profile: Int
        /// What is usual, for numbers.
        var interval: ValueInterval? { didSet { usualRange = interval?.usualRange ?? Self.nothing } }
        /// The words of an enumeration.
        var words: WordCounts?
        /// Numbers that need no closer look.
        private(set) var usualRange = Parameter.nothing

        private static let nothing = Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

        init(profile: Int, interval: ValueInterval? = nil, words: WordCounts? = nil) {
            self.profile = profile
            self.interval = interval
            self.words = words
            usualRange = interval?.usualRange ?? Self.nothing
        }

        private enum CodingKeys: String, CodingKey { case profile, interval, words }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                profile: try container.decode(Int.self, forKey: .profile),
                interval: try container.decodeIfPresent(ValueInterval.self, forKey: .interval),
                words: try container.decodeIfPresent(WordCounts.self, forKey: .words))
        }
    }

    /// How often each word of an enumeration was seen.
    struct WordCounts: Sendable, Codable, Equatable {
        /// Stored values, ascending.
        var bits: [UInt64] = []
        var counts: [Int] = []
        var total = 0

        func place(_ value: EventValue) -> Int? { bits.firstIndex(of: value.bits) }

        mutating func add(_ value: EventValue, times: Int = 1) {
            total += times
            if let place = place(value) {
                counts[place] += times
            } else {
                let place = bits.firstIndex { $0 > value.bits } ?? bits.count
                bits.insert(value.bits, at: place)
                counts.insert(times, at: place)
            }
        }
    }

    var template: TemplateID
    /// Events learnt from.
    var rows: Int
    /// The key since which this one's delay counts, where it is not the one before. See ``DelayAnchors``.
    var anchor: TemplateID?
    /// The delay whatever came before; `nil` when no delay was seen.
    var delay: ValueInterval?
    /// The delay after each previous key seen often enough, by key.
    var steps: [Step]
    /// The used parameters, in the schema's order.
    var parameters: [Parameter]
    /// The LSTM, where it was kept.
    var forecast: ValueForecast?

    /// Whether no step that leads here takes too long to be judged.
    var judgesDelay: Bool { steps.isEmpty ? delay?.isOpenAbove != true : !steps.contains { $0.interval.isOpenAbove } }
    /// Whether an LSTM judges the delay.
    @inline(__always)
    var foretellsDelay: Bool { forecast?.layout.columns.first?.parameter == -1 }
    /// How the choice between LSTM and static interval came out.
    var choice: ValueModels.Choice
}

extension ValueModels {
    /// How a key's choice between LSTM and static intervals came out: what `auspex inspect` shows.
    public struct Choice: Sendable, Codable, Equatable {
        /// Whether the LSTM is used.
        public var usesNetwork = false
        /// Mean squared error on held-out data, in units of the training part's variance: of the LSTM, `nil` when none was tried.
        public var networkError: Double?
        /// The same of the static prediction (the mean; for delays, of the step).
        public var staticError: Double?
        /// In words.
        public var reason = ""

        /// Share of the static error that the LSTM takes away.
        public var gain: Double? {
            guard let networkError, let staticError, staticError > 0 else { return nil }
            return 1 - networkError / staticError
        }
    }
}
