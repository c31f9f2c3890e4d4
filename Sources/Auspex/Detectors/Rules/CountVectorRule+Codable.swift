extension CountVectorRule {
    private enum CodingKeys: String, CodingKey { case configuration, index, rows, completeRows, costs }

    /// Reads a stored rule; refuses parts that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let index = try container.decode(TemplateIndex.self, forKey: .index)
        let rows = try container.decode(CountRows.self, forKey: .rows)
        let completeRows = try container.decode(Int.self, forKey: .completeRows)
        let costs = try container.decode(CountCosts.self, forKey: .costs)
        let columnCount = index.count + 1
        guard rows.isValid(columnCount: columnCount), costs.isValid(columnCount: columnCount), (0...rows.count).contains(completeRows)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .rows, in: container, debugDescription: "countVector: parts do not fit each other")
        }
        self.init(
            configuration: try container.decode(Configuration.self, forKey: .configuration), index: index, rows: rows,
            completeRows: completeRows, costs: costs)
    }

    /// Stores the rule.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(configuration, forKey: .configuration)
        try container.encode(index, forKey: .index)
        try container.encode(rows, forKey: .rows)
        try container.encode(completeRows, forKey: .completeRows)
        try container.encode(costs, forKey: .costs)
    }
}
