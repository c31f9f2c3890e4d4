import Dispatch
import Synchronization

/// The memory one batch of a step is computed in: a workspace, the gradient and the loss. Reused from step to step.
final class GradientSlot<Task: TrainingTask>: Sendable {
    private struct State: Sendable {
        var workspace: Task.Workspace
        var gradient: [Float] = []
        var loss = 0.0
    }

    private let state: Mutex<State>

    init(_ task: Task) {
        state = Mutex(State(workspace: task.makeWorkspace()))
    }

    /// Computes each batch in its slot, on some threads. Which thread computes which batch changes nothing.
    static func compute(
        _ batches: [Task.Batch], in slots: [GradientSlot<Task>], task: Task, parameters: ParameterBuffer, threads: Int
    ) {
        let workers = LibraryMemory.isLimited ? 1 : max(1, min(threads, batches.count))
        if workers == 1 {
            for (batch, slot) in zip(batches, slots) { slot.compute(batch, task, parameters) }
        } else {
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                for number in stride(from: worker, to: batches.count, by: workers) {
                    slots[number].compute(batches[number], task, parameters)
                }
            }
        }
    }

    private func compute(_ batch: Task.Batch, _ task: Task, _ parameters: ParameterBuffer) {
        state.withLock { state in
            state.loss = task.gradient(of: batch, parameters: parameters, into: &state.gradient, workspace: &state.workspace)
            precondition(state.gradient.count == parameters.values.count, "gradient and parameters have one layout")
        }
    }

    /// Loss and gradient of the last batch. The gradient's memory goes to the caller until ``give(back:)``.
    func take() -> (loss: Double, gradient: [Float]) {
        state.withLock { state in
            var gradient: [Float] = []
            swap(&gradient, &state.gradient)
            return (state.loss, gradient)
        }
    }

    func give(back gradient: [Float]) {
        state.withLock { $0.gradient = gradient }
    }

    func heldOutLoss(_ task: Task, _ parameters: ParameterBuffer) -> Double? {
        state.withLock { task.heldOutLoss(parameters, workspace: &$0.workspace) }
    }
}
