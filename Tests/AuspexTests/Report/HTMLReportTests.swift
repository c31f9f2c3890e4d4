import Auspex
import Foundation
import Testing

private func page(_ model: ReportModel, limits: HTMLReport.Limits = .init()) -> String {
    String(decoding: HTMLReport.render(model, limits: limits), as: UTF8.self)
}

/// Every tag of the page that is opened and must be closed, in balance; the content of script and style is skipped.
private func unbalancedTag(in page: String) -> String? {
    let void: Set<String> = ["meta", "input", "br", "wbr", "!doctype", "rect", "path", "circle", "use"]
    var open: [String] = []
    var rest = Substring(page)
    while let start = rest.firstIndex(of: "<") {
        rest = rest[rest.index(after: start)...]
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }.lowercased()
        guard let end = rest.firstIndex(of: ">") else { return "unclosed <\(name)" }
        let selfClosed = rest[..<end].hasSuffix("/")
        rest = rest[rest.index(after: end)...]
        if name.hasPrefix("/") {
            guard open.popLast() == String(name.dropFirst()) else { return name }
        } else if !void.contains(name) || (["rect", "path", "circle", "use"].contains(name) && !selfClosed) {
            open.append(name)
            if name == "script" || name == "style", let close = rest.range(of: "</\(name)>") { rest = rest[close.lowerBound...] }
        }
    }
    return open.last
}

@Suite struct HTMLReportTests {
    @Test func `the page says what is wrong, why and what should have happened`() throws {
        let model = try ReportExamples.hdfs()
        let html = page(model)
        #expect((20...45).contains(model.anomalies.count))
        #expect(html.contains("\(model.anomalies.count) of 300 sessions are anomalous"))
        #expect(html.contains("2008-11-09 20:35:35"), "the axis begins where the first line does")
        #expect(html.contains("Observed") && html.contains("Expected"))
        #expect(html.contains("Received block &lt;*&gt; of size &lt;*&gt; from &lt;*&gt;"))
        for anomaly in model.anomalies {
            #expect(html.contains(anomaly.id))
            #expect(html.contains(anomaly.events.first { $0.isFlagged }?.raw.replacing("<", with: "&lt;") ?? "?"))
        }
        #expect(unbalancedTag(in: html) == nil)
    }

    @Test func `nothing is loaded from outside, and the policy forbids it`() throws {
        let html = page(try ReportExamples.hdfs())
        for forbidden in ["http://", "https://", "src=", "@import", "url(", "<link", "<iframe"] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        #expect(html.contains("default-src 'none'"))
    }

    @Test func `the same model gives the same bytes`() throws {
        #expect(HTMLReport.render(try ReportExamples.hdfs()) == HTMLReport.render(try ReportExamples.hdfs()))
    }

    @Test func `an empty input and a calm log are answered in words`() {
        let empty = page(ReportExamples.empty())
        #expect(empty.contains("Nothing to judge") && empty.contains("empty.log is empty."))
        #expect(unbalancedTag(in: empty) == nil)
        let calm = page(ReportExamples.calm())
        #expect(calm.contains("No anomalies in 640 sessions") && calm.contains("verdict good"))
        #expect(!calm.contains("id=\"anomalies\""))
        #expect(unbalancedTag(in: calm) == nil)
    }

    @Test func `hostile text stays text, and the page stays bounded`() {
        let html = page(ReportExamples.hostile(anomalies: 300, events: 200), limits: .init(fullAnomalies: 10, rows: 100, events: 40))
        #expect(html.utf8.count < 4_000_000)
        #expect(html.components(separatedBy: "<script>").count == 2)
        #expect(html.components(separatedBy: "</script>").count == 2)
        #expect(html.components(separatedBy: "</style>").count == 2)
        #expect(!html.contains("<img"))
        #expect(html.contains("&lt;/style&gt;&lt;/script&gt;&lt;script&gt;alert(1)"))
        #expect(!html.unicodeScalars.contains { $0.value == 0 || $0.value == 0x1B || $0.value == 0x202E })
        #expect(html.contains("‹U+1B›[31m ‹U+0› ‹U+202E›gol"))
        #expect(!html.contains("=\"nan") && !html.contains("=\"inf") && !html.contains("nan%"))
    }

    @Test func `tags stay balanced around hostile text`() {
        let limits = HTMLReport.Limits(fullAnomalies: 3, rows: 3, events: 20, templates: 3)
        #expect(unbalancedTag(in: page(ReportExamples.hostile(anomalies: 9, events: 120), limits: limits)) == nil)
    }

    @Test func `a long session is folded around its findings`() {
        var model = ReportModel(title: "long.log")
        let events = (0..<10_000).map { index in
            ReportModel.Event(
                line: UInt64(index + 1), raw: "record number \(index)", template: "E1", templateText: "record number <*>",
                isFlagged: index == 6_000)
        }
        model.anomalies = [.init(id: "s", score: 1, reasons: [.unexpectedOrder], events: events)]
        model.totals = .init(lines: 10_000, sessions: 1, anomalies: 1)
        let html = page(model)
        for shown in [0, 4, 5_997, 6_000, 6_003, 9_999] { #expect(html.contains("record number \(shown)</code>"), "\(shown)") }
        for hidden in [5_990, 6_010, 9_000] { #expect(!html.contains("record number \(hidden)</code>"), "\(hidden)") }
        #expect(html.contains("more records"))
        #expect(html.contains("1 of 1 session is anomalous"))
    }

    @Test func `anomalies beyond the limits become rows, then a number`() throws {
        var model = try ReportExamples.hdfs()
        model.totals.anomalies = 500
        let html = page(model, limits: .init(fullAnomalies: 2, rows: 3))
        #expect(html.components(separatedBy: "<details class=\"item\"").count == 3)
        #expect(html.components(separatedBy: "<tr class=\"item\"").count == 4)
        let groups = AnomalyGroup.groups(of: model.anomalies)
        #expect(groups.count > 3 && groups.contains { $0.count > 1 })
        #expect(html.contains("\(500 - groups[0].count - groups[1].count - 3) more are not on this page"))
        let folded = groups.prefix(2).filter { $0.count > 1 }
        #expect(html.components(separatedBy: "more like this</h3>").count == folded.count + 1)
        var listed = 0
        for list in html.components(separatedBy: "<ul class=\"same\">").dropFirst() {
            let end = list.range(of: "</ul>")?.lowerBound ?? list.startIndex
            listed += list[..<end].components(separatedBy: "<li").count - 1
        }
        let others: Int = folded.reduce(0) { $0 + $1.count - 1 }
        #expect(listed == others)
    }

    @Test func `limits of zero leave the answer and the numbers`() throws {
        let html = page(try ReportExamples.hdfs(), limits: .init(fullAnomalies: -1, rows: 0, events: 0, templates: 0, characters: 0))
        #expect(html.contains("sessions are anomalous"))
        #expect(!html.contains("class=\"item\""))
        #expect(unbalancedTag(in: html) == nil)
    }

    @Test func `a long record is cut where the limit says`() {
        var model = ReportModel(title: "wide.log")
        let raw = String(repeating: "x", count: 1 << 20)
        model.anomalies = [.init(id: "s", score: 1, reasons: [], events: [.init(line: 1, raw: raw, template: "E1", templateText: "")])]
        model.totals = .init(lines: 1, sessions: 1, anomalies: 1)
        let html = page(model)
        #expect(html.contains(String(repeating: "x", count: 1_500) + "…</code>"))
        #expect(html.utf8.count < 100_000)
    }

    @Test func `runs of NUL bytes are counted, not spelled out, and invalid UTF-8 shows as replacement characters`() {
        var model = ReportModel(
            title: String(decoding: [0x61, 0xFF, 0x62], as: UTF8.self), subtitle: String(repeating: "\0", count: 40_000) + "end")
        model.totals = .init(lines: 1, sessions: 1)
        let html = page(model)
        #expect(html.contains("<h1>a\u{FFFD}b</h1>"))
        #expect(html.contains("<p class=\"sub\">‹U+0 × 40,000›end</p>"))
    }

    @Test func `the model is codable`() throws {
        let model = try ReportExamples.hdfs()
        #expect(try JSONDecoder().decode(ReportModel.self, from: JSONEncoder().encode(model)) == model)
    }
}
