/// Histories as a tree that is walked backwards from the predicted event: the root is the empty history, a child adds one *earlier*
/// symbol.
///
/// Frozen flat: children and successors of a node are ranges of ascending symbols.
struct HistoryTree: Sendable, Equatable, Codable {
    /// `childStarts[n]..<childStarts[n + 1]` are node n's children; likewise its successors.
    private(set) var childStarts: [Int32] = [0, 0]
    private(set) var childSymbols: [Int32] = []
    private(set) var childNodes: [Int32] = []
    private(set) var successorStarts: [Int32] = [0, 0]
    private(set) var successorSymbols: [Int32] = []
    private(set) var successorCounts: [Int] = []
    private(set) var totals: [Int] = [0]

    /// A tree that has seen nothing.
    init() {}

    /// One node, as it is changed or rebuilt.
    struct Node {
        /// Earlier symbols and the nodes they lead to, ascending by symbol.
        var children: [(symbol: Int32, node: Int)] = []
        /// What followed and how often, ascending by symbol.
        var successors: [(symbol: Int32, count: Int)] = []
    }

    /// Freezes nodes; the first is the root, children come after their parents.
    init(nodes: [Node]) {
        childStarts = [0]
        successorStarts = [0]
        totals = []
        for node in nodes {
            for child in node.children {
                childSymbols.append(child.symbol)
                childNodes.append(Int32(child.node))
            }
            for successor in node.successors {
                successorSymbols.append(successor.symbol)
                successorCounts.append(successor.count)
            }
            childStarts.append(Int32(childSymbols.count))
            successorStarts.append(Int32(successorSymbols.count))
            totals.append(node.successors.reduce(0) { $0 + $1.count })
        }
    }

    /// The nodes, to be changed.
    var nodes: [Node] {
        (0..<nodeCount).map { number in
            let children = Int(childStarts[number])..<Int(childStarts[number + 1])
            return Node(
                children: children.map { (childSymbols[$0], Int(childNodes[$0])) },
                successors: successors(of: number).map { (successorSymbols[$0], successorCounts[$0]) })
        }
    }

    var nodeCount: Int { totals.count }

    /// A place in a text whose symbol is predicted from those before it.
    private struct Place {
        var text: Int32
        var position: Int32
    }

    /// Counts, level by level. `texts` begin with `historyLength` symbols of padding that are never predicted.
    init(texts: [[Int32]], weights: [Int], historyLength: Int, limit: Int) {
        var places: [Place] = []
        for (text, symbols) in texts.enumerated() {
            for position in historyLength..<max(historyLength, symbols.count) {
                places.append(Place(text: Int32(text), position: Int32(position)))
            }
        }
        childStarts = [0]
        successorStarts = [0]
        totals = []
        // One level after the other: the nodes of a level own consecutive ranges of `places`.
        var level = [0..<places.count]
        var depth = 0
        var created = 1
        while !level.isEmpty {
            var next: [Range<Int>] = []
            for range in level {
                let total = countSuccessors(of: range, places, texts, weights)
                if total >= 2, depth < historyLength, created < limit {
                    let back = depth + 1
                    places[range].sort { symbol(texts, $0, back) < symbol(texts, $1, back) }
                    var start = range.lowerBound
                    while start < range.upperBound, created < limit {
                        let shared = symbol(texts, places[start], back)
                        var stop = start + 1
                        while stop < range.upperBound, symbol(texts, places[stop], back) == shared { stop += 1 }
                        childSymbols.append(shared)
                        childNodes.append(Int32(created))
                        created += 1
                        next.append(start..<stop)
                        start = stop
                    }
                }
                childStarts.append(Int32(childSymbols.count))
            }
            level = next
            depth += 1
        }
    }

    private func symbol(_ texts: [[Int32]], _ place: Place, _ back: Int) -> Int32 {
        texts[Int(place.text)][Int(place.position) - back]
    }

    private mutating func countSuccessors(of range: Range<Int>, _ places: [Place], _ texts: [[Int32]], _ weights: [Int]) -> Int {
        var counts: [Int32: Int] = [:]
        for place in places[range] { counts[symbol(texts, place, 0), default: 0] += weights[Int(place.text)] }
        var total = 0
        for (symbol, count) in counts.sorted(by: { $0.key < $1.key }) {
            successorSymbols.append(symbol)
            successorCounts.append(count)
            total += count
        }
        successorStarts.append(Int32(successorSymbols.count))
        totals.append(total)
        return total
    }

    /// Nodes from the empty history to the longest known one that ends at `position` (exclusive). Complexity: O(history · log children).
    func path(in symbols: [Int32], before position: Int, historyLength: Int, into nodes: inout [Int]) {
        nodes.removeAll(keepingCapacity: true)
        nodes.append(0)
        var back = 1
        while back <= historyLength, position - back >= 0, let child = child(of: nodes[nodes.count - 1], symbols[position - back]) {
            nodes.append(child)
            back += 1
        }
    }

    private func child(of node: Int, _ symbol: Int32) -> Int? {
        let stop = Int(childStarts[node + 1])
        let place = childSymbols[Int(childStarts[node])..<stop].firstPlace { $0 < symbol }
        return place < stop && childSymbols[place] == symbol ? Int(childNodes[place]) : nil
    }

    /// Places in the successor arrays that belong to a node.
    func successors(of node: Int) -> Range<Int> { Int(successorStarts[node])..<Int(successorStarts[node + 1]) }

    /// Whether the parts fit each other: what must hold before a stored tree is walked.
    func isValid(outcomes: Int) -> Bool {
        func fits(_ starts: [Int32], _ end: Int) -> Bool {
            starts.count == nodeCount + 1 && starts.first == 0 && Int(starts.last ?? -1) == end
                && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
        }
        guard nodeCount > 0, childNodes.count == childSymbols.count, successorCounts.count == successorSymbols.count,
            fits(childStarts, childSymbols.count), fits(successorStarts, successorSymbols.count),
            successorSymbols.allSatisfy({ $0 >= 0 && $0 < outcomes }), successorCounts.allSatisfy({ $0 > 0 && $0 < 1 << 48 })
        else { return false }
        for node in 0..<nodeCount {
            guard totals[node] == successors(of: node).reduce(0, { $0 &+ successorCounts[$1] }) else { return false }
            for child in Int(childStarts[node])..<Int(childStarts[node + 1]) {
                guard childNodes[child] > node, childNodes[child] < nodeCount else { return false }
            }
        }
        return true
    }
}
