import Foundation
import TestSupport
import Testing

/// The help of every command as it was agreed on: a change of the command line is a change of these files, made on purpose.
///
/// Set `RECORD_SNAPSHOTS` to write them anew; the tests fail while they do.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct HelpTests {
    private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Help")

    /// The commands as the program lists them.
    private static func commands() throws -> [String] {
        let help = try Program.run(["--help"]).output
        let list = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
        return list.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    }

    @Test func `help says what it said`() throws {
        let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"]?.isEmpty == false
        let commands = try Self.commands()
        #expect(
            Set(["scan", "demo", "train", "detect", "evaluate", "explain", "simulate", "inspect"]).isSubset(of: commands), "\(commands)")
        for command in ["auspex"] + commands {
            let result = try Program.run(command == "auspex" ? ["--help"] : [command, "--help"], environment: ["COLUMNS": "80"])
            expectDone(result)
            #expect(result.messages.isEmpty)
            let file = Self.recorded.appendingPathComponent("\(command).txt")
            if isRecording {
                try Data(result.output.utf8).write(to: file)
                Issue.record("recorded the help of \(command)")
            } else {
                let expected = try? String(contentsOf: file, encoding: .utf8)
                #expect(result.output == expected, "the help of \(command) has changed: look at it, then record it with RECORD_SNAPSHOTS=1")
            }
        }
    }

    @Test func `every option in the help has its words`() throws {
        for command in try Self.commands() {
            let help = try Program.run([command, "--help"], environment: ["COLUMNS": "200"]).output
            let options = try #require(help.components(separatedBy: "OPTIONS:\n").last)
            for line in options.split(separator: "\n") where line.hasPrefix("  -") {
                #expect(line.drop { $0 == " " }.contains("  ") || line.count > 24, "\(command): '\(line)' is not explained")
            }
        }
    }

    @Test func `the list of methods has their defaults, and with a log the seconds that training on it takes`() throws {
        let sample = try Sample.shared, plain = try Program.run(["train", "--list"])
        #expect(plain.code == 0 && plain.output.contains("defaults: ") && !plain.output.contains("processor seconds"))
        #expect(plain.output.contains("loggan-session\n") && plain.output.contains("ensemble  (default)"))
        let timed = try Program.run(["train", "--list", sample.quiet, "--detector", "ngram"])
        #expect(timed.output.contains("trained on this sample in ") && !timed.output.contains("deeplog\n"))
        #expect(timed.output.contains("historyLength="))
        let unlabelled = try Program.run(["train", "--list", sample.quiet, "--detector", "knn"])
        #expect(unlabelled.output.contains("not trained on this sample: it needs labels"))
        #expect(try Program.run(["train", "--list", "--detector", "nothing"]).code == 2)
    }
}
