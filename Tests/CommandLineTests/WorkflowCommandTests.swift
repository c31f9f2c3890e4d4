import Auspex
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// `auspex workflow` through the real program.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct WorkflowCommandTests {
    /// Names for the four tasks, some of them hostile.
    static let names = """
        event_id,template
        1,Request <*> received
        2,"Checking ""quota"" of <*>"
        3,"<script>alert('1')</script> & ]]> \\ <*>"
        4,Request <*> answered \u{1B}[31m
        5,Backup of <*> begins
        14,Login of <*>
        15,Password accepted
        16,Key <*> accepted
        17,Session opened

        """

    /// One stream of the four tasks, two at a time, and their names.
    static func streamed() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let stream = SimulatedTasks.stream(400, .distinct(2), seed: 3)
        try folder.write("stream.txt", stream.map { String($0.rawValue) }.joined(separator: " ") + "\n")
        try folder.write("names.csv", names)
        return folder
    }

    /// A raw log of a sequence and a branch, one after another, nothing that ties lines together.
    static func rawLog(_ count: Int) -> String {
        var random = RandomSource(seed: 4), second = 0
        func line(_ text: String) -> String {
            second += 1
            func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
            return "2024-05-01 \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) INFO app: \(text)\n"
        }
        return (0..<count).map { _ in
            random.next() % 2 == 0
                ? line("backup begins") + line("backup copied the index") + line("backup is done")
                : line("login page shown") + line(random.next() % 2 == 0 ? "password accepted" : "key accepted") + line("mail opened")
        }.joined()
    }

    @Test func `a raw log without identifiers is shown as its tasks`() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log", Self.rawLog(300))
        let shown = try Program.run(["workflow", "app.log", "--session", "none"], in: folder)
        expectDone(shown)
        #expect(
            shown.output == """
                2 tasks of 7 kinds of line; 100 % of the events belong to whole executions  (density, tasks told apart first)

                task E1 · 145 executions
                E1 E2 E3
                ● E1  backup begins
                ● E2  backup copied the index
                ● E3  backup is done

                task E4 · 155 executions
                E4 (E5 / E7) E6
                ● E4  login page shown
                ┌ one of (49 %)
                │ ● E5  password accepted
                ├─ or (51 %)
                │ ● E7  key accepted
                └
                ● E6  mail opened

                """)
        #expect(shown.messages.contains("format: ") && shown.messages.contains("sessions: "))
        let piped = try Program.run(["workflow", "-", "--session", "none"], in: folder, input: Array(Self.rawLog(300).utf8))
        #expect(piped.output == shown.output)
    }

    @Test func `interleaved tasks are told apart, and the numbers behind cuts are shown`() throws {
        let folder = try Self.streamed()
        let arguments = ["workflow", "stream.txt", "--format", "sequences", "--templates", "names.csv", "--tau", "0.9"]
        let shown = try Program.run(arguments + ["--explain"], in: folder)
        expectDone(shown)
        for words in [
            "E5 {E6 | E7} E8", "E9 E10 (E11 E12)+ E13", "● E5  Backup of … begins", "fork after E5  Backup of … begins", "branch after E14",
        ] {
            #expect(shown.output.contains(words), "\(words) in \(shown.output)")
        }
        #expect(!shown.output.contains("\u{1B}"))
        let again = try Program.run(arguments + ["--explain"], in: folder)
        #expect(again.output == shown.output)
    }

    @Test func `json decodes and holds the graphs, the templates and the cells`() throws {
        let folder = try Self.streamed()
        let result = try Program.run(["workflow", "stream.txt", "--format", "sequences", "--templates", "names.csv", "--json"], in: folder)
        expectDone(result)
        let whole = try object(result)
        let tasks = try #require(whole["tasks"] as? [[String: Any]])
        #expect(tasks.map { $0["notation"] as? String } == SimulatedTasks.notations)
        #expect(whole["method"] as? String == "density" && whole["scope"] as? String == "stream" && whole["separated"] as? Bool == true)
        #expect((whole["templates"] as? [[String: Any]])?.count == 17)
        let cuts = try #require(whole["cuts"] as? [[String: Any]])
        let fork = try #require(cuts.first { $0["conclusion"] as? String == "fork" })
        let cells = try #require(fork["cells"] as? [[String: Any]])
        #expect((cells[0]["probabilities"] as? [Double])?.count == 5)
        // What is printed can be read back as what it is.
        let task = try JSONSerialization.data(withJSONObject: tasks[1])
        #expect(try JSON.decode(TaskWorkflow.self, from: [UInt8](task), source: "task").root.notation == SimulatedTasks.notations[1])
    }

    @Test func `drawings and graphs keep hostile names as text`() throws {
        let folder = try Self.streamed()
        let drawn = try Program.run(
            ["workflow", "stream.txt", "--format", "sequences", "--templates", "names.csv", "--svg", "tasks.svg", "--dot"], in: folder)
        expectDone(drawn)
        let svg = try String(contentsOfFile: folder.file("tasks.svg"), encoding: .utf8)
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(!svg.contains("<script") && svg.contains("&lt;script&gt;") && !svg.contains("\u{1B}"))
        #expect(svg.components(separatedBy: "class=\"title\"").count == 5)
        #expect(drawn.output.hasPrefix("digraph \"workflows\" {") && drawn.output.contains("Checking \\\"quota\\\" of"))
        #expect(drawn.output.contains("]]> \\\\\"") && drawn.output.components(separatedBy: "subgraph ").count == 5)
        #expect(folder.temporaries.isEmpty)
    }

    @Test func `a model shows what it keeps, and mines a log in its own templates`() throws {
        let sample = try Sample.shared
        let kept = try Program.run(["workflow", sample.sequences])
        expectDone(kept)
        #expect(kept.output.contains("E1 E2 (E3 E4)+ E5 E6") && kept.output.contains("session · 300 executions"), "\(kept.output)")
        let mined = try Program.run(["workflow", sample.ensemble, sample.quiet])
        expectDone(mined)
        #expect(mined.output.contains("of the sessions fit") && mined.output.contains("Receiving block"), "\(mined.output)")
        let predicted = try Program.run(["workflow", sample.sequences, sample.normalSequences, "--method", "prediction", "--explain"])
        expectDone(predicted)
        #expect(
            predicted.output.contains("(prediction)") && predicted.output.contains("what the model expects next"), "\(predicted.output)")
    }

    @Test func `a key model is trained for predictions where there is none`() throws {
        let folder = try TemporaryFolder()
        try folder.write("sessions.txt", String(repeating: "1 2 3 4\n5 6 8\n", count: 40))
        let small = ["--set", "units=16", "--set", "epochs=200", "--set", "steps=0"]
        let shown = try Program.run(["workflow", "sessions.txt", "--format", "sequences", "--method", "prediction"] + small, in: folder)
        expectDone(shown)
        #expect(shown.output.contains("E1 E2 E3 E4\n") && shown.output.contains("E5 E6 E8\n"), "\(shown.output)")
    }

    @Test func `a model says why it keeps no workflow`() throws {
        let folder = try TemporaryFolder()
        var random = RandomSource(seed: 2)
        let rows = (0..<60).map { _ in (0..<12).map { _ in String(1 + random.next() % 9) }.joined(separator: " ") }
        try folder.write("noise.txt", rows.joined(separator: "\n") + "\n")
        for (settings, reason) in [([], "keep no order"), (["--set", "workflow=false"], "trained without")] as [([String], String)] {
            let trained = try Program.run(
                ["train", "noise.txt", "--format", "sequences", "--detector", "bigram", "--model", "m.auspex", "--verbose"] + settings,
                in: folder)
            #expect(trained.code == 0 && trained.messages.contains("no workflow: ") == settings.isEmpty, "\(trained.messages)")
            expectRefused(try Program.run(["workflow", "m.auspex"], in: folder), naming: "m.auspex", "no workflow", reason)
        }
    }

    @Test func `mistakes are one clear line`() throws {
        let folder = try Self.streamed()
        let sample = try Sample.shared
        try folder.write("empty.txt", "")
        for (arguments, words) in [
            (["nowhere.log"], ["nowhere.log"]), (["stream.txt", "--method", "guess"], ["guess", "density"]),
            (["stream.txt", "--tau", "2"], ["--tau"]), (["stream.txt", "--dot", "--json"], ["--dot"]),
            (["stream.txt", "--format", "sequences", "--method", "sessions"], ["no sessions", "density"]),
            (["stream.txt", "--set", "wings=2"], ["wings"]), (["stream.txt", "--set", "density.maximumDistance=0"], ["maximumDistance"]),
            (["stream.txt", "--set", "prediction.maximumBranches=20"], ["maximumBranches"]),
            (["stream.txt", "--set", "density.threshold=nan"], ["threshold"]),
            ([sample.sequences, "--method", "density"], ["--method"]),
            ([sample.sequences, "--templates", "names.csv"], ["--templates"]),
            ([sample.sequences, sample.quiet, "--format", "HDFS"], ["sequences"]),
            ([sample.ensemble, "stream.txt", "--format", "sequences"], ["raw lines"]),
            (["stream.txt", "--format", "sequences", "--svg", "no/such/folder/x.svg"], ["no/such/folder"]),
            (["stream.txt", "--format", "sequences", "--templates", "nowhere.csv"], ["nowhere.csv"]),
        ] {
            let result = try Program.run(["workflow"] + arguments, in: folder)
            #expect(result.code == 2, "\(arguments): \(result.messages)")
            for word in words { #expect(result.messages.contains(word), "\(word) in \(result.messages)") }
            #expect(result.output.isEmpty && result.messages.split(separator: "\n").count { $0.hasPrefix("auspex: ") } == 1)
        }
    }

    @Test func `hardly anything is hardly a task`() throws {
        let folder = try TemporaryFolder()
        try folder.write("one.txt", "7\n")
        let one = try Program.run(["workflow", "one.txt", "--format", "sequences"], in: folder)
        expectDone(one)
        #expect(one.output.contains("0 tasks"))
        try folder.write("long.txt", String(repeating: "3 ", count: 20_000) + "\n")
        expectDone(try Program.run(["workflow", "long.txt", "--format", "sequences", "--svg", "x.svg"], in: folder))
    }
}
