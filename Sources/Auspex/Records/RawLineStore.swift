/// Where the raw text of records is found for a report: a ring in memory (``RecentLines``), or the files themselves (``FileLines``).
public protocol RawLineStore: Sendable {
    /// Takes note of the records of a batch, if the store keeps any itself.
    mutating func keep(_ batch: RecordBatch)

    /// The text of records by their first line; no entry for one that is not there any more.
    ///
    /// - Throws: ``InputError`` when the store cannot be read.
    func texts(of references: Set<LineReference>) throws -> [LineReference: String]
}

extension RecentLines: RawLineStore {
    /// The text of the records that are still remembered.
    public func texts(of references: Set<LineReference>) -> [LineReference: String] {
        var found: [LineReference: String] = [:]
        for reference in references { found[reference] = text(reference) }
        return found
    }
}
