import Foundation

/// The step size of each step: a value, so that a training can be taken up again.
public enum LearningRate: Sendable, Equatable, Codable {
    /// Rises in a straight line over the first steps, then falls along a half cosine (Loshchilov, Hutter 2017, without restarts) to a share
    /// of the highest.
    case warmUpThenCosine(highest: Double, warmUp: Double, total: Double, last: Double)
    /// Falls along a half cosine from the first step on, damped over the first `ramp` steps.
    case rampedCosine(highest: Double, ramp: Double, total: Double, last: Double)

    /// Rises in a straight line over the first steps and stays, for trainings that end by ``EarlyStopping/CoolDown``.
    case warmUpThenHold(highest: Double, warmUp: Double)

    /// The size of step number `step`, counted from 0.
    public func callAsFunction(_ step: Int) -> Double {
        let step = Double(step)
        switch self {
        case .warmUpThenCosine(let highest, let warmUp, let total, let last):
            if step < warmUp { return highest * (step + 1) / (warmUp + 1) }
            let way = (step - warmUp) / max(1, total - warmUp)
            let fall = 0.5 * (1 + cos(Double.pi * min(1, way)))
            return highest * (last + (1 - last) * fall)
        case .warmUpThenHold(let highest, let warmUp):
            return highest * min(1, (step + 1) / (warmUp + 1))
        case .rampedCosine(let highest, let ramp, let total, let last):
            let way = step / total
            return highest * min(1, (step + 1) / ramp) * (last + (1 - last) * 0.5 * (1 + cos(Double.pi * way)))
        }
    }
}
