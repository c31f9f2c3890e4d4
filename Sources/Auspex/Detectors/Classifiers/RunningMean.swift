/// The mean of the weights a training went through: steadier than any one of them.
///
/// Izmailov et al., *Averaging weights leads to wider optima and better generalization*, UAI 2018.
struct RunningMean {
    /// The mean so far.
    private(set) var values: [Float] = []
    /// How many were added.
    private(set) var count = 0

    /// Adds some weights.
    mutating func add(_ next: [Float]) {
        count += 1
        guard count > 1 else {
            values = next
            return
        }
        let share = 1 / Float(count)
        // Weights that stay the same are their own mean to the bit.
        for place in values.indices { values[place] += (next[place] - values[place]) * share }
    }
}
