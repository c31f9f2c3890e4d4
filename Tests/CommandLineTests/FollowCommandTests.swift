import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct FollowCommandTests {
    /// Lines of one HDFS-like session in log time; a step nobody knows where asked for.
    private static func session(_ number: Int, minute: Int, isFaulty: Bool = false) -> String {
        let time = String(format: "081109 %02d%02d%02d", minute / 60, minute % 60, number % 60)
        let id = "blk_\(70_000 + number)"
        let steps = ["Receiving block \(id)", isFaulty ? "Disk on fire under \(id)" : "Received block \(id)", "Deleted block \(id)"]
        return steps.map { "\(time) 17 INFO dfs.DataNode: \($0)\n" }.joined()
    }

    private static func append(_ text: String, to path: String) throws {
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test func `anomalies are told as their sessions close, across a rotation, until Ctrl-C`() throws {
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", (0..<200).map { Self.session($0, minute: $0) }.joined())
        let model = folder.file("m.auspex"), log = folder.file("app.log")
        expectDone(try Program.run(["train", quiet, "--model", model, "--set", "model=ngram"]))
        try Self.append((0..<11).map { Self.session($0, minute: $0, isFaulty: $0 == 7) }.joined(), to: log)
        let program = try Background(["detect", model, log, "--follow", "--json", "--fail-on-anomaly"])
        func told() throws -> [String] {
            try program.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
                let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                return object["schema"] as? String == "auspex.detect-anomaly/1" ? try #require(object["id"] as? String) : nil
            }
        }
        // Hours later in log time: the sessions of the beginning are over.
        Thread.sleep(forTimeInterval: 0.3)
        #expect(try told().isEmpty, "nothing is told while sessions are open")
        try Self.append((11..<60).map { Self.session($0, minute: 200 + $0) }.joined(), to: log)
        #expect(try program.wait { try told() == ["blk_70007"] }, "\(program.output.prefix(300)) \(program.messages)")
        // Turned over: what is still written to the old file counts, then the new one.
        try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
        try Self.append(Self.session(61, minute: 262, isFaulty: true), to: log + ".1")
        try Self.append((62..<80).map { Self.session($0, minute: 262 + $0, isFaulty: $0 == 63) }.joined(), to: log)
        try Self.append((80..<120).map { Self.session($0, minute: 600 + $0) }.joined(), to: log)
        #expect(
            try program.wait { try Set(told()) == ["blk_70007", "blk_70061", "blk_70063"] },
            "\(program.output.prefix(2_000)) \(program.messages)")
        // Open at the end: told on the way out.
        try Self.append(Self.session(130, minute: 730, isFaulty: true), to: log)
        Thread.sleep(forTimeInterval: 0.5)
        #expect(program.isRunning)
        #expect(program.interrupted() == 1)
        #expect(try Set(told()) == ["blk_70007", "blk_70061", "blk_70063", "blk_70130"], "\(program.messages)")
        #expect(program.messages.contains("4 anomalous") && !program.messages.contains("auspex: "), "\(program.messages)")
        // What was told is remembered for answers.
        let listed = try Program.run(["feedback", model, "--list"])
        #expect(listed.output.contains("blk_70063") && listed.output.contains("4 reports without an answer"), "\(listed.output)")
        let said = try Program.run(["feedback", model, "--anomaly", "blk_70063", "--verdict", "normal"])
        #expect(said.code == 0 && said.output.contains("blk_70063"), "\(said.messages)")
        // The four are the same alarm.
        #expect(try !Program.run(["feedback", model, "--list"]).output.contains("reports without an answer"))
    }

    @Test func `a never-seen error is told while nothing else comes, growth and like sessions are counters`() throws {
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", (0..<200).map { Self.session($0, minute: $0) }.joined())
        let model = folder.file("m.auspex"), log = folder.file("app.log")
        expectDone(try Program.run(["train", quiet, "--model", model, "--set", "model=ngram"]))
        try Self.append((0..<20).map { Self.session($0, minute: $0) }.joined(), to: log)
        let program = try Background(["detect", model, log, "--follow"])
        #expect(program.wait { program.isRunning })
        Thread.sleep(forTimeInterval: 0.5)
        #expect(program.output.isEmpty, "\(program.output)")
        try Self.append("081109 002000 17 ERROR dfs.DataNode: No space left on device\n", to: log)
        #expect(program.wait(seconds: 10) { program.output.contains("No space left on device") }, "\(program.output) \(program.messages)")
        // The same again, and sessions that are alike.
        try Self.append(
            "081109 002001 17 ERROR dfs.DataNode: No space left on device\n"
                + (30..<34).map { Self.session($0, minute: $0, isFaulty: true) }.joined()
                + (40..<60).map { Self.session($0, minute: 400 + $0) }.joined(), to: log)
        #expect(program.wait { program.output.contains("blk_70030") }, "\(program.output)")
        #expect(program.interrupted() == 0)
        let output = program.output
        #expect(output.components(separatedBy: "an error never seen before").count == 2, "\(output)")
        #expect(output.contains("… incident 1. ") && output.contains(" until 2008-11-09 00:20:01 UTC"), "\(output)")
        #expect(output.contains("… 3 more like blk_70030, the last blk_70033"), "\(output)")
    }

    @Test func `who follows learns only when asked, takes answers over, and what it learnt can be taken back`() throws {
        let folder = try TemporaryFolder()
        func simulate(_ name: String, lines: Int, rate: String, seed: Int) throws {
            let log = try Program.run(["simulate", "hdfs", "--lines", "\(lines)", "--anomaly-rate", rate, "--seed", "\(seed)"])
            expectDone(log)
            _ = try folder.write(name, log.output)
        }
        try simulate("quiet.log", lines: 8_000, rate: "0", seed: 1)
        try simulate("app.log", lines: 6_000, rate: "0.05", seed: 2)
        expectDone(try Program.run(["train", "quiet.log", "--model", "m.auspex", "--set", "model=ngram"], in: folder))
        let original = try folder.contents(of: "m.auspex")
        let model = folder.file("m.auspex"), log = folder.file("app.log")

        // Without --adapt nothing is written.
        let still = try Background(["detect", model, log, "--follow", "--json"])
        #expect(still.wait { still.output.contains("\n") })
        #expect(still.interrupted() == 0 && !still.messages.contains("learnt"), "\(still.messages)")
        #expect(try folder.contents(of: "m.auspex") == original)

        let program = try Background(["detect", model, log, "--follow", "--json", "--adapt"])
        #expect(program.wait { program.output.contains("\n") }, "\(program.messages)")
        let line = try #require(program.output.split(separator: "\n").first)
        let told = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let alarm = try #require(told["id"] as? String)
        expectDone(try Program.run(["feedback", model, log, "--anomaly", alarm, "--verdict", "normal"]))
        #expect(program.wait { program.messages.contains("was changed meanwhile") }, "\(program.messages)")
        #expect(program.interrupted() == 0)
        #expect(program.messages.contains("learnt from ") && !program.messages.contains("learnt from 0"), "\(program.messages)")

        let after = try Program.run(["detect", model, log, "--json"])
        #expect(after.code == 0 && !after.output.contains("\"\(alarm)\""))
        let listed = try object(Program.run(["feedback", model, "--list", "--json"]))
        let versions = try #require(listed["versions"] as? [String])
        #expect((2...3).contains(versions.count), "the answer, what was learnt after it, and perhaps before: \(versions)")
        for _ in versions { expectDone(try Program.run(["feedback", model, "--revert"])) }
        #expect(try folder.contents(of: "m.auspex") == original)
        expectRefused(try Program.run(["detect", model, log, "--adapt"]), naming: "--follow")
    }

    @Test func `a quiet log is followed to exit code 0, a missing one is refused`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let log = folder.file("app.log")
        try Self.append((0..<3).map { Self.session($0, minute: $0) }.joined(), to: log)
        let program = try Background(["detect", sample.ensemble, log, "--follow"])
        Thread.sleep(forTimeInterval: 0.5)
        #expect(program.isRunning)
        let code = program.interrupted()
        #expect(code == 0, "\(code.map(String.init) ?? "it hangs"): \(program.messages)")
        #expect(program.messages.contains("9 lines"))
        expectRefused(
            try Program.run(["detect", sample.ensemble, folder.file("none.log"), "--follow"], interruptAfter: 5), naming: "none.log")
    }
}
