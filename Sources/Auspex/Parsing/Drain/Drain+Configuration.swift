extension Drain {
    /// What Drain is built from. Defaults are one set for all kinds of log.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Least share of equal tokens for a record to join a group (`st`). 0.4 as in Drain3.
        public var similarity = 0.4
        /// Depth of the tree, counted as Drain3 does: root, token count, `depth - 3` levels of first tokens, groups. 4 as there.
        public var depth = 4
        /// Most children of a tree node; one place is kept for the wildcard (`maxChild`). 100 as in Drain3.
        public var maxChildren = 100
        /// Most templates; beyond it the least recently matched is evicted.
        public var maxClusters = 10_000
        /// Share of ``maxClusters`` at which ``ParserWarning/manyTemplates(count:limit:)`` is given.
        public var warningShare = 0.8
        /// Index of a header field (``RecordBatch/fields``) that is put in front of the first token, so that equal texts of different severity
        /// never meet (Drain3 issue 45). Off by default: the field's place depends on the format.
        public var severityField: Int?
        /// Header fields that are part of the event, as ``LogFormat/eventHead`` found them; takes the place of ``severityField``.
        public var head: EventHead?
        /// In the paths of an access log, as many rarely seen words at one place make the place variable; 12 keeps the names of an application's
        /// pages apart and lets those of articles and pictures go.
        public var rareSegments: Int?
        /// Ordered masks of the user, applied before the byte-level ones.
        public var masks: [UserMask] = []

        /// Plain words never become a wildcard because of similarity alone. Drain joins `VM Paused` and `VM Resumed` as soon as the rest of a
        /// long line is equal; those are the words that tell events apart. Free text (names, hosts) is found by the four rules below instead.
        public var protectsWords = true
        /// A word that differs in this many otherwise equal templates is a variable place after all: they are merged.
        /// Small numbers merge verbs and states, large ones leave free text apart; 6 was the best of 4, 6, 8, 12 on the
        /// public Loghub-2k systems in a prototype, so those systems are no blind test of it; 4 costs little.
        public var mergeAfterVariants = 6
        /// Words behind which a differing word is variable: `user alice`, `user bob`. User names are the commonest free words in logs.
        public var nameLabels = ["user"]
        /// A word may meet a masked value at one place (`user root`, `user x17`) when at least this many other tokens are equal.
        /// A masked value there is good evidence that the place is variable; 0 turns the rule off.
        public var equalTokensForMixedPlace = 3

        /// When matching finds nothing below its tree node, all groups of that token count are tried.
        public var searchesAllGroups = false
        /// Longest text in bytes that is looked at; what is behind it counts as one parameter.
        public var maxTextLength = 16_384
        /// How many skeletons the exact cache remembers; 0 turns it off (results stay the same).
        public var cacheEntries = 65_536
        /// How many template changes are remembered until somebody takes them.
        public var maxChanges = 1_000

        /// The defaults.
        public init() {}

        /// The same with the header fields of a format that are part of the event.
        public func adapted(to format: LogFormat) -> Configuration {
            var copy = self
            if severityField == nil { copy.head = format.eventHead }
            return copy
        }

        /// How many first tokens of a skeleton come from header fields.
        var headTokens: Int {
            switch head {
            case .statement, .component: 1
            case .access: 2
            case nil: severityField == nil ? 0 : 1
            }
        }

        /// Values inside their bounds.
        var bounded: Configuration {
            var copy = self
            copy.similarity = similarity.isFinite ? Swift.min(1, Swift.max(0, similarity)) : 0.4
            copy.depth = Swift.min(64, Swift.max(3, depth))
            copy.maxChildren = Swift.min(100_000, Swift.max(2, maxChildren))
            copy.maxClusters = Swift.min(1_000_000, Swift.max(1, maxClusters))
            copy.warningShare = warningShare.isFinite ? Swift.min(1, Swift.max(0, warningShare)) : 0.8
            copy.mergeAfterVariants = Swift.max(2, mergeAfterVariants)
            copy.maxTextLength = Swift.min(1 << 20, Swift.max(64, maxTextLength))
            copy.cacheEntries = Swift.min(1 << 22, Swift.max(0, cacheEntries))
            copy.maxChanges = Swift.min(1_000_000, Swift.max(0, maxChanges))
            return copy
        }
    }
}
