/// What is to be learnt: where batches come from, and how wrong parameters are about them.
///
/// A task holds data and the network's shape; the ``Trainer`` holds everything that changes (parameters, optimiser, position), so that a
/// training can be put aside and taken up again exactly.
public protocol TrainingTask: Sendable {
    /// Where in the data the training is, with the random state that decides what comes next.
    associatedtype Position: Codable, Sendable, Equatable
    /// What one gradient is computed from.
    associatedtype Batch: Sendable
    /// Memory of a computation, reused from step to step.
    associatedtype Workspace: Sendable

    /// The position of the first step.
    var start: Position { get }

    /// Whether a stored position fits these data.
    func accepts(_ position: Position) -> Bool

    /// The batches of the next step: the gradient is the sum of theirs, in this order. Their number must not depend on the number of threads.
    func nextBatches(_ position: inout Position) -> [Batch]

    /// An empty workspace.
    func makeWorkspace() -> Workspace

    /// The loss of a batch, and into `gradient` its gradient, laid out like the parameters.
    func gradient(
        of batch: Batch, parameters: ParameterBuffer, into gradient: inout [Float], workspace: inout Workspace
    ) -> Double

    /// The loss on data that are not learnt from; `nil` when none were put aside.
    func heldOutLoss(_ parameters: ParameterBuffer, workspace: inout Workspace) -> Double?
}
