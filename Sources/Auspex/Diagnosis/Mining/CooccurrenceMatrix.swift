/// How often keys occur near each other: the matrices P_d of DeepLog's density clustering (CCS 2017, section 4.3).
///
/// `P_d(i,j)` is the share of the occurrences of `i` after which `j` occurs at least once within the next `d` keys. Distances never cross
/// the end of a sequence. Only pairs that occur are stored.
///
/// - Complexity: O(N·D) for N keys; memory O(pairs·D), and a table of K² numbers for at most 1,024 kinds of keys.
public struct CooccurrenceMatrix: Sendable {
    /// Largest distance, D.
    public let maximumDistance: Int
    /// The keys that occur, ascending.
    public let keys: [TemplateID]
    private let numbers: [TemplateID: Int]
    private var occurrences: [Int]
    private var after: Pairs
    private var before: Pairs

    /// Counts of pairs: for each pair that occurs one row of `width` numbers.
    private struct Pairs {
        let width: Int
        let kinds: Int
        /// Row of each pair, -1 for none; empty when there are too many kinds of keys for a table.
        var table: [Int32] = []
        var sparse: [Int: Int32] = [:]
        var counts: [Int] = []
        var neighbours: [[Int]]

        init(kinds: Int, width: Int) {
            self.kinds = kinds
            self.width = width
            neighbours = [[Int]](repeating: [], count: kinds)
            if kinds <= 1_024 { table = [Int32](repeating: -1, count: kinds * kinds) }
        }

        func row(_ i: Int, _ j: Int) -> Int? {
            if table.isEmpty { return sparse[i * kinds + j].map(Int.init) }
            let row = table[i * kinds + j]
            return row < 0 ? nil : Int(row)
        }

        mutating func add(_ i: Int, _ j: Int, at distance: Int) {
            var place = row(i, j) ?? -1
            if place < 0 {
                place = counts.count / width
                counts += repeatElement(0, count: width)
                neighbours[i].append(j)
                if table.isEmpty { sparse[i * kinds + j] = Int32(place) } else { table[i * kinds + j] = Int32(place) }
            }
            counts[place * width + distance - 1] += 1
        }

        /// From counts at a distance to counts within a distance.
        mutating func accumulate() {
            for place in counts.indices where place % width != 0 { counts[place] += counts[place - 1] }
            for i in neighbours.indices { neighbours[i].sort() }
        }
    }

    /// Counts the pairs of sequences of keys.
    public init(_ sequences: [[TemplateID]], maximumDistance: Int) {
        precondition(maximumDistance > 0, "maximumDistance is \(maximumDistance)")
        self.maximumDistance = maximumDistance
        keys = sequences.reduce(into: Set<TemplateID>()) { $0.formUnion($1) }.sorted()
        numbers = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        occurrences = [Int](repeating: 0, count: keys.count)
        after = Pairs(kinds: keys.count, width: maximumDistance)
        before = after
        // For each key the place from which it was last seen as a neighbour, so that it counts once.
        var seen = [Int](repeating: -1, count: keys.count)
        var visit = 0
        for sequence in sequences {
            let places = sequence.map { numbers[$0]! }
            for (place, key) in places.enumerated() {
                occurrences[key] += 1
                visit += 1
                for other in (place + 1)..<max(place + 1, min(places.count, place + 1 + maximumDistance)) where seen[places[other]] != visit
                {
                    seen[places[other]] = visit
                    after.add(key, places[other], at: other - place)
                }
                visit += 1
                for other in (max(0, place - maximumDistance)..<place).reversed() where seen[places[other]] != visit {
                    seen[places[other]] = visit
                    before.add(key, places[other], at: place - other)
                }
            }
        }
        after.accumulate()
        before.accumulate()
    }

    /// Occurrences of a key, f(i).
    public func count(_ key: TemplateID) -> Int { numbers[key].map { occurrences[$0] } ?? 0 }

    /// P_d(i,j): share of the occurrences of `key` with `other` within the next `distance` keys.
    public func follows(_ key: TemplateID, _ other: TemplateID, within distance: Int) -> Double { share(after, key, other, distance) }

    /// Share of the occurrences of `key` with `other` within the `distance` keys before.
    public func precedes(_ key: TemplateID, _ other: TemplateID, within distance: Int) -> Double { share(before, key, other, distance) }

    /// The paper's literal `p_d(i,j) = f_d(i,j) / (d·f(i))`, with at most one hit an occurrence.
    public func literal(_ key: TemplateID, _ other: TemplateID, distance: Int) -> Double {
        follows(key, other, within: distance) / Double(distance)
    }

    /// Keys that occur within reach after a key, ascending.
    public func successors(of key: TemplateID) -> [TemplateID] { (numbers[key].map { after.neighbours[$0] } ?? []).map { keys[$0] } }

    /// Keys that occur within reach before a key, ascending.
    public func predecessors(of key: TemplateID) -> [TemplateID] { (numbers[key].map { before.neighbours[$0] } ?? []).map { keys[$0] } }

    private func share(_ pairs: Pairs, _ key: TemplateID, _ other: TemplateID, _ distance: Int) -> Double {
        guard distance > 0, let i = numbers[key], let j = numbers[other], let row = pairs.row(i, j) else { return 0 }
        return Double(pairs.counts[row * maximumDistance + min(distance, maximumDistance) - 1]) / Double(occurrences[i])
    }
}
