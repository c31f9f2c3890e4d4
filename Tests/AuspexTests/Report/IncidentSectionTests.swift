import Auspex
import Foundation
import Testing

private func page(_ model: ReportModel, limits: HTMLReport.Limits = .init()) -> String {
    String(decoding: HTMLReport.render(model, limits: limits), as: UTF8.self)
}

private func incident(_ rank: Int, raw: String = "2026-11-26 09:34:58 FATAL: no room left") -> IncidentReport {
    let file = "/var/log/db.log"
    var lines: [IncidentReport.Line] = [.init(source: file, line: 8374, raw: raw, why: "a critical message never seen before")]
    for number in 1...2 {
        lines.append(
            .init(
                source: file, line: UInt64(8374 + number), raw: "line \(number) of it", why: "101 lines in 20 s, usually 0.45",
                expected: "‹BEGIN› usually comes there"))
    }
    return IncidentReport(
        rank: rank, score: 20, start: "2026-11-26T09:34:58.951Z", end: "2026-11-26T09:35:11.020Z",
        sources: [file], reasons: [.newTemplate, .rateUp], headline: "a critical message never seen before: \(raw)",
        subjects: (0..<9).map { "session-\($0)" }, lines: lines, lineCount: 70, recurrences: 2)
}

@Suite struct IncidentSectionTests {
    /// A log without anomalous sessions, with incidents.
    private func model(_ count: Int, raw: String = "2026-11-26 09:34:58 FATAL: no room left") -> ReportModel {
        var model = ReportExamples.calm()
        model.incidents = (0..<count).map { incident($0 + 1, raw: raw) }
        return model
    }

    @Test func `an incident is told with time and zone, count, raw line first with its place, why, what was expected, and sessions`() {
        let html = page(model(1))
        for words in [
            "<h3>A critical message never seen before</h3>", "2026-11-26 09:34:58 – 09:35:11 UTC", "70 lines · again 2 times",
            "db.log:8374</span> <code>2026-11-26 09:34:58 FATAL: no room left</code>", "101 lines in 20 s, usually 0.45",
            "<b>Expected</b> ‹BEGIN› usually comes there", "2 further lines of 69", "Sessions touched: <code>session-0</code>",
            "and 3 more</summary><code>session-6</code>", "Never-seen line</span>", "Burst</span>",
        ] { #expect(html.contains(words), "\(words)") }
        let raw = html.range(of: "<li class=\"incident\"").map { html[$0.lowerBound...] } ?? ""
        let first = raw.range(of: "db.log:8374")?.lowerBound, second = raw.range(of: "db.log:8375")?.lowerBound
        #expect(first != nil && second != nil && first! < second!)
    }

    @Test func `with incidents alone the banner is not green and does not say that all is well`() {
        let html = page(model(2))
        #expect(html.contains("<h2 id=\"verdict\">2 incidents</h2>") && html.contains("<title>2 incidents – "))
        #expect(html.contains("class=\"verdict bad\"") && !html.contains("class=\"verdict good\""))
        #expect(!html.contains("Every session looks like") && !html.contains("No anomalies in"))
        #expect(html.contains("href=\"#incidents\">Skip"))
        var empty = ReportModel(title: "x")
        empty.incidents = [incident(1)]
        #expect(page(empty).contains("verdict bad") && !page(empty).contains("Nothing to judge"))
    }

    @Test func `incidents come before the anomalous sessions, which are a section of their own`() throws {
        var model = try ReportExamples.hdfs()
        #expect(!page(model).contains("id=\"incidents\""))
        model.incidents = [incident(1)]
        let html = page(model)
        let incidents = try #require(html.range(of: "id=\"incidents\"")), anomalies = try #require(html.range(of: "id=\"anomalies\""))
        #expect(incidents.lowerBound < anomalies.lowerBound)
        #expect(html.contains("Anomalous sessions, the worst first"))
        #expect(html.contains("1 incident; \(model.anomalies.count) of 300 sessions are anomalous"))
    }

    @Test func `the first are told with their lines, the next are rows, and it is said how many are left out`() {
        let html = page(model(20_000))
        #expect(html.components(separatedBy: "<li class=\"incident\"").count == 201)
        #expect(html.components(separatedBy: "<tr class=\"irow\"").count == 2001)
        #expect(html.contains("17,800 incidents of lower rank are not on this page"))
        #expect(html.utf8.count < 2_000_000)
        #expect(!page(model(1_006)).contains("of lower rank"))
        #expect(page(model(2), limits: .init(incidents: 1, incidentRows: 0)).contains("1 incident of lower rank is not on this page"))
    }

    @Test func `incidents of one kind are one card, the others folded into it`() {
        var model = model(60)
        for index in model.incidents.indices { model.incidents[index].id = index.isMultiple(of: 2) ? "i-1" : "i-2" }
        let html = page(model, limits: .init(sameKind: 5))
        #expect(html.components(separatedBy: "<li class=\"incident\"").count == 3 && !html.contains("<tr class=\"irow\""))
        #expect(html.components(separatedBy: "29 more incidents of this kind").count == 3)
        #expect(html.components(separatedBy: "24 more are not on this page").count == 3)
        #expect(html.contains("<h2 id=\"verdict\">60 incidents</h2>"))
    }

    @Test func `hostile lines stay text`() {
        var model = model(1, raw: "</code><script>alert(1)</script> \u{1B}]0;x\u{7} \u{202E}gol")
        model.incidents[0].subjects = ["<img src=x>"]
        model.incidents[0].lines[0].source = "/var/log/<b>.log"
        model.incidents[0].lines[1].why = "<script>"
        let html = page(model)
        #expect(html.components(separatedBy: "<script>").count == 2 && !html.contains("<img") && !html.contains("<b>.log"))
        #expect(!html.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E })
    }

    @Test func `a log without times tells the line, and a line that is gone is said to be`() {
        var model = model(1, raw: "")
        model.incidents[0].start = nil
        model.incidents[0].end = nil
        let html = page(model)
        #expect(html.contains("<span class=\"when\">line 8,374</span>") && html.contains("can no longer be read"))
        #expect(!html.contains("UTC</span>"))
    }

    @Test func `the timeline counts all incidents where they begin, inside its span only`() {
        var model = model(3)
        model.timeline = .init(
            axis: .time, start: 1000, end: 2000, bins: [.init(lines: 3, anomalies: 0), .init(lines: 4, anomalies: 0)],
            incidents: [1500, .nan, 9000])
        model.timeline?.incidentEnds = [1600, .nan, 9000]
        let html = page(model, limits: .init(incidents: 1, incidentRows: 0))
        #expect(html.contains("<g class=\"marks\"><rect x=\"500\" y=\"-34\"") && html.contains("Incidents<small>0 to 1</small>"))
        #expect(html.contains("from 1970-01-01 00:25:00 UTC: 4 lines, 1 incident, 0 anomalous sessions"))
        #expect(html.contains("No anomalous session from 1970-01-01 00:16:40 UTC"))
        #expect(html.contains("id=\"incident-1\" tabindex=\"-1\" data-from=\"1500\" data-to=\"1600\""))
        #expect(html.contains("data-from=\"1500\" data-to=\"2000\"><title>") && html.contains("A bar is 8.3 min."))
    }

    @Test func `a map shows which file is affected when, the most affected first, and says what it leaves out`() {
        var model = model(2)
        model.timeline = .init(axis: .time, start: 0, end: 100, bins: [.init(lines: 9, anomalies: 0)], incidents: [10, 60])
        model.timeline?.sources = (0..<18).map { .init(name: "/var/log/\($0).log", counts: [0, 18 - $0]) }
        let html = page(model)
        #expect(html.contains("Which file, when") && html.contains("log/0.log</span><svg"))
        #expect(html.contains("/var/log/0.log, from 1970-01-01 00:00:50 UTC: 18 lines") && html.contains("2 rows with fewer are left out"))
        #expect(!html.contains("/var/log/16.log") && html.components(separatedBy: "fill-opacity").count > 16)
        model.timeline?.sources.removeLast(17)
        #expect(!page(model).contains("Which file, when"), "one row is no map")
    }
}
