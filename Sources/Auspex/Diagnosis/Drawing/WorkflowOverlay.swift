/// What a session's diagnosis adds to a drawing.
struct WorkflowOverlay {
    /// How often each node came.
    private var visits: [Int: Int] = [:]
    private var expected: [Int: Double] = [:]
    private var missing: Set<Int> = []
    private let diagnosis: Diagnosis
    /// The last good node; the start when nothing fitted.
    let lastNode: Int
    private let reachesEnd: Bool
    private let end: Int

    init(_ diagnosis: Diagnosis, workflow: TaskWorkflow) {
        self.diagnosis = diagnosis
        for node in diagnosis.path.compactMap({ $0 }) { visits[node, default: 0] += 1 }
        for expectation in diagnosis.expected { expected[expectation.node] = expectation.probability }
        missing = Set(diagnosis.neverCame.map(\.node))
        lastNode = diagnosis.lastGood?.node ?? WorkflowTree.start
        reachesEnd = diagnosis.fit == .fits
        end = workflow.tree.end
    }

    private func came(_ nodes: Range<Int>) -> Bool {
        (reachesEnd && nodes.contains(end)) || nodes.contains(WorkflowTree.start) || nodes.contains { visits[$0] != nil }
    }

    /// Whether the session took a line.
    func passed(_ line: WorkflowLayout.Line) -> Bool {
        if line.kind == .back { return line.before.contains { (visits[$0] ?? 0) > 1 } }
        if let around = line.around { return came(line.before) && came(line.after) && !around.contains { visits[$0] != nil } }
        return came(line.before) && came(line.after)
    }

    /// Style of a node's box.
    func mark(_ node: Int) -> String {
        if diagnosis.divergence != nil, expected[node] != nil { return " expected" }
        if visits[node] != nil { return " came" }
        return missing.contains(node) ? " missing" : ""
    }

    /// Small text in a box: how often it came, how probable it was, or that it never came.
    func side(_ node: Int) -> (text: String, style: String)? {
        if let probability = expected[node], diagnosis.divergence != nil {
            return ("expected " + TaskWorkflow.percent(probability), "hint")
        }
        if let count = visits[node] { return (count == 1 ? "✓" : "✓ \(count)×", "label") }
        return missing.contains(node) ? ("never came", "bad") : nil
    }

    /// What to say at the divergence.
    func note(_ names: WorkflowNames) -> [String] {
        guard diagnosis.divergence != nil else {
            guard let slow = diagnosis.slowStep else { return [] }
            return ["took \(Self.seconds(slow.duration))", "usual \(Self.seconds(slow.usualLow)) to \(Self.seconds(slow.usualHigh))"]
        }
        guard let observed = diagnosis.observed else { return ["the session ended here"] }
        let id = observed == .none ? "a record of no known template" : observed.description
        return ["instead came " + id, names.text(observed, limit: 40)].filter { !$0.isEmpty }
    }

    private static func seconds(_ value: Double) -> String {
        value < 10 ? "\((value * 100).rounded() / 100) s" : "\(Int(value.rounded())) s"
    }
}
