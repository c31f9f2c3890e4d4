/// Asks a model what comes next, along all paths of a task (DeepLog, CCS 2017, section 4.2).
struct PredictionExplorer<Model: NextEventModel> {
    /// One step of a path: a key, or keys in any order.
    enum Step: Hashable, Sendable {
        case key(TemplateID)
        case fork([TemplateID])

        var keys: [TemplateID] {
            switch self {
            case .key(let key): [key]
            case .fork(let keys): keys
            }
        }
    }

    let model: Model
    let configuration: PredictionWorkflowMiner.Configuration
    /// Keys that start tasks; empty when ends are predicted.
    var starts: Set<TemplateID> = []
    /// Events the model is shown: everything since the start of a session, a short stretch of a stream.
    private let history: Int
    private(set) var divergences: [PredictionWorkflowMiner.Divergence] = []
    private var memo: [[TemplateID]: [Candidate]] = [:]
    private var noted: Set<[TemplateID]> = []

    init(model: Model, configuration: PredictionWorkflowMiner.Configuration, scope: WorkflowModel.Scope) {
        history = scope == .session ? .max : configuration.history
        self.model = model
        self.configuration = configuration
    }

    /// The likely next events (nil: the end), best first.
    mutating func candidates(after context: [TemplateID]) -> [Candidate] {
        let context = Array(context.suffix(history))
        if let known = memo[context] { return known }
        guard memo.count < configuration.maximumQuestions else { return [] }
        let all = model.candidates(after: context, limit: 64)
        let likely = all.filter { $0.probability >= configuration.minimum }
        memo[context] = likely
        return likely
    }

    /// All paths of the task that begins with a key.
    mutating func paths(from start: TemplateID) -> [[Step]] {
        var finished: [[Step]] = []
        explore([.key(start)], &finished)
        return finished
    }

    private mutating func explore(_ path: [Step], _ finished: inout [[Step]]) {
        var path = path
        while path.count < configuration.longestPath, finished.count < 256 {
            let context = path.flatMap(\.keys)
            var next = candidates(after: context)
            // One candidate near 1: the task goes on with it, and the small probabilities of others are ignored.
            if let best = next.first, best.probability >= configuration.cover { next = [best] }
            let ends = next.filter { isEnd($0.template) }
            let own = next.filter { !isEnd($0.template) }
            if own.isEmpty || ends.reduce(0, { $0 + $1.probability }) > 0.5 {
                if !next.isEmpty { note(context, .newTask, next) }
                break
            }
            if !ends.isEmpty { finished.append(path) }
            next = own
            if next.count == 1 {
                path.append(.key(next[0].template!))
            } else if let keys = concurrent(next.compactMap(\.template), after: context) {
                note(context, .fork, next)
                path.append(.fork(keys.sorted()))
            } else {
                note(context, .branch, next)
                for candidate in next.compactMap(\.template) {
                    let longer = path + [.key(candidate)]
                    // Once round a loop is enough: the third copy of a body tells nothing new.
                    if !repeats(longer) { explore(longer, &finished) }
                }
                return
            }
            if repeats(path) { return }
        }
        finished.append(path)
    }

    /// Whether the path ends with three copies of the same body.
    private func repeats(_ path: [Step]) -> Bool {
        for period in stride(from: 1, through: min(configuration.longestLoop, path.count / 3), by: 1) {
            let last = path[(path.count - period)...]
            if last.elementsEqual(path[(path.count - 2 * period)..<(path.count - period)]),
                last.elementsEqual(path[(path.count - 3 * period)..<(path.count - 2 * period)])
            {
                return true
            }
        }
        return false
    }

    private func isEnd(_ template: TemplateID?) -> Bool { template.map(starts.contains) ?? true }

    /// The keys if they all come, in every order, and all orders lead to the same next key.
    private mutating func concurrent(_ keys: [TemplateID], after context: [TemplateID]) -> [TemplateID]? {
        guard keys.count <= configuration.maximumBranches else { return nil }
        var next: Set<TemplateID?>?
        for order in Self.orders(keys) {
            var history = context
            for (place, key) in order.enumerated() {
                if place > 0 {
                    let likely = candidates(after: history)
                    let rest = Set(order[place...])
                    let covered = likely.reduce(0) { $0 + ($1.template.map(rest.contains) == true ? $1.probability : 0) }
                    guard covered >= configuration.cover, likely.contains(where: { $0.template == key }) else { return nil }
                }
                history.append(key)
            }
            let after = Set(candidates(after: history).map { isEnd($0.template) ? nil : $0.template })
            if let known = next, known != after { return nil }
            next = after
        }
        return keys
    }

    private static func orders(_ keys: [TemplateID]) -> [[TemplateID]] {
        guard keys.count > 1 else { return [keys] }
        return keys.flatMap { first in orders(keys.filter { $0 != first }).map { [first] + $0 } }
    }

    private mutating func note(_ context: [TemplateID], _ conclusion: PredictionWorkflowMiner.Divergence.Conclusion, _ next: [Candidate]) {
        let context = Array(context.suffix(history))
        if noted.insert(context).inserted { divergences.append(.init(after: context, conclusion: conclusion, candidates: next)) }
    }
}
