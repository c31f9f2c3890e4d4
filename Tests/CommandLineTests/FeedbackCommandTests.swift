import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct FeedbackCommandTests {
    /// Sessions of a small system, and a log of today in which `odd` has an order and a template training never saw.
    private static func prepare() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let training = (0..<300).map { number in
            "blk_\(number),"
                + (["1", "2"] + [String](repeating: number % 3 == 0 ? "4" : "3", count: 1 + number % 4) + ["5", "6"]).joined(separator: " ")
        }
        try folder.write("normal.csv", "id,events\n" + training.joined(separator: "\n") + "\n")
        try folder.write("today.csv", "id,events\nodd,6 5 9 2 1\nusual,1 2 3 5 6\nworse,5 5 5 5 1 1\n")
        let trained = try Program.run(
            ["train", "normal.csv", "--format", "sequences", "--set", "model=ngram", "--model", "m.auspex"], in: folder)
        #expect(trained.code == 0, "\(trained.messages)")
        return folder
    }

    private static func alarms(_ folder: TemporaryFolder) throws -> String {
        let run = try Program.run(["detect", "m.auspex", "today.csv", "--json", "--all"], in: folder)
        #expect(run.code == 0, "\(run.messages)")
        let text = try #require(run.output.range(of: "\"verdicts\""))
        return String(run.output[text.lowerBound...])
    }

    @Test func `a false alarm is silent after it was called normal, and back after revert, score for score`() throws {
        let folder = try Self.prepare()
        let before = try Self.alarms(folder)
        let said = try Program.run(
            ["feedback", "m.auspex", "today.csv", "--anomaly", "odd", "--verdict", "normal", "--note", "nightly backup"], in: folder)
        #expect(
            said.code == 0 && said.output.contains("silent from now on") && said.output.contains("nightly backup"),
            "\(said.output)\(said.messages)")
        let after = try Self.alarms(folder)
        #expect(after != before)
        let detected = try Program.run(["detect", "m.auspex", "today.csv"], in: folder)
        #expect(!detected.output.contains("odd") && detected.output.contains("worse"))
        let listed = try Program.run(["feedback", "m.auspex", "--list"], in: folder)
        #expect(listed.output.contains("feedback-1") && listed.output.contains("can restore: 1"))
        let back = try Program.run(["feedback", "m.auspex", "--revert"], in: folder)
        #expect(back.code == 0)
        #expect(try Self.alarms(folder) == before)
        let again = try Program.run(["feedback", "m.auspex", "--revert"], in: folder)
        #expect(again.code == 2 && again.messages.contains("no version to return to"))
    }

    @Test func `many answers come from a table and make one version`() throws {
        let folder = try Self.prepare()
        try folder.write("answers.csv", "session,verdict,note\nodd,normal,\nworse,anomaly,\"disk, full\"\n")
        let said = try Program.run(["feedback", "m.auspex", "today.csv", "--csv", "answers.csv", "--json"], in: folder)
        #expect(said.code == 0 && said.output.contains("disk, full") && said.output.contains("\"parent\""), "\(said.messages)")
        let detected = try Program.run(["detect", "m.auspex", "today.csv"], in: folder)
        #expect(!detected.output.contains("odd") && detected.output.contains("worse"))
        let back = try Program.run(["feedback", "m.auspex", "--revert"], in: folder)
        #expect(back.code == 0)
        #expect(try Program.run(["feedback", "m.auspex", "--list"], in: folder).output.contains("nothing was said"))
    }

    @Test func `mistakes are one line, exit code 2, and leave the model as it was`() throws {
        let folder = try Self.prepare()
        try folder.write("bad.csv", "session,verdict\nodd,perhaps\n")
        try folder.write("columns.csv", "name\nodd\n")
        let model = try Program.shell("cat m.auspex/*", in: folder).output
        let mistakes: [([String], String)] = [
            (["--anomaly", "blk_nowhere", "--verdict", "normal"], "blk_nowhere"), (["--anomaly", "odd", "--verdict", "fine"], "fine"),
            (["--csv", "bad.csv"], "perhaps"), (["--csv", "columns.csv"], "session"), (["--csv", "absent.csv"], "absent.csv"),
            (["--anomaly", "odd"], "--verdict"), ([], "--anomaly"),
        ]
        for (arguments, word) in mistakes {
            let run = try Program.run(["feedback", "m.auspex", "today.csv"] + arguments, in: folder)
            #expect(run.code == 2 && run.output.isEmpty && run.messages.contains(word), "\(arguments): \(run.messages)")
        }
        #expect(try Program.shell("cat m.auspex/*", in: folder).output == model)
    }
}
