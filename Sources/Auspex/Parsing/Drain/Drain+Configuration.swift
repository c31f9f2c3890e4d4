extension Drain {
    /// How Drain tells templates apart. Defaults are one set for all kinds of log.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Least share of equal tokens for a record to join a group (`st`). 0.4 as in Drain3.
        public var similarity = 0.4
        /// Depth of the tree, counted as Drain3 does: root, token count, `depth - 3` levels of first tokens, groups. 4 as there.
        public var depth = 4
        /// Most children of a tree node; one place is kept for the wildcard (`maxChild`). 100 as in Drain3.
        public var maxChildren = 100
        /// In the paths of an access log, as many rarely seen words at one place make the place variable; 12 keeps the names of an application's
        /// pages apart and lets those of articles and pictures go.
        public var rareSegments: Int?

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

        /// The defaults.
        public init() {}

        /// Values inside their bounds.
        var bounded: Configuration {
            var copy = self
            copy.similarity = similarity.isFinite ? Swift.min(1, Swift.max(0, similarity)) : 0.4
            copy.depth = Swift.min(64, Swift.max(3, depth))
            copy.maxChildren = Swift.min(100_000, Swift.max(2, maxChildren))
            copy.mergeAfterVariants = Swift.max(2, mergeAfterVariants)
            return copy
        }
    }
}
