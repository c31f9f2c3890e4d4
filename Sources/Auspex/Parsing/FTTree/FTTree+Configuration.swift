extension FTTree {
    /// How FT-tree tells templates apart.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Most children of a node that may be pruned (`k`): with one more they are a variable field. 4 as the authors' program is run in its
        /// documentation; tuned for each log in the paper.
        public var maxChildren = 4
        /// Nodes with fewer words than this on their way are never pruned. 3 in the authors' program.
        public var prunedLevel = 3
        /// The first words of a path, as a share of its length, that are never pruned behind; 0 turns it off, the authors' program shows 0.3.
        public var exemptShare = 0.0
        /// Lines of fewer tokens are templates as they are. 5 in the authors' program.
        public var shortLine = 5
        /// Different skeletons after which the order of words is fixed; where there are fewer, all of the log decides, as in the paper.
        public var orderAfter = 5_000
        /// Most words of the order; further ones are variable.
        public var maxWords = 200_000
        /// Words of a line that are looked at; further ones are variable.
        public var maxTokens = 256

        /// The defaults.
        public init() {}

        /// Values inside their bounds.
        var bounded: Configuration {
            var copy = self
            copy.maxChildren = Swift.min(1_000_000, Swift.max(1, maxChildren))
            copy.prunedLevel = Swift.min(1_000, Swift.max(1, prunedLevel))
            copy.exemptShare = exemptShare.isFinite ? Swift.min(1, Swift.max(0, exemptShare)) : 0
            copy.shortLine = Swift.min(1_000, Swift.max(0, shortLine))
            copy.orderAfter = Swift.min(1_000_000, Swift.max(1, orderAfter))
            copy.maxWords = Swift.min(10_000_000, Swift.max(1, maxWords))
            copy.maxTokens = Swift.min(4_096, Swift.max(8, maxTokens))
            return copy
        }
    }
}
