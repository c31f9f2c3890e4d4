import Auspex
import Foundation
import TestSupport
import Testing

/// The library example of the README: compiled, run, and equal to what the page shows.
@Suite struct ReadmeTests {
    private static func example(_ pieces: [(bytes: [UInt8], seconds: Double)]) throws {
        // README begins.
        // Learn what is normal, from files.
        let plan = try DetectorPlan(detector: "ensemble")
        let model = try TrainingRun(input: .init(inputs: ["last-week.log"]), plan: plan).run().model

        // Judge what comes, from anywhere, in pieces of any size.
        var stream = try DetectionStream(model: model)
        for (bytes, seconds) in pieces {
            for session in try stream.feed(bytes, source: "app.log", now: seconds) {
                print(session.verdict.session, session.verdict.score, stream.lines(of: session).values)
            }
        }

        // Stop, and go on where it stopped.
        let saved = try stream.snapshot()
        stream = try DetectionStream(restoring: saved, model: model)
        for session in try stream.finish() { print(session.verdict.session, session.verdict.score) }
        // README ends.
    }

    @Test func `the library example of the README is the code that is compiled here`() throws {
        // It names a file that is not there; it is compiled to be right, and begun to be sure it is called.
        #expect(throws: InputError.self) { try Self.example([(Array("a line\n".utf8), 0)]) }
        func code(_ text: String, from begin: String, to end: String) throws -> [String] {
            let lines = text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            let start = try #require(lines.firstIndex(of: begin))
            let stop = try #require(lines[start...].firstIndex(of: end))
            return Array(lines[(start + 1)..<stop])
        }
        let own = URL(fileURLWithPath: #filePath)
        let readme = own.deletingLastPathComponent().appendingPathComponent("../../../README.md").standardizedFileURL
        let shown = try code(String(contentsOf: readme, encoding: .utf8), from: "import Auspex", to: "```").drop { $0.isEmpty }
        let compiled = try code(String(contentsOf: own, encoding: .utf8), from: "// README begins.", to: "// README ends.")
        #expect(Array(shown) == compiled)
    }
}
