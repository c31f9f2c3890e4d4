extension TaskWorkflow {
    /// The structure without what no counted execution needed: alternatives none took, loops none went round again, options all or none
    /// used.
    ///
    /// Every counted execution still fits it. Of a workflow that counted nothing, nothing is left.
    func pruned() -> WorkflowBlock { pruned(0, total: executions).canonical }

    /// - Parameter total: how often the block was reached.
    private func pruned(_ index: Int, total: Int) -> WorkflowBlock {
        let block = tree.blocks[index]
        switch block.kind {
        case .nothing: return .nothing
        case .event(let template, _): return .event(template)
        case .sequence: return .sequence(block.children.map { pruned($0, total: total) })
        case .parallel: return .parallel(block.children.map { pruned($0, total: total) })
        case .choice:
            let taken = zip(block.children, shares(of: index, total: total)).filter { $1 ?? 0 > 0 }.map(\.0)
            return .choice(taken.map { pruned($0, total: entries($0)) })
        case .loop(let bounds, _, _):
            let rounds = rounds(index)
            let body = pruned(block.children[0], total: rounds)
            return bounds == .onceOrMore && rounds == entries(index) ? body : .loop(body, bounds)
        }
    }
}
