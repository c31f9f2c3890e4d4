import Foundation
import Testing

@testable import Auspex

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The drawn workflow in the report page, with sessions' ways over it.
@Suite struct WhereaboutsTests {
    static let evil = "</g></svg><script>alert(1)</script>\u{202E}\u{1B}[31m \"quoted\" <*>"

    /// A task of some steps, each template text hostile.
    static func workflow(_ steps: Int) -> ReportModel.DrawnTask {
        var task = TaskWorkflow(
            name: "t</text><img>", root: .sequence((1...UInt32(steps)).map { .event(TemplateID(rawValue: $0)) }))
        task.count((1...UInt32(steps)).map { TemplateID(rawValue: $0) })
        return ReportModel.DrawnTask(
            task, texts: Dictionary(uniqueKeysWithValues: (1...UInt32(steps + 5)).map { (TemplateID(rawValue: $0), evil) }))
    }

    static func diagnosis(_ last: Int = 2) -> ReportModel.Diagnosis {
        func step(_ number: Int) -> ReportModel.Diagnosis.Step {
            .init(number: number, event: number - 1, line: UInt64(number), raw: evil, template: "E\(number)", text: evil, node: number)
        }
        var diagnosis = ReportModel.Diagnosis(task: "t</text><img>", workflow: 0, fit: .located)
        diagnosis.lastGood = step(last)
        diagnosis.expected = [.init(template: "E3", text: evil, probability: 0.8, node: last + 1)]
        diagnosis.cameInstead = .init(number: 3, event: 2, line: 3, raw: evil, template: evil, text: evil)
        diagnosis.neverCame = [
            .init(template: "E3", text: evil, node: last + 1), .init(template: "E4", text: evil, count: 3, node: last + 2),
        ]
        diagnosis.superfluous = [.init(number: 9, event: nil, line: 9, source: evil, raw: evil, template: "new", text: evil)]
        diagnosis.superfluousCount = 40
        diagnosis.slowStep = .init(from: step(1), to: step(2), seconds: 14.2, usualLow: 1, usualHigh: 2.5)
        diagnosis.visits = (1...last).map { .init(node: $0, count: $0) }
        return diagnosis
    }

    static func model(_ diagnoses: [ReportModel.Diagnosis], steps: Int = 8) -> ReportModel {
        var model = ReportModel(title: "t")
        model.workflows = [workflow(steps)]
        model.anomalies = diagnoses.enumerated().map { number, diagnosis in
            .init(
                id: "s\(number)", score: 1, reasons: [.unexpectedOrder],
                events: (1...3).map { .init(line: UInt64($0), raw: "r", template: "E\($0)", templateText: "t") }, diagnosis: diagnosis)
        }
        model.totals = .init(lines: 1, sessions: 1, anomalies: diagnoses.count)
        return model
    }

    static func page(_ model: ReportModel, _ limits: HTMLReport.Limits = .init()) -> String {
        String(decoding: HTMLReport.render(model, limits: limits), as: UTF8.self)
    }

    static func count(_ text: String, in page: String) -> Int { page.components(separatedBy: text).count - 1 }

    @Test func `the page draws a workflow once and each distinct way once`() {
        let html = Self.page(Self.model([Self.diagnosis(), Self.diagnosis(), Self.diagnosis(3)]))
        #expect(Self.count("id=\"task0\"", in: html) == 1 && Self.count("<use href=\"#task0\"/>", in: html) == 3)
        #expect(Self.count("<use href=\"#way0\"/>", in: html) == 2 && Self.count("<use href=\"#way1\"/>", in: html) == 1)
        #expect(!html.contains("id=\"way2\""))
        for words in [
            "Last good step", "Expected next", "Came instead", "Never came", "Out of place", "Slow step", "usually 1 s to 2.5 s",
            "…and 39 more",
        ] {
            #expect(html.contains(words), "\(words)")
        }
        #expect(html.contains("14.2 s") && html.contains("(3×)") && html.contains("expected 80 %") && html.contains("took 14.2 s"))
    }

    @Test func `hostile texts stay text in the drawing and beside it`() throws {
        let html = Self.page(Self.model([Self.diagnosis()]))
        #expect(Self.count("<script>", in: html) == 1 && Self.count("</script>", in: html) == 1)
        #expect(!html.contains("<img") && !html.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
        let start = try #require(html.range(of: "<svg class=\"definitions\"")), end = try #require(html.range(of: "</defs></svg>"))
        let parser = XMLParser(data: Data(html[start.lowerBound..<end.upperBound].utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test func `many anomalies and a large workflow leave the page bounded`() {
        let few = Self.page(Self.model([Self.diagnosis()], steps: 30)).utf8.count
        let many = Self.page(Self.model((0..<100).map { Self.diagnosis(1 + $0 % 25) }, steps: 30)).utf8.count
        #expect(many < few + 50 * 12_000, "\(few) → \(many)")
        let large = Self.page(Self.model([Self.diagnosis()], steps: 400))
        #expect(!large.contains("<use") && large.contains("Last good step"), "told in words only")
        #expect(Self.page(Self.model([Self.diagnosis()], steps: 400), .init(workflowNodes: 500)).contains("<use"))
    }

    @Test func `a session in order, one of no task, and a workflow that is not there`() {
        var calm = ReportModel.Diagnosis(task: "job", workflow: 0, fit: .fits)
        calm.visits = [.init(node: 1, count: 1)]
        #expect(Self.page(Self.model([calm])).contains("Every step in its place in task <b>job</b>"))
        var nearest = Self.diagnosis()
        nearest.fit = .nearest
        nearest.lastGood = nil
        let html = Self.page(Self.model([nearest]))
        #expect(html.contains("Fits no task; the nearest is") && html.contains("came</text>"))
        var lost = Self.diagnosis()
        lost.workflow = 7
        lost.slowStep?.seconds = .infinity
        #expect(!Self.page(Self.model([lost])).contains("<use"))
        var none = ReportModel.Diagnosis(task: "", workflow: nil, fit: .nearest)
        none.cameInstead = lost.cameInstead
        #expect(Self.page(Self.model([none])).contains("Part of no task"))
    }

    @Test func `nodes that are not there are not drawn`() {
        var strange = Self.diagnosis()
        strange.lastGood?.node = 99
        strange.slowStep?.to.node = -5
        strange.visits = [.init(node: -1, count: 1), .init(node: 1_000, count: 2)]
        #expect(Self.page(Self.model([strange])).contains("<use href=\"#way0\"/>"))
    }
}
