import Auspex
import Foundation
import TestSupport
import Testing

/// Incidents through the real program: page, JSON, exit code, terminal.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct IncidentCommandTests {
    /// The log of a service without session identifiers.
    ///
    /// - Parameters:
    ///   - burst: lines that come at twenty-five times the usual rate; what they say and their order are as ever.
    ///   - error: the last line but a hundred.
    private static func log(_ count: Int, seed: UInt64, burst: Range<Int> = 0..<0, error: String? = nil) -> String {
        var random = RandomSource(seed: seed)
        var text = "", time = 0.0
        for number in 0..<count {
            time += (0.3 + Double(random.next() % 1200) / 1000) / (burst.contains(number) ? 25 : 1)
            let seconds = Int(time)
            let stamp = String(
                format: "2026-11-26 %02d:%02d:%02d.%03d", 10 + seconds / 3600, seconds / 60 % 60, seconds % 60, Int(time * 1000) % 1000)
            // Always in the same order: no window of lines is unlike another.
            let kind = [0, 7, 0, 0, 9, 0, 7, 0, 7, 0][number % 10]
            let message =
                kind < 6
                ? "request \(number) done in \(3 + random.next() % 37) ms"
                : kind < 9 ? "cache hit for key k\(1 + random.next() % 99)" : "connection from 10.0.0.\(1 + random.next() % 20) opened"
            text += "\(stamp) INFO app.Worker: \(message)\n"
            if let error, number == count - 100 { text += "\(stamp) ERROR app.Disk: \(error)\n" }
        }
        return text
    }

    /// The logs, made once.
    private struct Logs: Sendable {
        let folder: TemporaryFolder
        let quiet: String, burst: String, full: String
        /// Tries to retitle the window, to colour, to turn the direction of writing, and to hide.
        static let attack =
            "No space left on device \u{1B}]0;owned\u{7}\u{1B}[31m \u{9B}2J \u{202E}der \u{200B}请\u{2028}end "
            + String(repeating: "请", count: 300)

        static let made = Result { try Logs() }

        init() throws {
            folder = try TemporaryFolder()
            Cleanup.atExit(removing: folder.path)
            quiet = try folder.write("quiet.log", IncidentCommandTests.log(3_000, seed: 1))
            burst = try folder.write("burst.log", IncidentCommandTests.log(2_000, seed: 5, burst: 700..<1_300))
            full = try folder.write("full.log", IncidentCommandTests.log(1_500, seed: 2, error: Self.attack))
        }
    }

    private static var logs: Logs { get throws { try Logs.made.get() } }

    @Test func `incidents alone are told first, fill the JSON as the schema says, fail the run, and are not called nothing`() throws {
        let logs = try Self.logs
        let page = logs.folder.file("burst.html")
        let arguments = ["scan", logs.burst, "--baseline", logs.quiet, "--fail-on-anomaly"]
        let result = try Program.run(arguments + ["--json", "--report", page])
        #expect(result.code == 1, "\(result.messages)")
        let found = try object(result)
        #expect(found["anomalousSessions"] as? Int == 0)
        let incidents = try #require(found["incidents"] as? [[String: Any]])
        let first = try #require(incidents.first)
        #expect(first["reasons"] as? [String] == ["rateUp"])
        #expect((first["start"] as? String)?.hasPrefix("2026-11-26T10:1") == true && (first["end"] as? String)?.hasSuffix("Z") == true)
        let lines = try #require(first["lines"] as? [[String: Any]])
        #expect((lines[0]["raw"] as? String)?.contains("INFO app.Worker: ") == true)
        let value = try JSON.decode(JSONValue.self, from: Array(result.output.utf8), source: "scan")
        let faults = try JSONDocumentTests.schema(.scan).faults(in: value)
        #expect(faults.isEmpty, "\(faults.prefix(5))")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("verdict bad") && html.contains("id=\"incident-1\"") && html.contains(lines[0]["raw"] as? String ?? "?"))
        let text = try Program.run(arguments)
        #expect(text.code == 1)
        #expect(text.output.hasPrefix("\(incidents.count) incident"), "\(text.output.prefix(300))")
        #expect(!text.output.contains("nothing anomalous"))
        #expect(text.output.contains("none of 67 windows is anomalous by itself"), "\(text.output.suffix(300))")
        let calm = try Program.run(["scan", logs.quiet, "--baseline", logs.quiet, "--fail-on-anomaly"])
        #expect(calm.code == 0 && calm.output.contains("nothing anomalous"), "\(calm.output)")
    }

    @Test func `what the log says does not drive the terminal, nor does it hide or turn the writing round`() throws {
        let logs = try Self.logs
        let result = try Program.run(["scan", logs.full, "--baseline", logs.quiet])
        #expect(result.output.contains("an error never seen before") && result.output.contains("No space left on device"))
        for scalar in (result.output + result.messages).unicodeScalars where scalar != "\n" {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            #expect(!isControl && ![0x202E, 0x200B, 0x2028].contains(scalar.value), "U+\(String(scalar.value, radix: 16))")
        }
        // No line is wider than the 200 columns of a pipe; a Chinese character takes two.
        for line in result.output.split(separator: "\n") {
            #expect(line.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) } <= 200, "\(line)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script(1) for a terminal"))
    func `on a terminal nothing is wider than it, and the worst line goes on in a further row`() throws {
        let logs = try Self.logs
        for width in [100, 200] {
            let command = "stty cols \(width) rows 50; NO_COLOR=1 TERM=xterm \"$AUSPEX\" scan '\(logs.full)' --baseline '\(logs.quiet)'"
            let shown = try Program.shell("script -qec '\(command.replacing("'", with: "'\\''"))' /dev/null")
            let rows = shown.output.replacing("\r\n", with: "\n").split(separator: "\n").map { row in
                // Progress is wiped before anything else is written.
                row.components(separatedBy: "\u{1B}[K").last ?? ""
            }
            #expect(rows.contains { $0.contains("an error never seen before") }, "\(shown.output.suffix(500))")
            for row in rows {
                #expect(row.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) } <= width, "\(row)")
                #expect(!row.contains("\u{1B}") && !row.contains("\u{7}"))
            }
            let place = try #require(rows.firstIndex { $0.contains("ERROR app.Disk: No space left on device") })
            #expect(rows[place + 1].contains("请请请"), "\(rows[place + 1])")
        }
    }

    @Test func `incidents of a followed log are told as they come, one object a line, and fail the run`() throws {
        let logs = try Self.logs
        let model = logs.folder.file("m.auspex")
        expectDone(try Program.run(["train", logs.quiet, "--model", model, "--set", "model=ngram"]))
        let arguments = ["detect", model, logs.burst, "--follow", "--fail-on-anomaly"]
        let result = try Program.run(arguments + ["--json"], interruptAfter: 4)
        #expect(result.code == 1, "\(result.messages)")
        let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("{\"schema\":\"auspex.detect-incident/1\",") }
        #expect(!lines.isEmpty, "\(result.output.prefix(500)) \(result.messages)")
        for line in lines {
            let value = try JSON.decode(JSONValue.self, from: Array(line.utf8), source: "detect")
            let faults = try JSONDocumentTests.schema(.detectIncident).faults(in: value)
            #expect(faults.isEmpty, "\(faults.prefix(5))")
            #expect(line.contains("INFO app.Worker: "), "the raw line is still known")
        }
        #expect(result.messages.contains("\(lines.count) incident"), "\(result.messages)")
        let text = try Program.run(arguments, interruptAfter: 4)
        #expect(text.code == 1 && text.output.contains("usually") && text.output.contains(" UTC  "), "\(text.output) \(text.messages)")
    }

    @Test func `the schema names every family of evidence`() throws {
        let path = JSONDocumentTests.docs.appendingPathComponent("schemas/common.json")
        let whole = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        let definitions = try #require(whole["$defs"] as? [String: Any])
        let family = try #require(definitions["evidenceFamily"] as? [String: Any])
        #expect(family["enum"] as? [String] == EvidenceFamily.allCases.map(\.rawValue))
    }
}
