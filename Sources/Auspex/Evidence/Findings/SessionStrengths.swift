/// The strongest evidence of each family about one session.
struct SessionStrengths: Sendable {
    private var values: [Float] = []

    /// Whether there is none.
    var isEmpty: Bool { values.isEmpty }

    subscript(family: EvidenceFamily) -> Double { values.isEmpty ? 0 : Double(values[family.number]) }

    mutating func raise(_ family: EvidenceFamily, to score: Double) {
        guard score > 0 else { return }
        if values.isEmpty { values = Array(repeating: 0, count: EvidenceFamily.allCases.count) }
        values[family.number] = max(values[family.number], Float(score))
    }
}
