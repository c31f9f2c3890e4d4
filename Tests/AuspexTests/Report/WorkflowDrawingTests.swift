import Foundation
import Testing

@testable import Auspex

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct WorkflowDrawingTests {
    static let names = WorkflowNames([
        TemplateID(rawValue: 1): "<script>alert(\"1\")</script> & <*> 'quoted' \u{1} ]]>",
        TemplateID(rawValue: 2): String(repeating: "verylongwordwithoutspaces", count: 20), TemplateID(rawValue: 3): "接続 … 完了 <*>",
    ])

    static func workflow() -> TaskWorkflow {
        var workflow = TaskWorkflow(name: "a <b> & \"c\"", root: WorkflowTests.rich)
        var random = RandomSource(seed: 3)
        for _ in 0..<100 { workflow.count(SimulatedTasks.execution(workflow.root, &random)) }
        return workflow
    }

    @Test func `no two boxes overlap and all are inside the drawing`() {
        for root in SimulatedTasks.roots + [WorkflowTests.rich, Self.thirty, .nothing, .event(TemplateID(rawValue: 1))] {
            let layout = WorkflowLayout(TaskWorkflow(name: "", root: root), names: Self.names)
            for (index, box) in layout.boxes.enumerated() {
                #expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height)
                for other in layout.boxes[(index + 1)...] {
                    let apart =
                        box.x + box.width < other.x || other.x + other.width < box.x || box.y + box.height < other.y
                        || other.y + other.height < box.y
                    #expect(apart, "\(box.node) and \(other.node)")
                }
            }
        }
    }

    @Test func `no line runs through a box`() {
        let layout = WorkflowLayout(Self.workflow(), names: Self.names)
        for line in layout.lines {
            for (from, to) in zip(line.points, line.points.dropFirst()) {
                for box in layout.boxes {
                    let outside =
                        max(from.x, to.x) <= box.x || min(from.x, to.x) >= box.x + box.width || max(from.y, to.y) <= box.y
                        || min(from.y, to.y) >= box.y + box.height
                    #expect(outside, "\(line) through \(box.node)")
                }
            }
        }
    }

    @Test func `labels stand clear of boxes and arrow heads`() {
        for root in SimulatedTasks.roots + [Self.thirty] {
            var workflow = TaskWorkflow(name: "", root: root)
            var random = RandomSource(seed: 5)
            for _ in 0..<100 { workflow.count(SimulatedTasks.execution(root, &random)) }
            let layout = WorkflowLayout(workflow, names: Self.names)
            let heads = layout.lines.filter(\.hasArrow).compactMap(\.points.last)
            for line in layout.lines where !line.label.isEmpty {
                // Seven pixels a letter is wide; the base line is given, letters stand on it.
                let left = line.labelAt.x, right = left + 7 * Double(line.label.count), bottom = line.labelAt.y, top = bottom - 9
                #expect(right <= layout.width && top >= 0, "\(line.label)")
                for box in layout.boxes {
                    let apart = right <= box.x || left >= box.x + box.width || bottom <= box.y || top >= box.y + box.height
                    #expect(apart, "\(line.label) over \(box.node)")
                }
                for head in heads where head.y > top && head.y - 8 < bottom {
                    #expect(head.x + 3.5 < left - 2 || head.x - 3.5 > right, "\(line.label) at the head at \(head)")
                }
            }
        }
    }

    /// Thirty steps with branches, forks and loops in each other.
    static let thirty: WorkflowBlock = {
        func e(_ number: UInt32) -> WorkflowBlock { WorkflowTests.e(number) }
        return .sequence([
            e(1), e(2),
            .choice([.sequence([e(3), e(4)]), .sequence([e(5), .parallel([e(6), e(7), e(8)]), e(9)])]), e(10),
            .parallel([.sequence([e(11), e(12)]), .loop(.sequence([e(13), e(14)]), .onceOrMore)]), e(15),
            .loop(.sequence([e(16), .choice([e(17), e(18), e(19)]), e(20)]), .onceOrMore),
            .choice([.nothing, .sequence([e(21), e(22)])]), e(23),
            .parallel([e(24), .sequence([e(25), e(26)])]), e(27), .loop(e(28), .onceOrMore), .choice([e(29), e(30)]),
        ])
    }()

    @Test func `marks lie over the ways, and words inside their flags`() throws {
        var workflow = TaskWorkflow(name: "t", root: SimulatedTasks.roots[3])
        workflow.count([14, 15, 17].map { TemplateID(rawValue: $0) })
        let plain = WorkflowDrawing(workflow, names: WorkflowNames()).plain(showsCounts: true)
        let mark = try #require(plain.range(of: "class=\"mark\"")),
            way = try #require(plain.range(of: "class=\"way\"", options: .backwards))
        #expect(way.lowerBound < mark.lowerBound)
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: [workflow], scope: .session))
        let strange = diagnoser.diagnose(EventSequence(id: "", events: [14, 0].map { TemplateID(rawValue: $0) }))
        let svg = WorkflowSVG.render(workflow, diagnosis: strange)
        #expect(svg.contains("✕ a new kind came"))
        let flag = try #require(svg.firstMatch(of: #/class="flag" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"[^>]*><text x="([0-9.]+)"/#))
        let (x, width, middle) = (try #require(Double(flag.1)), try #require(Double(flag.2)), try #require(Double(flag.3)))
        #expect(abs(x + width / 2 - middle) < 0.2 && width >= 7 * 17)
    }

    @Test func `every event has its box`() {
        let workflow = Self.workflow()
        let drawn = Set(WorkflowLayout(workflow).boxes.map(\.node))
        let events = workflow.graph.nodes.indices.filter { workflow.template(at: $0) != nil }
        #expect(drawn == Set(events).union([0, workflow.graph.nodes.count - 1]))
    }

    @Test func `drawings are well-formed and hostile text stays text`() throws {
        let workflow = Self.workflow()
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: [workflow], scope: .session))
        let sessions: [[UInt32]] = [[1, 16], [1, 2, 1], [99], [], [1, 0]]
        let diagnoses = sessions.map { diagnoser.diagnose(EventSequence(id: "<x>", events: $0.map { TemplateID(rawValue: $0) })) }
        for diagnosis in [nil] + diagnoses.map(Optional.some) {
            let svg = WorkflowSVG.render(workflow, names: Self.names, diagnosis: diagnosis)
            let parser = XMLParser(data: Data(svg.utf8))
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
            #expect(!svg.contains("<script") && svg.contains("&lt;script&gt;"))
        }
        #expect(WorkflowSVG.render(workflow, names: Self.names, diagnosis: diagnoses[0]).contains("✕ E16 came"))
        #expect(WorkflowSVG.render(workflow, names: Self.names, diagnosis: diagnoses[3]).contains("ended here"))
    }

    @Test func `a session's layer shows its way, what should have come and what never came`() {
        let workflow = TaskWorkflow(
            name: "t", root: .sequence([WorkflowTests.e(1), .parallel([WorkflowTests.e(2), WorkflowTests.e(3)]), WorkflowTests.e(4)]))
        let drawing = WorkflowDrawing(workflow, names: WorkflowNames())
        var diagnoser = WorkflowDiagnoser(WorkflowModel(workflows: [workflow], scope: .session))
        let plain = drawing.plain(showsCounts: false)
        func layer(_ numbers: [UInt32]) -> String {
            let diagnosis = diagnoser.diagnose(EventSequence(id: "", events: numbers.map { TemplateID(rawValue: $0) }))
            return drawing.layer(WorkflowOverlay(diagnosis, end: workflow.tree.end))
        }
        let good = layer([1, 3, 2, 4])
        #expect(good.components(separatedBy: "✓").count == 5 && !good.contains("expected") && !good.contains("flag"))
        let wrong = layer([1, 3, 4])
        #expect(wrong.contains("✕ E4 came") && wrong.contains("expected") && wrong.components(separatedBy: "✓").count == 4)
        #expect(!good.contains("E1") && plain.contains(">E1<"), "what all sessions share is drawn once")
        let early = layer([1, 3])
        #expect(early.contains("ended here") && early.contains("never came"))
    }

    @Test func `hidden characters do not reach a drawing`() {
        let names = WorkflowNames([TemplateID(rawValue: 1): "a\u{202E}b\u{200B}c\u{7F}d"])
        #expect(names.text(TemplateID(rawValue: 1), limit: 20) == "abcd")
        #expect(WorkflowSVG.escaped("a\u{202E}b\u{1B}") == "a b ")
    }

    @Test func `graphviz text escapes names`() {
        let dot = WorkflowDOT.render(Self.workflow(), names: Self.names)
        #expect(dot.hasPrefix("digraph \"a <b> & \\\"c\\\"\" {") && dot.contains("\\\"1\\\""))
        #expect(dot.split(separator: "\n").filter { $0.contains(" -> ") }.count == Self.workflow().graph.edges.count)
    }

    @Test func `text shows forks, alternatives and loops`() {
        let text = SimulatedTasks.roots.map { WorkflowText.render(TaskWorkflow(name: "task", root: $0)) }.joined()
        #expect(
            text == """
                task · 0 executions
                ● E1
                ● E2
                ● E3
                ● E4
                task · 0 executions
                ● E5
                ╔ all of these, in any order
                ║ ● E6
                ╟─ and
                ║ ● E7
                ╚
                ● E8
                task · 0 executions
                ● E9
                ● E10
                ↻ once or more
                │ ● E11
                │ ● E12
                └
                ● E13
                task · 0 executions
                ● E14
                ┌ one of
                │ ● E15
                ├─ or
                │ ● E16
                └
                ● E17

                """)
    }

    @Test func `long names are cut and wrapped`() {
        #expect(Self.names.text(TemplateID(rawValue: 2), limit: 10) == "verylongw…")
        let lines = Self.names.wrapped(TemplateID(rawValue: 2), width: 27, lines: 2)
        #expect(lines.count == 2 && lines.allSatisfy { $0.count <= 27 })
        #expect(Self.names.text(TemplateID(rawValue: 99), limit: 10).isEmpty)
    }
}
