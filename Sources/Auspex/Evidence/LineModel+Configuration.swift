extension LineModel {
    /// Settings of evidence and incidents. Scores are nats: 2.3 is ten times rarer.
    ///
    /// The defaults were chosen with the labels of five logs of real servers in view; `docs/EVALUATION.md` says what remains of the figures when
    /// each log is judged by the settings that are best on the other four.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Score of a kind of line never seen before that says nothing about its severity, in a log that hardly ever says something new.
        public var newTemplate = 5.0
        /// Added for a warning, an error, a critical record.
        public var warning = 1.5
        /// Added for an error.
        public var error = 4.0
        /// Added for a critical record.
        public var critical = 5.0
        /// Added where the text speaks of trouble (failed, denied, timeout …).
        public var trouble = 2.0
        /// How steeply numbers out of the blue thin out: the exponent of their tail.
        public var outlierExponent = 2.0
        /// A stretch of time must exceed the worst normal one by this factor.
        public var peakFactor = 1.2
        /// Incidents below this are not told.
        public var threshold = 3.0
        /// Seconds without evidence that end an incident.
        public var gap = 5.0
        /// Longest incident in seconds.
        public var longest = 25.0
        /// Seconds after which the same, come again, is an incident of its own.
        public var quiet = 300.0
        /// Share of sessions that may be called anomalous in normal operation, where there are enough sessions to state it.
        public var sessionShare = 0.002
        /// Held-out sessions that a session must outdo all but so many of, where the share cannot be stated.
        public var sessionRank = 10.0

        /// Creates the defaults.
        public init() {}
    }
}

extension LineModel.Configuration {
    private enum CodingKeys: String, CodingKey {
        case newTemplate, warning, error, critical, trouble, outlierExponent, peakFactor, threshold, gap, longest, quiet, sessionShare,
            sessionRank
    }

    /// Reads settings; one that is missing, because an earlier version did not have it, has its default.
    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read(_ key: CodingKeys, _ value: inout Double) throws {
            if let found = try values.decodeIfPresent(Double.self, forKey: key) { value = found }
        }
        try read(.newTemplate, &newTemplate)
        try read(.warning, &warning)
        try read(.error, &error)
        try read(.critical, &critical)
        try read(.trouble, &trouble)
        try read(.outlierExponent, &outlierExponent)
        try read(.peakFactor, &peakFactor)
        try read(.threshold, &threshold)
        try read(.gap, &gap)
        try read(.longest, &longest)
        try read(.quiet, &quiet)
        try read(.sessionShare, &sessionShare)
        try read(.sessionRank, &sessionRank)
    }
}
