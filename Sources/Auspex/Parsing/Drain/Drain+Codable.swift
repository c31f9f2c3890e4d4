extension Drain: Codable {
    /// Restores a parser from its ``state``, checked.
    public init(from decoder: any Decoder) throws {
        try self.init(state: DrainState(from: decoder))
    }

    /// Writes the ``state``.
    public func encode(to encoder: any Encoder) throws {
        try state.encode(to: encoder)
    }
}
