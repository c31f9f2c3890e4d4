extension NGramModel: Codable {
    private enum CodingKeys: String, CodingKey { case configuration, index, tree }

    /// Reads a stored model; refuses parts that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let configuration = try container.decode(Configuration.self, forKey: .configuration)
        let index = try container.decode(TemplateIndex.self, forKey: .index)
        let tree = try container.decode(HistoryTree.self, forKey: .tree)
        guard tree.isValid(outcomes: index.count + 2), (0...1000).contains(configuration.historyLength) else {
            throw DecodingError.dataCorruptedError(forKey: .tree, in: container, debugDescription: "ngram: parts do not fit each other")
        }
        self.init(configuration: configuration, index: index, tree: tree)
    }

    /// Stores the model.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(configuration, forKey: .configuration)
        try container.encode(index, forKey: .index)
        try container.encode(tree, forKey: .tree)
    }
}
