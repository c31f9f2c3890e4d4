/// How long a step takes: a fixed part and an exponentially distributed one, in milliseconds of log time.
struct StepDelay: Sendable {
    /// The least it takes.
    var least: Double
    /// Mean of what comes on top.
    var mean: Double

    init(_ least: Double, _ mean: Double) {
        self.least = least
        self.mean = mean
    }
}

/// A small description of what one task of a system logs: steps with branches, fork and join, and loops.
///
/// An *actor* is which of several equal parties (replicas) does a step; messages name its address.
indirect enum Workflow: Sendable {
    /// Writes the named message after a delay. `actor` `nil` inherits the actor of the surrounding branch.
    case step(String, StepDelay, actor: Int? = nil)
    /// One after another.
    case sequence([Workflow])
    /// One of these, by weight.
    case choice([(Double, Workflow)])
    /// All of these at once; goes on when the last is done.
    case fork([Workflow])
    /// The same for so many actors at once.
    case forkActors(Int, Workflow)
    /// Several times one after another: `weights[n]` is the weight of n rounds.
    case loop(Workflow, weights: [Double])
    /// A wait without a message.
    case pause(StepDelay)
    /// Steps and pauses that wait for the network: they take longer while it is throttled.
    case network(Workflow)
    /// A session may naturally end here.
    case mayEnd

    /// Steps with the same delay, one after another: `"name"` or `"name@actor"`.
    static func steps(_ names: String, _ delay: StepDelay) -> Workflow {
        .sequence(
            names.split(separator: " ").map { word in
                let parts = word.split(separator: "@")
                return .step(String(parts[0]), delay, actor: parts.count > 1 ? Int(parts[1]) : nil)
            })
    }
}
