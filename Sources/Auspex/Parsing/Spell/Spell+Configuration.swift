extension Spell {
    /// How Spell tells templates apart.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Least share of a line's words that it must have in common with a template to join it (τ). 0.5 in the paper, 0.5 to 0.9 in the public
        /// benchmark, one for each log. Masks have taken most variable words away already, so that few of the others may differ: 0.9 groups best on
        /// nearly all of the public Loghub-2k systems.
        public var commonShare = 0.9
        /// Whether the same share of the *template's* words is asked for, too: else a short line joins any long template that has its words.
        public var comparesBoth = true
        /// A word that differs in this many otherwise equal templates is a variable place after all: they are merged. The paper's merging of templates
        /// that differ at one place; the number is Drain's (``Drain/Configuration/mergeAfterVariants``).
        public var mergeAfterVariants = 6
        /// Tokens of a line that are looked at; what is behind them is one variable place.
        public var maxTokens = 256

        /// The defaults.
        public init() {}

        /// Values inside their bounds.
        var bounded: Configuration {
            var copy = self
            copy.commonShare = commonShare.isFinite ? Swift.min(1, Swift.max(0, commonShare)) : 0.5
            copy.mergeAfterVariants = Swift.max(2, mergeAfterVariants)
            copy.maxTokens = Swift.min(1_024, Swift.max(8, maxTokens))
            return copy
        }
    }
}
