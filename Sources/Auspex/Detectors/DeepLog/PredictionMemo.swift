import Neural

/// Predictions already made, by exact context and successor. Flat and bounded: when full it forgets everything and starts anew.
struct PredictionMemo: Sendable {
    private(set) var index: ContextIndex
    /// For each transition of the index: the rank, 0 while unknown.
    var ranks: [UInt32] = []
    /// For each transition of the index: the probability.
    var probabilities: [Float] = []
    /// Transitions before this one are resolved.
    var resolved = 0
    let capacity: Int
    var workspace = RecurrentNetwork.Workspace()

    init(window: Int, capacity: Int) {
        index = ContextIndex(length: window)
        self.capacity = capacity
    }

    var isFull: Bool { index.transitionCount >= capacity || index.contextCount >= capacity }

    mutating func forget() {
        index = ContextIndex(length: index.length)
        ranks.removeAll(keepingCapacity: true)
        probabilities.removeAll(keepingCapacity: true)
        resolved = 0
    }

    mutating func context(of window: ArraySlice<Int32>) -> Int32 { index.context(of: window) }
    mutating func transition(from context: Int32, by token: Int32) -> Int32 { index.transition(from: context, by: token) }
    mutating func successor(of transition: Int32) -> Int32 { index.successor(of: transition) }
}
