import Testing

@testable import Auspex

@Suite struct WorkflowTests {
    static func e(_ number: UInt32) -> WorkflowBlock { .event(TemplateID(rawValue: number)) }
    static func keys(_ numbers: UInt32...) -> [TemplateID] { numbers.map { TemplateID(rawValue: $0) } }

    /// A workflow with everything: choices, forks and loops inside each other.
    static let rich: WorkflowBlock = .sequence([
        e(1),
        .choice([
            .sequence([e(2), .loop(.sequence([e(3), .loop(e(4), .exactly(3))]), .onceOrMore)]),
            .sequence([e(5), .parallel([e(6), .sequence([e(7), e(8)]), .choice([e(9), .nothing])])]), .nothing,
        ]),
        .parallel([.sequence([e(10), e(11)]), .loop(.choice([e(12), e(13), e(14)]), .onceOrMore), e(15)]), e(16),
        .choice([e(17), .sequence([e(18), .choice([e(19), e(20)]), e(21)])]),
        .loop(.sequence([e(22), .parallel([e(23), e(24)]), e(25)]), LoopBounds(minimum: 2, maximum: 4)),
        .choice([.nothing, .sequence([e(26), e(27)])]), e(28), .choice([e(29), e(30), .nothing]), e(31),
    ])

    @Test func `equal structures are equal however they were put together`() {
        let left = WorkflowBlock.sequence([
            .sequence([Self.e(1), .parallel([Self.e(3), Self.e(2)])]), .nothing, .choice([Self.e(5), Self.e(4), Self.e(5)]),
        ])
        let right = WorkflowBlock.sequence([
            Self.e(1), .sequence([.parallel([Self.e(2), .parallel([Self.e(3)])])]), .choice([.choice([Self.e(4)]), Self.e(5)]),
        ])
        #expect(left != right && left.canonical == right.canonical)
        #expect(TaskWorkflow(name: "a", root: left).graph == TaskWorkflow(name: "b", root: right).graph)
        #expect(TaskWorkflow(name: "a", root: left).root == TaskWorkflow(name: "b", root: right).root)
        #expect(left.canonical.canonical == left.canonical)
    }

    @Test func `notation says what a block is`() {
        #expect(SimulatedTasks.notations == ["1 2 3 4", "5 {6 | 7} 8", "9 10 (11 12)+ 13", "14 (15 / 16) 17"])
        #expect(WorkflowBlock.choice([.loop(Self.e(3), .exactly(3)), .nothing]).canonical.notation == "(3×3)?")
    }

    @Test func `every execution of a workflow fits it and is counted on every edge`() {
        var workflow = TaskWorkflow(name: "rich", root: Self.rich)
        var random = RandomSource(seed: 3)
        for _ in 0..<200 {
            let fits = workflow.count(SimulatedTasks.execution(workflow.root, &random))
            #expect(fits)
        }
        #expect(workflow.executions == 200)
        for (index, node) in workflow.graph.nodes.enumerated() where node.kind != .start && node.kind != .end {
            let entering = workflow.graph.edges.filter { $0.to == index }.reduce(0) { $0 + $1.count }
            let leaving = workflow.graph.edges.filter { $0.from == index }.reduce(0) { $0 + $1.count }
            switch node.kind {
            case .fork: #expect(entering == node.count && leaving > entering)
            case .join: #expect(leaving == node.count && entering > leaving)
            default: #expect(entering == node.count && leaving == node.count)
            }
        }
        #expect(workflow.graph.nodes[0].count == 200 && workflow.graph.edges.allSatisfy { $0.count > 0 })
    }

    @Test func `loops keep to their bounds`() {
        var workflow = TaskWorkflow(name: "", root: .sequence([.loop(Self.e(1), .exactly(3)), .loop(Self.e(2), LoopBounds(minimum: 2))]))
        let tries = [[1, 1, 1, 2, 2], [1, 1, 1, 2, 2, 2, 2, 2], [1, 1, 2, 2], [1, 1, 1, 1, 2, 2], [1, 1, 1, 2]] as [[UInt32]]
        let fits = tries.map { workflow.count($0.map { TemplateID(rawValue: $0) }) }
        #expect(fits == [true, true, false, false, false])
        #expect(workflow.executions == 2)
    }

    @Test func `a workflow survives being written and read`() throws {
        var workflow = TaskWorkflow(name: "rich", root: Self.rich)
        var random = RandomSource(seed: 4)
        for _ in 0..<20 { workflow.count(SimulatedTasks.execution(workflow.root, &random)) }
        let model = WorkflowModel(workflows: [workflow], scope: .session)
        #expect(try JSON.decode(WorkflowModel.self, from: JSON.encode(model), source: "test") == model)
    }

    @Test func `damaged workflows are refused`() throws {
        let bytes = try JSON.encode(TaskWorkflow(name: "x", root: .sequence([Self.e(1), Self.e(2)])))
        let text = String(decoding: bytes, as: UTF8.self)
        for (good, bad) in [("\"executions\":0", "\"executions\":-1"), ("{\"event\":2}", "{\"event\":3}"), ("{\"event\":2}", "{}")] {
            let damaged = Array(text.replacing(good, with: bad).utf8)
            #expect(damaged != bytes)
            #expect(throws: InputError.self) { try JSON.decode(TaskWorkflow.self, from: damaged, source: "test") }
        }
        let deep =
            String(repeating: "{\"loop\":", count: 400) + "{\"event\":1}" + String(repeating: ",\"bounds\":{\"minimum\":2}}", count: 400)
        #expect(throws: (any Error).self) { try JSON.decode(WorkflowBlock.self, from: Array(deep.utf8), source: "test") }
    }

    @Test func `ways nobody went are pruned, and what was counted still fits`() {
        let lean: WorkflowBlock = .sequence([Self.e(1), .choice([Self.e(2), .nothing]), .loop(Self.e(3), .onceOrMore), Self.e(4)])
        var workflow = TaskWorkflow(
            name: "",
            root: .sequence([
                Self.e(1), .choice([Self.e(2), .sequence([Self.e(8), Self.e(9)]), .nothing]), .loop(Self.e(3), .onceOrMore),
                .choice([.loop(Self.e(4), .onceOrMore), .nothing]),
            ]))
        for execution in [Self.keys(1, 2, 3, 4), Self.keys(1, 3, 3, 4)] { workflow.count(execution) }
        #expect(workflow.pruned() == lean.canonical)
        var rich = TaskWorkflow(name: "", root: Self.rich)
        var random = RandomSource(seed: 3)
        for _ in 0..<500 { rich.count(SimulatedTasks.execution(rich.root, &random)) }
        #expect(rich.pruned() == rich.root)
        #expect(TaskWorkflow(name: "", root: .choice([Self.e(1), Self.e(2)])).pruned() == .nothing)
    }

    @Test func `very long executions are followed`() {
        var replay = WorkflowReplay(
            TaskWorkflow(name: "", root: .sequence([Self.e(1), .loop(.choice([Self.e(2), Self.e(3)]), .onceOrMore)])))
        let events = Self.keys(1) + (0..<200_000).map { TemplateID(rawValue: 2 + UInt32($0 % 2)) }
        let matched = replay.trace(events[...]).matched
        #expect(matched == events.count)
    }
}
