extension KnownTemplates: Codable {
    private struct Row: Codable {
        var id: TemplateID
        var text: String
        var count: Int
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let rows = try decoder.singleValueContainer().decode([Row].self)
        guard rows.allSatisfy({ $0.id != .none }), Set(rows.map(\.id)).count == rows.count else {
            throw InputError("the template list has ids that are 0 or occur twice; train the model again")
        }
        try self.init(rows.map { ($0.id.description, $0.text) })
        setCounts(rows.map(\.count))
    }

    /// Writes the templates in the order of the list, which decides between equally specific ones.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(inListOrder.map { Row(id: $0.id, text: $0.text, count: $0.count) })
    }
}
