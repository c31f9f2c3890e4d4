import Auspex
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct ParseTests {
    /// Lines of a small HDFS-like log with what is awkward in rows: commas, quotes, an apostrophe, a line that does not fit.
    private static let log = """
        081109 203518 143 INFO dfs.DataNode: Receiving block blk_-1608999687919862906 src: /10.250.19.102:54106
        081109 203519 143 INFO dfs.DataNode: Receiving block blk_7503483334202473044 src: /10.250.10.6:40524
        081109 203520 145 WARN dfs.Balancer: moved, "by hand", 'blk_7503483334202473044' and blk_-1608999687919862906
        not a line of this log
        081109 203521 146 INFO dfs.DataNode: user alice logged in
        081109 203522 146 INFO dfs.DataNode: user bob logged in

        """
    private static let format = "<Date> <Time> <Pid> <Level> <Component>: <Content>"

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("app.log", bytes: Array(Self.log.utf8))
        return folder
    }

    private func csv(_ text: String) throws -> CSVTable { try CSVTable(Array(text.utf8), name: "output") }

    @Test func `rows have logparser's columns, and quotes and commas survive`() throws {
        let result = try Program.run(["parse", "app.log", "--format", Self.format], in: folder())
        #expect(result.code == 0)
        let table = try csv(result.output)
        #expect(
            table.columns
                == ["LineId", "Date", "Time", "Pid", "Level", "Component", "Content", "EventId", "EventTemplate", "ParameterList"])
        try #require(table.rowCount == 6)
        #expect(table[0, 0] == "1" && table[0, 5] == "dfs.DataNode")
        #expect(table[2, 6] == "moved, \"by hand\", 'blk_7503483334202473044' and blk_-1608999687919862906")
        #expect(table[3, 1].isEmpty && table[3, 6] == "not a line of this log")
        #expect(table[0, 9] == "['blk_-1608999687919862906', '10.250.19.102:54106']")
        #expect(table[0, 7] == table[1, 7] && table[0, 7] != table[2, 7])
    }

    @Test func `JSON lines are valid, equal to the CSV, and chosen by the file's ending`() throws {
        let folder = try folder()
        let printed = try Program.run(["parse", "app.log", "--format", Self.format, "--json"], in: folder)
        let written = try Program.run(["parse", "app.log", "--format", Self.format, "--output", "rows.jsonl"], in: folder)
        #expect(printed.code == 0 && written.code == 0 && written.output.isEmpty)
        let text = try String(contentsOfFile: folder.path + "/rows.jsonl", encoding: .utf8)
        #expect(text == printed.output)
        let lines = text.split(separator: "\n")
        try #require(lines.count == 6)
        let objects = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        #expect(objects[2]["Content"] as? String == "moved, \"by hand\", 'blk_7503483334202473044' and blk_-1608999687919862906")
        #expect(objects[0]["ParameterList"] as? [String] == ["blk_-1608999687919862906", "10.250.19.102:54106"])
        #expect(objects[3]["Date"] == nil)
    }

    @Test func `rows carry the final templates, in one pass those known so far, which is said`() throws {
        let folder = try TemporaryFolder()
        // Long lines between the users: they are read in different batches.
        let filler = (0..<24).map { _ in "081109 203511 146 INFO dfs.DataNode: filler " + String(repeating: "x", count: 60_000) + "\n" }
        func line(_ user: String) -> String { "081109 203510 146 INFO dfs.DataNode: user \(user) logged in\n" }
        let log = Array((line("alice") + filler.joined() + line("bob")).utf8)
        try folder.write("users.log", bytes: log)
        func templates(_ arguments: [String]) throws -> (first: String, last: String, messages: String) {
            let result = try Program.run(["parse"] + arguments + ["--format", Self.format], in: folder, input: log)
            let table = try csv(result.output)
            try #require(result.code == 0 && table.rowCount == 26)
            return (table[0, 8], table[25, 8], result.messages)
        }
        let two = try templates(["users.log"])
        #expect(two.first == "user <*> logged in" && two.last == two.first && !two.messages.contains("one pass"))
        let one = try templates(["users.log", "--one-pass"])
        #expect(one.first == "user alice logged in" && one.last == two.last && one.messages.contains("one pass"))
        let piped = try templates(["-"])
        #expect(piped.first == one.first && piped.last == one.last && piped.messages.contains("one pass"))
    }

    @Test func `the session column names every identifier of a record`() throws {
        let folder = try folder()
        let result = try Program.run(["parse", "app.log", "--format", Self.format, "--session", "blk_-?\\d+"], in: folder)
        let table = try csv(result.output)
        try #require(table.columns.last == "SessionId" && table.rowCount == 6)
        let column = table.columns.count - 1
        #expect(table[0, column] == "blk_-1608999687919862906")
        #expect(table[2, column] == "blk_7503483334202473044 blk_-1608999687919862906")
        #expect(table[3, column].isEmpty)
        let field = try Program.run(["parse", "app.log", "--format", Self.format, "--session", "Pid", "--json"], in: folder)
        #expect(field.output.contains("\"SessionId\":\"143\""))
    }

    @Test func `automatic sessions are found and said`() throws {
        let folder = try TemporaryFolder()
        let simulated = try SimulatedLog(system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(2_000)))
        try folder.write("hdfs.log", bytes: simulated.log)
        let result = try Program.run(["parse", "hdfs.log", "--session", "auto", "--output", "rows.csv", "--stats"], in: folder)
        #expect(result.code == 0 && result.messages.contains("sessions:") && result.output.contains("2,000 lines"))
        let table = try CSVTable(Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/rows.csv"))), name: "rows.csv")
        try #require(table.rowCount == 2_000)
        #expect(table[0, table.columns.count - 1].hasPrefix("blk_"))
    }

    @Test func `the template table can be written and parsed by again`() throws {
        let folder = try folder()
        let learnt = try Program.run(
            ["parse", "app.log", "--format", Self.format, "--templates", "t.csv", "--output", "a.csv"], in: folder)
        #expect(learnt.code == 0 && learnt.output.isEmpty)
        let list = try CSVTable(Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/t.csv"))), name: "t.csv")
        #expect(list.columns == ["EventId", "EventTemplate", "Occurrences"])
        #expect((0..<list.rowCount).compactMap { Int(list[$0, 2]) }.reduce(0, +) == 6)
        let known = try Program.run(["parse", "app.log", "--format", Self.format, "--known", "t.csv"], in: folder)
        let before = try csv(String(contentsOfFile: folder.path + "/a.csv", encoding: .utf8)), after = try csv(known.output)
        #expect((0..<6).map { before[$0, 7] } == (0..<6).map { after[$0, 7] })
        try folder.write("short.csv", bytes: Array("EventId,EventTemplate\nE1,user <*> logged in\n".utf8))
        let stats = try Program.run(["parse", "app.log", "--format", Self.format, "--known", "short.csv", "--stats", "--json"], in: folder)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(stats.output.utf8)) as? [String: Any])
        #expect(object["unmatched"] as? Int == 4)
    }

    @Test func `statistics count templates, odd lines and the rate`() throws {
        let folder = try folder()
        let result = try Program.run(["parse", "app.log", "--format", Self.format, "--stats", "--json"], in: folder)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["lines"] as? Int == 6)
        #expect(object["unparsed"] as? [String: Int] == ["headerMismatch": 1])
        #expect((object["linesPerSecond"] as? Double ?? 0) > 0 && object["dataHash"] is String)
        let templates = try #require(object["templates"] as? [[String: Any]])
        #expect(templates.compactMap { $0["count"] as? Int }.reduce(0, +) == 6)
        let words = try Program.run(["parse", "app.log", "--format", Self.format, "--stats"], in: folder)
        #expect(words.output.contains("1 × headerMismatch") && words.output.contains("not a line of this log"))
    }

    @Test(arguments: TreeConfiguration.all.map(\.name)) func `every parser parses, and its models find what others find`(_ parser: String)
        throws
    {
        let folder = try folder()
        let rows = try csv(try Program.run(["parse", "app.log", "--format", Self.format, "--parser", parser], in: folder).output)
        try #require(rows.rowCount == 6)
        #expect(rows[0, 7] == rows[1, 7] && Set([rows[0, 7], rows[2, 7], rows[3, 7], rows[4, 7]]).count == 4)

        var jobs = JobLog.normal(60)
        try folder.write("normal.log", bytes: Array(JobLog.text(jobs).utf8))
        jobs[30].steps = [0, 1, 4, 3, 5]
        try folder.write("test.log", bytes: Array(JobLog.text(jobs).utf8))
        let training = ["--parser", parser, "--set", "parser.cacheEntries=100", "--set", "model=ngram", "--model", "m.auspex"]
        expectDone(try Program.run(["train", "normal.log"] + training, in: folder))
        let found = try Program.run(["detect", "m.auspex", "test.log", "--json"], in: folder)
        expectDone(found)
        #expect(found.output.contains("job_30") && !found.output.contains("\"job_31\""))
        let mistaken = try Program.run(["train", "normal.log", "--model", "n", "--parser", parser, "--set", "parser.wings=2"], in: folder)
        #expect(mistaken.code == 2 && mistaken.messages.contains("wings"))
    }

    @Test func `mistakes are one line with exit code 2 and leave nothing behind`() throws {
        let folder = try folder()
        func fails(_ arguments: [String], saying text: String) throws {
            let result = try Program.run(["parse", "app.log"] + arguments, in: folder)
            #expect(result.code == 2 && result.output.isEmpty && result.messages.contains(text), "\(arguments): \(result.messages)")
            #expect(result.messages.split(separator: "\n").count == 1, "\(result.messages)")
        }
        try fails(["--parser", "oracle"], saying: "drain, spell, ft-tree, known")
        try fails(["--parser", "known"], saying: "--known")
        try fails(["--parser", "spell", "--known", "app.log"], saying: "leave out --parser")
        try fails(["--parser", "spell", "--set", "similarity=0.5"], saying: "commonShare")
        try fails(["--set", "nonsense=1"], saying: "similarity")
        try fails(["--output", "rows.txt"], saying: ".csv or .jsonl")
        try fails(["--output", "no/such/folder/rows.csv"], saying: "No such file")
        try fails(["--known", "missing.csv"], saying: "missing.csv")
        try fails(["--known", "app.log", "--set", "depth=5"], saying: "--known")
        try fails(["--format", "sequences"], saying: "nothing to parse")
        #expect(folder.names == ["app.log"])
    }

    @Test func `a closed pipe is quiet and a full disk is said`() throws {
        let folder = try TemporaryFolder()
        let simulated = try SimulatedLog(system: "hdfs", configuration: LogSimulator.Configuration(length: .lines(20_000)))
        try folder.write("hdfs.log", bytes: simulated.log)
        let closed = try Program.shell("(\"$AUSPEX\" parse hdfs.log; echo \"code $?\" >&2) | head -n 1", in: folder)
        #expect(closed.output.hasPrefix("LineId,") && closed.messages.contains("code 0"))
        #expect(!closed.messages.contains("error"))
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let full = try Program.run(["parse", "hdfs.log", "--output", "/dev/full"], in: folder)
        #expect(full.code == 2 && full.messages.contains("no space left"))
    }
}
