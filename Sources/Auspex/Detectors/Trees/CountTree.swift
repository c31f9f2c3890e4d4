/// Decision trees over counts, their nodes in flat arrays.
struct CountTree: Codable, Sendable, Equatable {
    /// Column a node splits; -1 for a leaf.
    var column: [Int32] = []
    /// The left child, taken by counts up to the split; the right one is next to it.
    var child: [Int32] = []
    /// Where a node splits, midway between two counts.
    var split: [Double] = []
    /// Share of the node's training sessions that are anomalous.
    var share: [Double] = []

    /// The nodes on a row's way, from the root to the leaf.
    func path(of cells: [Int32]) -> [Int] {
        var path = [0]
        while let node = path.last, column[node] >= 0 {
            path.append(Int(child[node]) + (Double(cells[Int(column[node])]) <= split[node] ? 0 : 1))
        }
        return path
    }

    /// Share of anomalous sessions in a row's leaf.
    func share(of cells: [Int32]) -> Double {
        var node = 0
        while column[node] >= 0 { node = Int(child[node]) + (Double(cells[Int(column[node])]) <= split[node] ? 0 : 1) }
        return share[node]
    }

    /// Whether children come after their parents and columns exist: then every way ends.
    func fits(columns count: Int) -> Bool {
        guard !column.isEmpty, column.count == child.count, column.count == split.count, column.count == share.count,
            split.allSatisfy(\.isFinite), share.allSatisfy({ (0...1).contains($0) })
        else { return false }
        return column.indices.allSatisfy { node in
            column[node] < 0 || Int(column[node]) < count && Int(child[node]) > node && Int(child[node]) + 1 < column.count
        }
    }
}
