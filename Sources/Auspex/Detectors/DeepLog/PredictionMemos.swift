import Synchronization

/// The memos of a model's copies: who predicts takes one for as long as that lasts, so no two threads wait for each other, and there are as many
/// as there were threads at once.
final class PredictionMemos: Sendable {
    private let idle = Mutex<[PredictionMemo]>([])
    private let configuration: KeyModel.Configuration

    init(_ configuration: KeyModel.Configuration) {
        self.configuration = configuration
    }

    /// Lends a memo; nothing is locked while it is used.
    func use<Result>(_ body: (inout PredictionMemo) -> Result) -> Result {
        var memo =
            idle.withLock { $0.popLast() } ?? PredictionMemo(window: configuration.window, capacity: configuration.memoCapacity)
        defer { idle.withLock { $0.append(memo) } }
        return body(&memo)
    }
}
