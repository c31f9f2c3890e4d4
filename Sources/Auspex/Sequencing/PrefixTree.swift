public import Neural

/// Windows of equal length that share their beginnings.
///
/// A window's state depends on its elements alone, so equal beginnings are computed once. Of 46 575 windows of ten keys in the HDFS training
/// file 3 494 are distinct, and their tree has 12 826 nodes instead of 465 750.
public struct PrefixTree: Sendable, Equatable {
    /// The nodes, level by level: what a recurrent network walks.
    public let levels: PrefixLevels
    /// For each window the order it has among the distinct ones, which are sorted: leaf `i` is node `leafStart + i`.
    public let leaves: [Int32]
    /// Number of distinct windows.
    public let leafCount: Int

    /// The node of the first leaf.
    public var leafStart: Int { levels.nodeCount - leafCount }

    /// Builds the tree.
    ///
    /// - Parameters:
    ///   - windows: the windows' tokens, one window after the other, oldest token first.
    ///   - length: tokens in a window, at least 1.
    /// - Complexity: O(n log n) comparisons of windows; memory of the distinct beginnings.
    public init(windows: [Int32], length: Int) {
        precondition(length > 0 && windows.count.isMultiple(of: length), "\(windows.count) tokens are no windows of \(length)")
        let count = windows.count / length
        let order = Self.sorted(windows, length: length)
        // How many tokens each window, in order, shares with the one before it.
        var shared = [Int](repeating: 0, count: count)
        for index in order.indices.dropFirst() {
            let left = order[index - 1] * length, right = order[index] * length
            var common = 0
            while common < length, windows[left + common] == windows[right + common] { common += 1 }
            shared[index] = common
        }
        var parents: [Int32] = [], tokens: [Int32] = [], starts = [0]
        var above = [Int32](repeating: -1, count: count)
        for depth in 0..<length {
            var node = Int32(parents.count) - 1
            for index in 0..<count {
                if index == 0 || shared[index] <= depth {
                    node += 1
                    parents.append(above[index])
                    tokens.append(windows[order[index] * length + depth])
                }
                above[index] = node
            }
            starts.append(parents.count)
        }
        leafCount = starts[length] - starts[length - 1]
        var leaves = [Int32](repeating: 0, count: count)
        for index in 0..<count { leaves[order[index]] = above[index] - Int32(starts[length - 1]) }
        self.leaves = leaves
        levels = PrefixLevels(levelStarts: starts, parents: parents, tokens: tokens)
    }

    /// Indices of windows in lexicographic order; equal windows in the order given.
    static func sorted(_ windows: [Int32], length: Int) -> [Int] {
        (0..<windows.count / length).sorted { left, right in
            for offset in 0..<length {
                let a = windows[left * length + offset], b = windows[right * length + offset]
                if a != b { return a < b }
            }
            return left < right
        }
    }
}
