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

    @Test func `what detect reported is answered without the log, even when it came through a pipe`() throws {
        let folder = try Self.prepare()
        let none = try Program.run(["feedback", "m.auspex", "--anomaly", "odd", "--verdict", "normal"], in: folder)
        #expect(none.code == 2 && none.messages.contains("odd") && none.messages.contains("name the log"), "\(none.messages)")
        let piped = try Program.shell("cat today.csv | \"$AUSPEX\" detect m.auspex -", in: folder)
        #expect(piped.code == 0 && piped.output.contains("odd"), "\(piped.messages)")
        try FileManager.default.removeItem(atPath: folder.file("today.csv"))
        let listed = try Program.run(["feedback", "m.auspex", "--list"], in: folder)
        #expect(listed.output.contains("odd") && listed.output.contains("2 reports without an answer"), "\(listed.output)")
        let wrong = try Program.run(["feedback", "m.auspex", "--anomaly", "even", "--verdict", "normal"], in: folder)
        #expect(wrong.code == 2 && wrong.messages.contains("even") && wrong.messages.contains("worse"), "\(wrong.messages)")
        let said = try Program.run(["feedback", "m.auspex", "--anomaly", "odd", "--verdict", "normal"], in: folder)
        #expect(said.code == 0 && said.output.contains("silent from now on"), "\(said.messages)")
        try folder.write("answers.csv", "session,verdict\nworse,normal\n")
        #expect(try Program.run(["feedback", "m.auspex", "--csv", "answers.csv"], in: folder).code == 0)
        try folder.write("again.csv", "id,events\nodd,6 5 9 2 1\nworse,5 5 5 5 1 1\n")
        #expect(try Program.run(["detect", "m.auspex", "again.csv"], in: folder).output.contains("nothing anomalous"))
        let rest = try Program.run(["feedback", "m.auspex", "--list", "--json"], in: folder)
        #expect(rest.output.contains("\"open\" : []") || rest.output.contains("\"open\" : [\n\n"), "\(rest.output.prefix(300))")
        // Trained anew, on other templates: what was reported before means nothing any more.
        try folder.write("other.csv", "id,events\n" + (0..<60).map { "s\($0),7 8 7 8" }.joined(separator: "\n") + "\n")
        let trained = try Program.run(
            ["train", "other.csv", "--format", "sequences", "--set", "model=ngram", "--model", "m.auspex"], in: folder)
        #expect(trained.code == 0)
        let foreign = try Program.run(["feedback", "m.auspex", "--anomaly", "odd", "--verdict", "normal"], in: folder)
        #expect(foreign.code == 2 && foreign.messages.contains("other templates"), "\(foreign.messages)")
    }

    @Test func `a folder nobody may write in costs a note, never the result`() throws {
        let folder = try Self.prepare()
        // Something in the way stands for missing rights, which a test run by root would not notice.
        try FileManager.default.createDirectory(atPath: folder.file("m.auspex.reported/x"), withIntermediateDirectories: true)
        let run = try Program.run(["detect", "m.auspex", "today.csv", "--fail-on-anomaly"], in: folder)
        #expect(run.code == 1 && run.output.contains("odd"))
        #expect(run.messages.contains("note: ") && run.messages.contains("not remembered"), "\(run.messages)")
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
