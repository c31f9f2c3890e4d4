extension Diagnosis {
    /// The diagnosis of a part of a session, told of the whole.
    ///
    /// - Parameters:
    ///   - places: the events of the whole that the part holds, ascending.
    ///   - count: number of events of the whole.
    func renumbered(_ places: [Int], count: Int) -> Diagnosis {
        func whole(_ event: Int) -> Int { event < places.count ? places[event] : count }
        func whole(_ step: Step) -> Step { Step(event: whole(step.event), template: step.template, node: step.node) }
        var result = self
        result.divergence = divergence.map { whole($0) }
        result.lastGood = lastGood.map { whole($0) }
        result.superfluous = superfluous.map { whole($0) }
        result.execution = execution.map { whole($0) }
        result.path = [Int?](repeating: nil, count: count)
        for (place, node) in zip(places, path) { result.path[place] = node }
        result.slowStep = slowStep.map {
            SlowStep(from: whole($0.from), to: whole($0.to), duration: $0.duration, usualLow: $0.usualLow, usualHigh: $0.usualHigh)
        }
        return result
    }
}
