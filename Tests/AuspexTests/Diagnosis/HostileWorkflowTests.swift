import Testing

@testable import Auspex

/// Stored workflows that were made with intent: refused in one line, or harmless.
@Suite struct HostileWorkflowTests {
    static func keys(_ numbers: Int...) -> [TemplateID] { numbers.map { TemplateID(rawValue: UInt32($0)) } }

    /// The bytes of a small model with durations.
    static func stored() throws -> String {
        var model = WorkflowModel(
            workflows: [
                TaskWorkflow(
                    name: "x", root: .sequence([.event(TemplateID(rawValue: 1)), .loop(.event(TemplateID(rawValue: 2)), .exactly(3))]))
            ], scope: .session)
        model.count((0..<30).map { EventSequence(id: "\($0)", events: keys(1, 2, 2, 2), times: [0, 1, 2, 3]) })
        return String(decoding: try JSON.encode(model), as: UTF8.self)
    }

    @Test(arguments: [
        ("\"to\":2,\"workflow\"", "\"to\":77,\"workflow\""), ("\"from\":1,\"high\"", "\"from\":-1,\"high\""),
        ("\"workflow\":0", "\"workflow\":1"),
        ("\"high\":1,", "\"high\":\"inf\","), ("\"low\":1,", "\"low\":2,"), ("\"median\":1,", "\"median\":\"nan\","),
        ("\"executions\":30", "\"executions\":9223372036854775807"), ("\"count\":30", "\"count\":9223372036854775807"),
        ("[0,1,30]", "[0,1,9223372036854775807]"), ("[0,1,30]", "[0,9,30]"), ("[0,1,30]", "[0,1]"),
        ("\"minimum\":3", "\"minimum\":500000"), ("\"maximum\":3", "\"maximum\":500000"), ("\"scope\":\"session\"", "\"scope\":\"dream\""),
        ("\"durations\"", "\"durationz\""), ("{\"event\":2}", "{\"event\":-2}"),
    ]) func `impossible numbers are refused`(change: (good: String, bad: String)) throws {
        let good = try Self.stored()
        #expect(throws: Never.self) { try JSON.decode(WorkflowModel.self, from: Array(good.utf8), source: "workflow.json") }
        let bad = good.replacing(change.good, with: change.bad)
        try #require(bad != good, "\(change.good) is not in \(good)")
        #expect(throws: InputError.self) { try JSON.decode(WorkflowModel.self, from: Array(bad.utf8), source: "workflow.json") }
    }

    @Test func `wide forks, deep nesting and too many blocks are refused`() throws {
        func refused(_ root: String) {
            #expect(throws: (any Error).self) { try JSON.decode(WorkflowBlock.self, from: Array(root.utf8), source: "test") }
        }
        let events = (1...33).map { "{\"event\":\($0)}" }.joined(separator: ",")
        refused("{\"parallel\":[\(events)]}")
        refused(String(repeating: "{\"sequence\":[", count: 70) + "{\"event\":1}" + String(repeating: "]}", count: 70))
        let blocks = (0..<5_000).map { "{\"event\":\($0)}" }.joined(separator: ",")
        #expect(throws: InputError.self) {
            try JSON.decode(
                TaskWorkflow.self,
                from: Array("{\"name\":\"x\",\"root\":{\"sequence\":[\(blocks)]},\"executions\":0,\"graph\":{},\"follows\":[]}".utf8),
                source: "test")
        }
        let models = try JSON.decode(JSONValue.self, from: Array(Self.stored().utf8), source: "test")
        guard case .object(var members) = models, case .array(let one)? = members["workflows"] else { return }
        members["workflows"] = .array(Array(repeating: one[0], count: WorkflowModel.maximumWorkflows + 1))
        #expect(throws: InputError.self) {
            try JSON.decode(WorkflowModel.self, from: JSON.encode(JSONValue.object(members)), source: "test")
        }
    }

    @Test func `loops that count beside each other do not fill the memory`() {
        // A thousand to the eighth places to stand in.
        let branches = (1...8).map { WorkflowBlock.loop(.event(TemplateID(rawValue: $0)), .exactly(1_000)) }
        let workflow = TaskWorkflow(name: "x", root: .parallel(branches))
        var random = RandomSource(seed: 1)
        let events = (0..<15_000).map { _ in TemplateID(rawValue: 1 + UInt32(random.next() % 8)) }
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: [workflow], scope: .session))
        let diagnosis = diagnoser.diagnose(EventSequence(id: "x", events: events))
        #expect(diagnosis.path.count == events.count)
    }

    @Test func `counts that were not sorted are found all the same`() throws {
        let steps = (0..<100).map {
            StepDurations.Step(workflow: 0, from: $0 % 10, to: $0 / 10, count: 1, median: Double($0), low: 0, high: 99)
        }
        let durations = StepDurations(steps: steps.reversed())
        #expect(steps.allSatisfy { durations.step(workflow: 0, from: $0.from, to: $0.to) == $0 })
        #expect(durations.step(workflow: 1, from: 0, to: 0) == nil && durations.step(workflow: 0, from: 3, to: 99) == nil)
    }
}
