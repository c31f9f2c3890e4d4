/// Where an execution stands in a task: one small tree that keeps only what decides the future.
///
/// Inside a parallel block every branch has its own marking, which is the set of branches not yet taken.
indirect enum WorkflowMarking: Hashable, Sendable {
    /// The block has not been entered.
    case fresh(Int)
    /// The block is over.
    case done
    /// In a member of a sequence.
    case sequence(Int, member: Int, WorkflowMarking)
    /// In a parallel block.
    case parallel(Int, [WorkflowMarking])
    /// In a loop's body for the given time; counted only as far as the bounds need.
    case loop(Int, iteration: Int, WorkflowMarking)
}

/// One step of a marking: the event's node, the marking after it, and the loops whose body began anew.
struct WorkflowStep: Sendable {
    var marking: WorkflowMarking
    var node: Int
    var restarted: [Int]
}

extension WorkflowTree {
    /// Whether the block may be over.
    func canEnd(_ marking: WorkflowMarking) -> Bool {
        switch marking {
        case .done: return true
        case .fresh(let block): return blocks[block].isSkippable
        case .sequence(let block, let member, let inner):
            return canEnd(inner) && blocks[block].children[(member + 1)...].allSatisfy { blocks[$0].isSkippable }
        case .parallel(_, let inner): return inner.allSatisfy(canEnd)
        case .loop(let block, let iteration, let inner):
            guard case .loop(let bounds, _, _) = blocks[block].kind else { return false }
            return iteration >= bounds.minimum && canEnd(inner)
        }
    }

    /// All steps from a marking, for one template or (nil) for every event that may come next.
    func steps(from marking: WorkflowMarking, with template: TemplateID?) -> [WorkflowStep] {
        switch marking {
        case .done: return []
        case .fresh(let block): return firstSteps(block, with: template)
        case .sequence(let block, let member, let inner):
            var steps = steps(from: inner, with: template).map { wrap($0, sequence: block, member: member) }
            if canEnd(inner) { steps += sequenceSteps(block, from: member + 1, with: template) }
            return steps
        case .parallel(let block, let inner):
            return inner.indices.flatMap { branch in
                steps(from: inner[branch], with: template).map { step in
                    var step = step, states = inner
                    states[branch] = step.marking
                    step.marking = states.allSatisfy { $0 == .done } ? .done : .parallel(block, states)
                    return step
                }
            }
        case .loop(let block, let iteration, let inner):
            guard case .loop(let bounds, _, _) = blocks[block].kind else { return [] }
            var steps = steps(from: inner, with: template).map { wrap($0, loop: block, iteration: iteration) }
            if canEnd(inner), iteration < bounds.maximum ?? .max {
                let next = bounds.maximum == nil ? min(iteration + 1, bounds.minimum) : iteration + 1
                steps += firstSteps(blocks[block].children[0], with: template).map { step in
                    var step = wrap(step, loop: block, iteration: next)
                    step.restarted.append(block)
                    return step
                }
            }
            return steps
        }
    }

    private func firstSteps(_ block: Int, with template: TemplateID?) -> [WorkflowStep] {
        switch blocks[block].kind {
        case .nothing: return []
        case .event(let own, let node):
            return template == nil || template == own ? [WorkflowStep(marking: .done, node: node, restarted: [])] : []
        case .sequence: return sequenceSteps(block, from: 0, with: template)
        case .choice: return blocks[block].children.flatMap { firstSteps($0, with: template) }
        case .parallel: return steps(from: .parallel(block, blocks[block].children.map { .fresh($0) }), with: template)
        case .loop:
            return firstSteps(blocks[block].children[0], with: template).map { step in
                var step = wrap(step, loop: block, iteration: 1)
                step.restarted.append(block)
                return step
            }
        }
    }

    private func sequenceSteps(_ block: Int, from first: Int, with template: TemplateID?) -> [WorkflowStep] {
        var steps: [WorkflowStep] = []
        for (member, child) in blocks[block].children.enumerated().dropFirst(first) {
            steps += firstSteps(child, with: template).map { wrap($0, sequence: block, member: member) }
            if !blocks[child].isSkippable { break }
        }
        return steps
    }

    private func wrap(_ step: WorkflowStep, sequence block: Int, member: Int) -> WorkflowStep {
        var step = step
        let children = blocks[block].children
        if step.marking == .done {
            step.marking = member + 1 < children.count ? .sequence(block, member: member + 1, .fresh(children[member + 1])) : .done
        } else {
            step.marking = .sequence(block, member: member, step.marking)
        }
        return step
    }

    private func wrap(_ step: WorkflowStep, loop block: Int, iteration: Int) -> WorkflowStep {
        var step = step
        if case .loop(let bounds, _, _) = blocks[block].kind, step.marking == .done, iteration >= bounds.maximum ?? .max {
            return step
        }
        step.marking = .loop(block, iteration: iteration, step.marking)
        return step
    }
}
