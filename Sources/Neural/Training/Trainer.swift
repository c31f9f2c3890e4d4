import Foundation

/// Trains any model with Adam: schedule, clipping, early stopping, work split over threads, and a state from which it goes on exactly.
///
/// ```swift
/// var trainer = Trainer(task, parameters: network.parameters, configuration: configuration)
/// while try trainer.step() {}
/// network.parameters = trainer.result
/// ```
/// Equal tasks, parameters and configurations give equal results, bit for bit, whatever the number of threads: the batches of a step are
/// computed apart and their gradients added in order.
///
/// - Complexity: one gradient a step, one held-out loss every ``EarlyStopping/every`` steps.
public struct Trainer<Task: TrainingTask>: Sendable {
    /// Hyper-parameters.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Steps at most.
        public var steps: Int
        /// The step size.
        public var rate: LearningRate
        /// Largest Euclidean norm of a gradient (Pascanu, Mikolov, Bengio 2013).
        public var clip: Double
        /// Decay of Adam's running square; see ``Adam/beta2``. Default 0.999 (the paper's).
        public var beta2: Double
        /// When held-out data end the training; `nil` takes the parameters of the last step.
        public var stopping: EarlyStopping?

        /// Creates a configuration.
        public init(steps: Int, rate: LearningRate, clip: Double, beta2: Double = 0.999, stopping: EarlyStopping? = nil) {
            self.steps = steps
            self.rate = rate
            self.clip = clip
            self.beta2 = beta2
            self.stopping = stopping
        }
    }

    /// The smallest loss on held-out data so far.
    struct Best: Sendable, Equatable {
        var loss: Double
        var parameters: [Float]
        /// The loss that counted as the last improvement, and the measurements since.
        var markedLoss: Double
        var measurementsSince: Int
    }

    /// The steps in which the step size falls.
    struct Cooling: Sendable, Equatable, Codable {
        var first: Int
        var count: Int
        /// Whether the loss had stopped falling; else the steps were running out.
        var isForNoImprovement: Bool

        /// Share of the step size held before.
        func factor(_ step: Int, last: Double) -> Double {
            let way = Double(step - first + 1) / Double(count)
            return last + (1 - last) * 0.5 * (1 + cos(Double.pi * min(1, way)))
        }
    }

    /// Data and shape. Changes only where what is learnt depends on another training that goes on beside it, as in a game of two networks.
    public var task: Task
    /// Hyper-parameters.
    public let configuration: Configuration
    /// Batches computed side by side; results do not depend on it.
    public var threads = 1
    /// The parameters as they are now.
    public internal(set) var parameters: ParameterBuffer
    /// Why training ended; `nil` while it goes on.
    public internal(set) var end: TrainingEnd?
    /// Loss of the last step's batches.
    public internal(set) var loss = 0.0
    /// The last loss on held-out data; `nil` while none was measured.
    public internal(set) var heldOutLoss: Double?
    var optimiser: Adam
    var position: Task.Position
    var best: Best?
    var cooling: Cooling?
    /// The parameters before the cool-down: from where a training on other data can branch off. `nil` before it.
    public internal(set) var uncooled: ParameterBuffer?
    private var slots: [GradientSlot<Task>] = []

    /// Starts a training from these parameters.
    public init(_ task: Task, parameters: ParameterBuffer, configuration: Configuration) {
        self.task = task
        self.configuration = configuration
        self.parameters = parameters
        optimiser = Adam(count: parameters.values.count, beta2: configuration.beta2)
        position = task.start
        if configuration.steps == 0 { end = .lastStep }
    }

    /// Steps made.
    public var steps: Int { optimiser.steps }

    /// Steps made before the cool-down; `nil` before it.
    public var coolDownStart: Int? { cooling?.first }

    /// The smallest loss on held-out data; `nil` while none was measured.
    public var bestHeldOutLoss: Double? { best?.loss }

    /// What training has come to: the parameters with the smallest loss on held-out data, or the present ones where none is measured.
    public var result: ParameterBuffer {
        var result = parameters
        if let best { result.values = best.parameters }
        return result
    }

    /// One step further; `false` when training has ended.
    ///
    /// - Throws: ``TrainingFailure`` when the loss, its gradient or a parameter is no finite number; ``result`` is then the last good state.
    public mutating func step() throws(TrainingFailure) -> Bool {
        guard end == nil else { return false }
        let rate = self.rate
        let batches = task.nextBatches(&position)
        while slots.count < max(1, batches.count) { slots.append(GradientSlot(task)) }
        var gradient = computeGradient(of: batches)
        let norm = Gradient.clip(&gradient, norm: configuration.clip)
        guard loss.isFinite, norm.isFinite else { throw TrainingFailure(cause: .loss, step: steps + 1, rate: rate) }
        let before = parameters.values
        optimiser.update(&parameters.values, gradient: gradient, rate: Float(rate))
        slots[0].give(back: gradient)
        guard Kernels.squaredNorm(parameters.values).isFinite else {
            parameters.values = before
            throw TrainingFailure(cause: .parameters, step: steps, rate: rate)
        }
        let isCooled = cooling.map { steps >= $0.first + $0.count } ?? false
        if let rule = configuration.stopping {
            if steps.isMultiple(of: rule.every) || steps == configuration.steps || isCooled { try measure(rule, rate: rate) }
            if end == nil, cooling == nil, let share = rule.coolDown?.share, Double(steps) * (1 + share) >= Double(configuration.steps) {
                coolDown(rule, forNoImprovement: false)
            }
        }
        if end == nil, isCooled { end = cooling?.isForNoImprovement == true ? .noImprovement : .lastStep }
        if end == nil, steps >= configuration.steps { end = .lastStep }
        return end == nil
    }

    /// The size of the next step.
    private var rate: Double {
        let held = configuration.rate(steps)
        guard let cooling, let last = configuration.stopping?.coolDown?.last else { return held }
        return held * cooling.factor(steps, last: last)
    }

    private mutating func coolDown(_ rule: EarlyStopping, forNoImprovement: Bool) {
        guard let share = rule.coolDown?.share else { return }
        uncooled = parameters
        let count = min(max(1, Int(share * Double(steps))), max(1, configuration.steps - steps))
        cooling = Cooling(first: steps, count: count, isForNoImprovement: forNoImprovement)
    }

    /// The sum of the batches' gradients, in their order.
    private mutating func computeGradient(of batches: [Task.Batch]) -> [Float] {
        GradientSlot.compute(batches, in: slots, task: task, parameters: parameters, threads: threads)
        var (loss, gradient) = slots[0].take()
        for slot in slots[..<max(1, batches.count)].dropFirst() {
            let (other, part) = slot.take()
            loss += other
            Kernels.add(part, to: &gradient)
            slot.give(back: part)
        }
        self.loss = loss
        return gradient
    }

    private mutating func measure(_ rule: EarlyStopping, rate: Double) throws(TrainingFailure) {
        guard let loss = slots[0].heldOutLoss(task, parameters) else { return }
        guard loss.isFinite else { throw TrainingFailure(cause: .heldOutLoss, step: steps, rate: rate) }
        heldOutLoss = loss
        var next = best ?? Best(loss: .infinity, parameters: parameters.values, markedLoss: .infinity, measurementsSince: 0)
        if loss < next.loss { (next.loss, next.parameters) = (loss, parameters.values) }
        if loss < next.markedLoss * (1 - rule.leastImprovement) || next.markedLoss == .infinity {
            (next.markedLoss, next.measurementsSince) = (loss, 0)
        } else {
            next.measurementsSince += 1
        }
        best = next
        if let patience = rule.patience, next.measurementsSince >= patience, cooling == nil {
            if rule.coolDown == nil { end = .noImprovement } else { coolDown(rule, forNoImprovement: true) }
        }
        if let wanted = rule.requirement, steps >= wanted.step, next.loss > wanted.loss { end = .belowRequirement }
    }
}
