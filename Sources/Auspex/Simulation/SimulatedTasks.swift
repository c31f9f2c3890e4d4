/// Four small tasks (a sequence, a fork, a loop, a branch) as streams of bare template ids, and executions of any workflow drawn at random:
/// what workflow mining is tested with.
public enum SimulatedTasks {
    /// How executions follow each other in a stream.
    public enum Writing: Sendable, Equatable, Codable {
        /// So many executions at the same time, each of another task; 1: one after another.
        case distinct(Int)
        /// So many executions at the same time, of any tasks: a task may overlap itself.
        case any(Int)

        /// Executions at the same time.
        public var degree: Int {
            switch self {
            case .distinct(let degree), .any(let degree): degree
            }
        }
    }

    static func e(_ number: UInt32) -> WorkflowBlock { .event(TemplateID(rawValue: number)) }

    /// `1 2 3 4`, `5 {6 | 7} 8`, `9 10 (11 12)+ 13`, `14 (15 / 16) 17`.
    public static let roots: [WorkflowBlock] = [
        .sequence([e(1), e(2), e(3), e(4)]),
        .sequence([e(5), .parallel([e(6), e(7)]), e(8)]),
        .sequence([e(9), e(10), .loop(.sequence([e(11), e(12)]), .onceOrMore), e(13)]),
        .sequence([e(14), .choice([e(15), e(16)]), e(17)]),
    ]

    /// The tasks in the notation of ``WorkflowBlock/notation``.
    public static let notations = roots.map(\.canonical.notation)

    /// One execution of a block; loops run 1 to 4 times.
    static func execution(_ block: WorkflowBlock, _ random: inout RandomSource) -> [TemplateID] {
        switch block {
        case .nothing: return []
        case .event(let template): return [template]
        case .sequence(let members): return members.flatMap { execution($0, &random) }
        case .choice(let members): return execution(members[Int(random.next() % UInt64(members.count))], &random)
        case .loop(let body, let bounds):
            let most = bounds.maximum ?? bounds.minimum + 3
            let rounds = bounds.minimum + Int(random.next() % UInt64(most - bounds.minimum + 1))
            return (0..<rounds).flatMap { _ in execution(body, &random) }
        case .parallel(let members):
            var rest = members.map { execution($0, &random) }.filter { !$0.isEmpty }
            var mixed: [TemplateID] = []
            while !rest.isEmpty {
                let pick = Int(random.next() % UInt64(rest.count))
                mixed.append(rest[pick].removeFirst())
                if rest[pick].isEmpty { rest.remove(at: pick) }
            }
            return mixed
        }
    }

    static func executions(_ count: Int, seed: UInt64, roots: [WorkflowBlock] = roots) -> [[TemplateID]] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in execution(roots[Int(random.next() % UInt64(roots.count))], &random) }
    }

    /// The stream of some executions.
    ///
    /// - Parameter noise: share of the events replaced by others drawn at random.
    public static func stream(_ count: Int, _ writing: Writing, seed: UInt64, noise: Double = 0) -> [TemplateID] {
        var random = RandomSource(seed: seed)
        var running: [(task: Int, rest: [TemplateID])] = []
        var started = 0
        var stream: [TemplateID] = []
        while true {
            while running.count < writing.degree, started < count {
                let free = roots.indices.filter { task in
                    if case .any = writing { true } else { !running.contains { $0.task == task } }
                }
                let task = free[Int(random.next() % UInt64(free.count))]
                running.append((task, execution(roots[task], &random)))
                started += 1
            }
            guard !running.isEmpty else { break }
            let pick = Int(random.next() % UInt64(running.count))
            stream.append(running[pick].rest.removeFirst())
            if running[pick].rest.isEmpty { running.remove(at: pick) }
        }
        guard noise > 0 else { return stream }
        return stream.map { random.uniform() < noise ? TemplateID(rawValue: 1 + UInt32(random.next() % 17)) : $0 }
    }
}
