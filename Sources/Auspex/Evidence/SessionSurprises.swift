/// Sessions that are anomalous by their evidence, looked up by identifier.
public struct SessionSurprises: Sendable {
    /// Sessions remembered; further ones are not.
    static let limit = 1_000_000

    /// What makes a session anomalous.
    public struct Surprise: Sendable {
        /// Sum of its surprises over the threshold; at least 1.
        public var ratio: Double
        /// What it shows, the rarest first.
        public var reasons: [EvidenceFamily]
    }

    private var surprises: [UInt64: Surprise] = [:]

    /// Whether there are none.
    public var isEmpty: Bool { surprises.isEmpty }

    /// What makes a session anomalous; `nil` for one that is not.
    public subscript(session: String) -> Surprise? {
        guard !surprises.isEmpty else { return nil }
        let bytes = Array(session.utf8)
        return surprises[ObservationReader.hash(bytes.span, ByteRange(start: 0, end: UInt32(bytes.count))) | 1]
    }

    mutating func add(_ key: UInt64, _ surprise: Surprise) {
        guard surprises.count < Self.limit || surprises[key] != nil else { return }
        if let known = surprises[key], known.ratio >= surprise.ratio { return }
        surprises[key] = surprise
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(surprises.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value.ratio)
            writer.write(entry.value.reasons) { $0.write($1.number) }
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        for (key, surprise) in try reader.list({ reader in
            (
                try reader.number(),
                Surprise(ratio: try reader.double(), reasons: try reader.list { try EvidenceFamily(from: &$0) })
            )
        }) { surprises[key] = surprise }
    }
}
