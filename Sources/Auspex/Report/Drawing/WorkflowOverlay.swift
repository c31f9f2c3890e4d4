/// What a session adds to a drawing.
struct WorkflowOverlay: Equatable {
    /// How a step is drawn.
    enum Mark: String {
        case came, expected, missing
    }

    /// A few words at a step where something was wrong.
    struct Flag: Equatable {
        var node: Int
        var words: String
        /// Whether it is about what followed the step, not about the step itself.
        var isAfter: Bool
    }

    /// How often each node came; the end node once when the session got there.
    var visits: [Int: Int] = [:]
    /// What should have come at the divergence, with probabilities.
    var expected: [Int: Double] = [:]
    /// What never came.
    var missing: Set<Int> = []
    /// What was wrong, and where.
    var flags: [Flag] = []

    init() {}

    init(_ diagnosis: Diagnosis, end: Int) {
        if diagnosis.fit == .fits { visits[end] = 1 }
        for event in diagnosis.execution { if let node = diagnosis.path[event] { visits[node, default: 0] += 1 } }
        missing = Set(diagnosis.neverCame.map(\.node))
        if let divergence = diagnosis.divergence {
            for expectation in diagnosis.expected { expected[expectation.node] = expectation.probability }
            let words =
                divergence >= diagnosis.path.count
                ? "ended here" : Self.came(diagnosis.observed.map { $0 == .none ? "new" : $0.description })
            flags.append(Flag(node: diagnosis.lastGood?.node ?? WorkflowTree.start, words: words, isAfter: true))
        }
        if let slow = diagnosis.slowStep { flags.append(Flag(node: slow.to.node, words: Self.took(slow.duration), isAfter: false)) }
    }

    /// What to say where another event came; `new` is one that training never saw.
    static func came(_ template: String?) -> String { "✕ \(template == "new" ? "a new kind" : template ?? "another") came" }

    /// What to say where a step was slow.
    static func took(_ seconds: Double) -> String { "took " + ParameterUnit.seconds.text(seconds) }

    private func came(_ nodes: Range<Int>) -> Bool {
        nodes.contains(WorkflowTree.start) || nodes.contains { visits[$0] != nil }
    }

    /// Whether the session took a line.
    func passed(_ line: WorkflowLayout.Line) -> Bool {
        if line.kind == .back { return line.before.contains { (visits[$0] ?? 0) > 1 } }
        if let around = line.around { return came(line.before) && came(line.after) && !around.contains { visits[$0] != nil } }
        return came(line.before) && came(line.after)
    }

    /// How a node is drawn; `nil` for one the session has nothing to do with.
    func mark(_ node: Int) -> Mark? {
        if expected[node] != nil { return .expected }
        if visits[node] != nil { return .came }
        return missing.contains(node) ? .missing : nil
    }

    /// Small text in a box: how often it came, how probable it was, or that it never came.
    func side(_ node: Int) -> String {
        if let probability = expected[node] { return "expected " + TaskWorkflow.percent(probability) }
        if let count = visits[node] { return count == 1 ? "✓" : "✓ \(count)×" }
        return missing.contains(node) ? "never came" : ""
    }
}
