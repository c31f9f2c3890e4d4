/// The record of a session that shows a family of evidence best.
struct SessionSign: Sendable {
    /// The record.
    var line: LineReference
    /// The record after it in its session, where it matters what lies between the two.
    var next: LineReference?
    /// Its kind of line.
    var statement: Int32
    /// When, seconds since 1970 UTC.
    var time: Double
    /// What is unusual about it.
    var detail: LineEvidence.Detail
}

/// The strongest evidence of each family about one session, and where it shows.
struct SessionStrengths: Sendable {
    private var values: [Float] = []
    private var signs: [SessionSign?] = []

    init() {}

    /// Whether there is none.
    var isEmpty: Bool { values.isEmpty }

    subscript(family: EvidenceFamily) -> Double { values.isEmpty ? 0 : Double(values[family.number]) }

    /// Where a family shows best; `nil` where nobody said.
    func sign(of family: EvidenceFamily) -> SessionSign? { signs.isEmpty ? nil : signs[family.number] }

    mutating func raise(_ family: EvidenceFamily, to score: Double, sign: SessionSign? = nil) {
        guard score > 0 else { return }
        if values.isEmpty {
            values = Array(repeating: 0, count: EvidenceFamily.allCases.count)
            signs = Array(repeating: nil, count: EvidenceFamily.allCases.count)
        }
        guard Float(score) > values[family.number] else { return }
        values[family.number] = Float(score)
        signs[family.number] = sign
    }

    /// Says where a family shows best.
    mutating func show(_ family: EvidenceFamily, _ sign: SessionSign?) {
        if let sign, !signs.isEmpty { signs[family.number] = sign }
    }

    func write(to writer: inout SnapshotWriter) {
        writer.write(values) { $0.write(Double($1)) }
        writer.write(signs) { writer, sign in writer.write(sign) { $1.write(to: &$0) } }
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        values = try reader.list { Float(try $0.double()) }
        signs = try reader.list { reader in try reader.optional { try SessionSign(from: &$0, bounds) } }
        guard values.isEmpty || values.count == EvidenceFamily.allCases.count, signs.count == values.count else {
            throw SnapshotReader.damaged
        }
    }
}
