extension NGramModel {
    /// The same counts and one more normal session. Its templates join the vocabulary.
    ///
    /// Each history of the session counts what followed it. A history becomes one event longer where the shorter one was seen before, as in
    /// fitting; what stood before a history seen only once is not known any more, so such histories grow with the new session alone.
    ///
    /// - Complexity: O(histories + events · historyLength).
    func learning(_ session: EventSequence) -> NGramModel {
        let known = TemplateIndex(index.templates + session.events)
        var numbers = index.templates.map { Int32(known[$0] ?? 0) }
        numbers += (0..<3).map { Int32(known.count + $0) }  // unknown, end, padding
        var nodes = tree.nodes
        if known.count != index.count {
            for node in nodes.indices {
                for place in nodes[node].children.indices {
                    nodes[node].children[place].symbol = numbers[Int(nodes[node].children[place].symbol)]
                }
                for place in nodes[node].successors.indices {
                    nodes[node].successors[place].symbol = numbers[Int(nodes[node].successors[place].symbol)]
                }
            }
        }
        let grown = NGramModel(configuration: configuration, index: known, tree: HistoryTree())
        let symbols = grown.symbols(of: session)
        for position in configuration.historyLength..<max(configuration.historyLength, symbols.count) {
            Self.count(symbols, at: position, historyLength: configuration.historyLength, limit: configuration.historyLimit, in: &nodes)
        }
        return NGramModel(configuration: configuration, index: known, tree: HistoryTree(nodes: Self.inOrder(nodes)))
    }

    private static func count(_ symbols: [Int32], at position: Int, historyLength: Int, limit: Int, in nodes: inout [HistoryTree.Node]) {
        var node = 0
        var back = 1
        while true {
            let wasSeen = !nodes[node].successors.isEmpty
            let place = nodes[node].successors.firstIndex { $0.symbol >= symbols[position] } ?? nodes[node].successors.count
            if place < nodes[node].successors.count, nodes[node].successors[place].symbol == symbols[position] {
                nodes[node].successors[place].count += 1
            } else {
                nodes[node].successors.insert((symbols[position], 1), at: place)
            }
            guard wasSeen, back <= historyLength else { return }
            let earlier = symbols[position - back]
            let child = nodes[node].children.firstIndex { $0.symbol >= earlier } ?? nodes[node].children.count
            if child < nodes[node].children.count, nodes[node].children[child].symbol == earlier {
                node = nodes[node].children[child].node
            } else {
                guard nodes.count < limit else { return }
                nodes.append(HistoryTree.Node())
                nodes[node].children.insert((earlier, nodes.count - 1), at: child)
                node = nodes.count - 1
            }
            back += 1
        }
    }

    /// Nodes level by level, so that children come after their parents.
    private static func inOrder(_ nodes: [HistoryTree.Node]) -> [HistoryTree.Node] {
        var order = [0]
        var ordered: [HistoryTree.Node] = []
        ordered.reserveCapacity(nodes.count)
        while ordered.count < order.count {
            var node = nodes[order[ordered.count]]
            for place in node.children.indices {
                let child = node.children[place].node
                node.children[place].node = order.count
                order.append(child)
            }
            ordered.append(node)
        }
        return ordered
    }
}
