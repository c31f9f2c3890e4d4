/// A closed set of values.
struct SlotCategory: Sendable, Codable {
    /// Hashes of the values.
    @SortedMembers var values: Set<UInt64>
    /// How many new ones another stretch of time like the one learnt from would bring.
    var expectedNew: Double
}
