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
        /// When held-out data end the training; `nil` takes the parameters of the last step.
        public var stopping: EarlyStopping?

        /// Creates a configuration.
        public init(steps: Int, rate: LearningRate, clip: Double, stopping: EarlyStopping? = nil) {
            self.steps = steps
            self.rate = rate
            self.clip = clip
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

    /// Data and shape.
    public let task: Task
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
    private var slots: [GradientSlot<Task>] = []

    /// Starts a training from these parameters.
    public init(_ task: Task, parameters: ParameterBuffer, configuration: Configuration) {
        self.task = task
        self.configuration = configuration
        self.parameters = parameters
        optimiser = Adam(count: parameters.values.count)
        position = task.start
        if configuration.steps == 0 { end = .lastStep }
    }

    /// Steps made.
    public var steps: Int { optimiser.steps }

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
        let rate = configuration.rate(optimiser.steps)
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
        if let rule = configuration.stopping, steps.isMultiple(of: rule.every) || steps == configuration.steps {
            try measure(rule, rate: rate)
        }
        if end == nil, steps >= configuration.steps { end = .lastStep }
        return end == nil
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
        if let patience = rule.patience, next.measurementsSince >= patience { end = .noImprovement }
        if let wanted = rule.requirement, steps >= wanted.step, next.loss > wanted.loss { end = .belowRequirement }
    }
}
