import Neural
import Synchronization

/// What a network said after contexts it was asked about. Flat and bounded: when full it forgets everything.
struct DistributionMemo: Sendable {
    var index: ContextIndex
    /// `[contexts × classes]` of the contexts that are resolved.
    private var rows: [Float] = []
    private let classes: Int
    private var workspace = SequenceNetwork.Workspace()

    /// Numbers kept at most, but for those of one call.
    private static let capacity = 1 << 22

    init(window: Int, classes: Int) {
        index = ContextIndex(length: window)
        self.classes = classes
    }

    var isFull: Bool { rows.count >= Self.capacity || index.tokens.count >= Self.capacity || index.transitionCount >= Self.capacity }

    mutating func forget() {
        index = ContextIndex(length: index.length)
        rows.removeAll(keepingCapacity: true)
    }

    /// Asks about the contexts that are new.
    mutating func resolve(_ ask: ([Int32], inout SequenceNetwork.Workspace) -> [Float]) {
        let known = rows.count / max(1, classes)
        for first in stride(from: known, to: index.contextCount, by: 2_048) {
            let last = min(first + 2_048, index.contextCount)
            rows += ask(Array(index.tokens[first * index.length..<last * index.length]), &workspace)
        }
    }

    func row(_ context: Int32) -> ArraySlice<Float> { rows[Int(context) * classes..<(Int(context) + 1) * classes] }
}

/// The memos of a network's copies: who asks takes one for as long as that lasts, so no two threads wait for each other.
final class DistributionMemos: Sendable {
    private let idle = Mutex<[DistributionMemo]>([])
    private let window: Int
    private let classes: Int

    init(window: Int, classes: Int) {
        self.window = window
        self.classes = classes
    }

    func use<Result>(_ body: (inout DistributionMemo) -> Result) -> Result {
        var memo = idle.withLock { $0.popLast() } ?? DistributionMemo(window: window, classes: classes)
        defer { idle.withLock { $0.append(memo) } }
        return body(&memo)
    }
}
