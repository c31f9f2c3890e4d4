extension TaskWorkflow {
    /// How often a block was entered from outside.
    func entries(_ block: Int) -> Int {
        let targets = tree.entryNodes(block), inside = tree.blocks[block].nodes
        return graph.edges.reduce(0) { sum, edge in
            sum + (targets.contains(edge.to) && !edge.isBack && !inside.contains(edge.from) ? edge.count : 0)
        }
    }

    /// How often a loop's body was begun, the first times included.
    func rounds(_ loop: Int) -> Int {
        let targets = tree.entryNodes(loop), inside = tree.blocks[loop].nodes
        return entries(loop)
            + graph.edges.reduce(0) { $0 + ($1.isBack && targets.contains($1.to) && inside.contains($1.from) ? $1.count : 0) }
    }

    /// For each alternative of a choice the share of the executions that took it, by how often the alternatives were entered and, for
    /// nothing, by what is left of `total`; nil where nothing was counted.
    func shares(of choice: Int, total: Int) -> [Double?] {
        let children = tree.blocks[choice].children
        var counts = children.map { child in if case .nothing = tree.blocks[child].kind { 0 } else { entries(child) } }
        if let skip = children.firstIndex(where: { if case .nothing = tree.blocks[$0].kind { true } else { false } }) {
            counts[skip] = max(0, total - counts.reduce(0, +))
        }
        let sum = counts.reduce(0, +)
        return counts.map { sum == 0 ? nil : Double($0) / Double(sum) }
    }

    /// Whole percents: `63 %`, `<1 %`.
    static func percent(_ share: Double) -> String {
        let value = Int((share * 100).rounded())
        return value == 0 && share > 0 ? "<1 %" : value == 100 && share < 1 ? ">99 %" : "\(value) %"
    }
}
