/// When held-out data say that training is done.
///
/// The loss on held-out data is measured every few steps; the parameters with the smallest are the ones kept.
public struct EarlyStopping: Sendable, Equatable, Codable {
    /// Steps from one measurement to the next; the last step is measured too.
    public var every: Int
    /// Measurements without improvement after which training ends (or cools down); `nil`: it goes on to the last step.
    public var patience: Int?
    /// How training ends: at once, or with steps that become smaller.
    public var coolDown: CoolDown?
    /// By what share of itself the smallest loss must fall to count as improved, for ``patience``.
    public var leastImprovement: Double
    /// A loss that must be reached by a step; else the rest is not worth its time.
    public var requirement: Requirement?

    /// The end of a training whose step size was held until then: it falls along a half cosine, which takes away the noise of long steps
    /// (Hu et al. 2024, MiniCPM, section 4: warm-up, stable, decay). Nobody needs to know beforehand how long training will take.
    public struct CoolDown: Sendable, Equatable, Codable {
        /// Its steps, as a share of the steps made before it.
        public var share: Double
        /// The last step size as a share of the one held.
        public var last: Double

        /// Creates a cool-down.
        public init(share: Double, last: Double) {
            self.share = share
            self.last = last
        }
    }

    /// A loss that must be reached.
    public struct Requirement: Sendable, Equatable, Codable {
        /// Measurements at this number of steps and after are compared.
        public var step: Int
        /// The smallest loss so far must be at most this.
        public var loss: Double

        /// Creates a requirement.
        public init(step: Int, loss: Double) {
            self.step = step
            self.loss = loss
        }
    }

    /// Creates a rule.
    ///
    /// - Precondition: `every` is positive.
    public init(every: Int, patience: Int? = nil, leastImprovement: Double = 0, coolDown: CoolDown? = nil, requirement: Requirement? = nil)
    {
        precondition(every > 0, "held-out loss is measured every \(every) steps")
        self.every = every
        self.patience = patience
        self.leastImprovement = leastImprovement
        self.coolDown = coolDown
        self.requirement = requirement
    }
}

/// Why a training ended.
public enum TrainingEnd: String, Sendable, Codable {
    /// All steps were made.
    case lastStep
    /// The loss on held-out data no longer fell; where there is a cool-down, it was made.
    case noImprovement
    /// The loss asked for was not reached in time.
    case belowRequirement
}
