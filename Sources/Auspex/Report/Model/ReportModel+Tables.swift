extension ReportModel {
    /// A template and how often it occurs.
    public struct Template: Codable, Sendable, Equatable {
        /// The id, as shown (`E11`).
        public var id: String
        /// The text, wildcards as `<*>`.
        public var text: String
        /// Records in training; `nil` where there was no training.
        public var trained: Int?
        /// Records in this input.
        public var seen: Int
        /// Whether training never saw it.
        public var isNew: Bool

        /// Creates a row.
        public init(id: String, text: String, trained: Int?, seen: Int, isNew: Bool = false) {
            self.id = id
            self.text = text
            self.trained = trained
            self.seen = seen
            self.isNew = isNew
        }
    }

    /// Figures against labels, and what trivial methods reach on the same data.
    public struct Evaluation: Codable, Sendable, Equatable {
        /// A method's row. Values 0…1; `nil` where undefined.
        public struct Row: Codable, Sendable, Equatable {
            /// The method (`ensemble`, `new template alone`).
            public var name: String
            /// Right alarms among alarms.
            public var precision: Double?
            /// Anomalies found among anomalies (true-positive rate).
            public var recall: Double?
            /// Their harmonic mean.
            public var f1: Double?
            /// False alarms among normal sessions.
            public var falsePositiveRate: Double?

            /// Creates a row.
            public init(name: String, precision: Double?, recall: Double?, f1: Double?, falsePositiveRate: Double?) {
                self.name = name
                self.precision = precision
                self.recall = recall
                self.f1 = f1
                self.falsePositiveRate = falsePositiveRate
            }
        }

        /// Counts and single figures (`True positives` `95`).
        public var figures: [Fact]
        /// The model first, then the reference lines.
        public var rows: [Row]
        /// What to keep in mind when reading (`prior 2.93 %`).
        public var note: String

        /// Creates an evaluation.
        public init(figures: [Fact], rows: [Row], note: String = "") {
            self.figures = figures
            self.rows = rows
            self.note = note
        }
    }

    /// Lines that did not fit, of one reason.
    public struct Unparsed: Codable, Sendable, Equatable {
        /// Why.
        public var reason: UnparsedReason
        /// How many.
        public var count: Int
        /// A few of them.
        public var samples: [Event]

        /// Creates a row.
        public init(reason: UnparsedReason, count: Int, samples: [Event] = []) {
            self.reason = reason
            self.count = count
            self.samples = samples
        }
    }
}
