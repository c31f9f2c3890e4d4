/// How often keys occur near each other: the matrices P_d of DeepLog's density clustering (algorithms 4.4.2).
///
/// `P_d(i,j)` is the share of the occurrences of `i` after which `j` occurs at least once within the next `d` keys. Distances never cross
/// the end of a sequence. Only pairs that occur are stored.
///
/// - Complexity: O(N·D) for N keys; memory O(pairs·D).
public struct CooccurrenceMatrix: Sendable {
    /// Largest distance, D.
    public let maximumDistance: Int
    private var occurrences: [TemplateID: Int] = [:]
    private var after: [TemplateID: [TemplateID: [Int]]] = [:]
    private var before: [TemplateID: [TemplateID: [Int]]] = [:]

    /// Counts the pairs of sequences of keys.
    public init(_ sequences: [[TemplateID]], maximumDistance: Int) {
        precondition(maximumDistance > 0, "maximumDistance is \(maximumDistance)")
        self.maximumDistance = maximumDistance
        for sequence in sequences {
            Self.count(sequence, by: 1, maximumDistance, &after)
            Self.count(sequence, by: -1, maximumDistance, &before)
            for key in sequence { occurrences[key, default: 0] += 1 }
        }
        Self.accumulate(&after)
        Self.accumulate(&before)
    }

    private static func count(
        _ keys: [TemplateID], by step: Int, _ limit: Int, _ table: inout [TemplateID: [TemplateID: [Int]]]
    ) {
        for (place, key) in keys.enumerated() {
            var seen: [TemplateID] = []
            for distance in 1...limit {
                let other = place + step * distance
                guard keys.indices.contains(other) else { break }
                guard !seen.contains(keys[other]) else { continue }
                seen.append(keys[other])
                table[key, default: [:]][keys[other], default: [Int](repeating: 0, count: limit)][distance - 1] += 1
            }
        }
    }

    private static func accumulate(_ table: inout [TemplateID: [TemplateID: [Int]]]) {
        table = table.mapValues { row in
            row.mapValues { counts in
                var total = 0
                return counts.map { count in
                    total += count
                    return total
                }
            }
        }
    }

    /// The keys that occur, ascending.
    public var keys: [TemplateID] { occurrences.keys.sorted() }

    /// Occurrences of a key, f(i).
    public func count(_ key: TemplateID) -> Int { occurrences[key] ?? 0 }

    /// P_d(i,j): share of the occurrences of `key` with `other` within the next `distance` keys.
    public func follows(_ key: TemplateID, _ other: TemplateID, within distance: Int) -> Double {
        share(after[key]?[other], of: key, distance)
    }

    /// Share of the occurrences of `key` with `other` within the `distance` keys before.
    public func precedes(_ key: TemplateID, _ other: TemplateID, within distance: Int) -> Double {
        share(before[key]?[other], of: key, distance)
    }

    /// The paper's literal `p_d(i,j) = f_d(i,j) / (d·f(i))`, with at most one hit an occurrence.
    public func literal(_ key: TemplateID, _ other: TemplateID, distance: Int) -> Double {
        follows(key, other, within: distance) / Double(distance)
    }

    /// Keys that occur within reach after a key, ascending.
    public func successors(of key: TemplateID) -> [TemplateID] { (after[key] ?? [:]).keys.sorted() }

    /// Keys that occur within reach before a key, ascending.
    public func predecessors(of key: TemplateID) -> [TemplateID] { (before[key] ?? [:]).keys.sorted() }

    private func share(_ counts: [Int]?, of key: TemplateID, _ distance: Int) -> Double {
        guard let counts, distance > 0, let total = occurrences[key] else { return 0 }
        return Double(counts[min(distance, maximumDistance) - 1]) / Double(total)
    }
}
