/// A training that cannot go on. The trainer's parameters are the last good ones.
public struct TrainingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is not a number any more.
    public enum Cause: String, Sendable {
        /// The loss or its gradient.
        case loss
        /// A parameter, after a step.
        case parameters
        /// The loss on held-out data.
        case heldOutLoss
    }

    /// What happened.
    public let cause: Cause
    /// Number of the step, from 1.
    public let step: Int
    /// The step's size.
    public let rate: Double

    /// One line.
    public var description: String {
        let what =
            switch cause {
            case .loss: "the loss"
            case .parameters: "a weight"
            case .heldOutLoss: "the loss on held-out data"
            }
        return "training diverged: \(what) is no finite number in step \(step), at a learning rate of \(rate)"
    }
}
