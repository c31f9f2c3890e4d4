extension SkeletonParser {
    /// What a parser is built from: how text becomes skeletons, the bounds, and the tree that tells templates apart.
    public struct Configuration: Sendable, Equatable {
        /// The tree, with its settings.
        public var tree: TreeConfiguration
        /// Most templates; beyond it the least recently matched is evicted.
        public var maxClusters = 10_000
        /// Share of ``maxClusters`` at which ``ParserWarning/manyTemplates(count:limit:)`` is given.
        public var warningShare = 0.8
        /// Index of a header field (``RecordBatch/fields``) that is put in front of the first token, so that equal texts of different severity
        /// never meet (Drain3 issue 45). Off by default: the field's place depends on the format.
        public var severityField: Int?
        /// Header fields that are part of the event, as ``LogFormat/eventHead`` found them; takes the place of ``severityField``.
        public var head: EventHead?
        /// Whether numbers, addresses, paths and other values are masked by their bytes. Off only to see what that does.
        public var masksValues = true
        /// Ordered masks of the user, applied before the byte-level ones.
        public var masks: [UserMask] = []
        /// The expression sessions are found by: what it extracts from a text is a value too.
        public var sessionPattern: String?
        /// Longest text in bytes that is looked at; what is behind it counts as one parameter.
        public var maxTextLength = 16_384
        /// How many skeletons the exact cache remembers; 0 turns it off (results stay the same).
        public var cacheEntries = 65_536

        /// The defaults, with a tree.
        public init(_ tree: TreeConfiguration = .drain(Drain.Configuration())) {
            self.tree = tree
        }

        /// The same with the header fields of a format that are part of the event.
        ///
        /// - Parameter expression: a regular expression that sessions are found by.
        public func adapted(to format: LogFormat, sessionsBy expression: String? = nil) -> Configuration {
            var copy = self
            if let expression { copy.sessionPattern = expression }
            if severityField == nil { copy.head = format.eventHead }
            return copy
        }

        /// Values inside their bounds.
        var bounded: Configuration {
            var copy = self
            copy.tree = tree.bounded
            copy.maxClusters = Swift.min(1_000_000, Swift.max(1, maxClusters))
            copy.warningShare = warningShare.isFinite ? Swift.min(1, Swift.max(0, warningShare)) : 0.8
            copy.maxTextLength = Swift.min(1 << 20, Swift.max(64, maxTextLength))
            copy.cacheEntries = Swift.min(1 << 22, Swift.max(0, cacheEntries))
            return copy
        }
    }
}

extension SkeletonParser.Configuration: Codable {
    private enum CodingKeys: String, CodingKey {
        case maxClusters, warningShare, severityField, head, masksValues, masks, sessionPattern, maxTextLength, cacheEntries
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        self.init(try TreeConfiguration(from: decoder))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        maxClusters = try container.decode(Int.self, forKey: .maxClusters)
        warningShare = try container.decode(Double.self, forKey: .warningShare)
        severityField = try container.decodeIfPresent(Int.self, forKey: .severityField)
        head = try container.decodeIfPresent(EventHead.self, forKey: .head)
        masksValues = try container.decodeIfPresent(Bool.self, forKey: .masksValues) ?? true
        masks = try container.decode([UserMask].self, forKey: .masks)
        sessionPattern = try container.decodeIfPresent(String.self, forKey: .sessionPattern)
        maxTextLength = try container.decode(Int.self, forKey: .maxTextLength)
        cacheEntries = try container.decode(Int.self, forKey: .cacheEntries)
    }

    /// Writes one object: the fields of the tree's settings stand beside the others.
    public func encode(to encoder: any Encoder) throws {
        try tree.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(maxClusters, forKey: .maxClusters)
        try container.encode(warningShare, forKey: .warningShare)
        try container.encodeIfPresent(severityField, forKey: .severityField)
        try container.encodeIfPresent(head, forKey: .head)
        try container.encode(masksValues, forKey: .masksValues)
        try container.encode(masks, forKey: .masks)
        try container.encodeIfPresent(sessionPattern, forKey: .sessionPattern)
        try container.encode(maxTextLength, forKey: .maxTextLength)
        try container.encode(cacheEntries, forKey: .cacheEntries)
    }
}
