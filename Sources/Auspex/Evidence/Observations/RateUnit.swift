/// Whose records a rate counts.
public enum RateUnit: Sendable, Hashable, Codable {
    /// All records.
    case all
    /// Records of one kind of line.
    case statement(Int32)
    /// Records of one severity.
    case severity(Severity)
    /// Records of one kind of line with one value at one place.
    case value(statement: Int32, place: UInt8, hash: UInt64)
}
