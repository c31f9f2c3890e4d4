import Foundation
import TestSupport
import Testing

/// Sessions of one event, of very many, and in very great numbers, through the whole program.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct OddSessionTests {
    /// Writes the log of a small service with `sessions` requests of varying length; the one numbered `giant` goes round and round for
    /// `length` events, between the others.
    private static func writeLog(
        _ name: String, in folder: TemporaryFolder, sessions: Int, seed: Int, giant length: Int = 0, strange: Int = -1
    ) throws {
        let program = """
            function line(session, words) {
                printf "2024-05-01 %02d:%02d:%02d,%03d INFO app.core: request req-%06x %s\\n", tick / 3600000, tick / 60000 % 60, \\
                    tick / 1000 % 60, tick % 1000, session, words
                tick += 7
            }
            function round() {
                line(1048575, count == \(strange) ? "tripped over a cable" : count % 5 == 4 ? "stored 512 bytes" : "sent block of 8192 bytes")
                count++
            }
            BEGIN {
                srand(\(seed)); share = \(length) / \(sessions)
                for (number = 1; number <= \(sessions); number++) {
                    line(number, "opened by worker")
                    for (step = 1 + int(rand() * 6); step > 0; step--)
                        line(number, rand() < 0.5 ? "sent block of 4096 bytes" : "stored 512 bytes")
                    if (rand() < 0.4) line(number, "flushed")
                    line(number, "closed")
                    while (count < \(length) && count < share * number) round()
                }
            }
            """
        try folder.write("log.awk", program)
        #expect(try Program.shell("awk -f log.awk >\(name)", in: folder).code == 0)
    }

    private static let session = ["--session", "req-[0-9a-f]+"]

    private static func train(_ folder: TemporaryFolder) throws {
        try writeLog("normal.log", in: folder, sessions: 400, seed: 1)
        expectDone(try Program.run(["train", "normal.log", "--model", "m.auspex", "--set", "model=ngram"] + session, in: folder))
    }

    private static func verdicts(_ json: [String: Any]) throws -> [(session: String, part: Int, isAnomalous: Bool)] {
        try #require(json["verdicts"] as? [[String: Any]]).map { verdict in
            (
                try #require(verdict["session"] as? String), verdict["part"] as? Int ?? 0,
                try #require(verdict["isAnomalous"] as? Bool)
            )
        }
    }

    @Test func `a session of a quarter of a million events is judged in parts and counted once, in little memory`() throws {
        let folder = try TemporaryFolder()
        try Self.train(folder)
        try Self.writeLog("today.log", in: folder, sessions: 500, seed: 2, giant: 250_000, strange: 240_000)
        let run = try Program.run(["detect", "m.auspex", "today.log", "--json", "--all"], in: folder)
        expectDone(run)
        let json = try object(run)
        #expect(json["sessions"] as? Int == 501)
        #expect(json["events"] as? Int == json["lines"] as? Int)
        #expect(try #require(json["peakMemory"] as? Int) < 200 << 20)
        let verdicts = try Self.verdicts(json)
        #expect(verdicts.count == 503)
        #expect(verdicts.filter { $0.session == "req-0fffff" }.map(\.part) == [1, 2, 3])
        #expect(json["anomalousSessions"] as? Int == Set(verdicts.filter(\.isAnomalous).map(\.session)).count)
        let warnings = try #require(json["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("100000 events") && $0.contains("2 are further") }, "\(warnings)")
        let anomalies = try #require(json["anomalies"] as? [[String: Any]])
        let last = try #require(anomalies.first { $0["part"] as? Int == 3 })
        let events = try #require(last["events"] as? [[String: Any]])
        let cable = try #require(events.first { ($0["raw"] as? String)?.contains("tripped over a cable") == true })
        let line = try Program.shell("grep -n 'over a cable' today.log | cut -d: -f1", in: folder).output
        #expect("\(try #require(cable["line"] as? Int))\n" == line)
        let report = try Program.run(["detect", "m.auspex", "today.log", "--report", "r.html"], in: folder)
        expectDone(report)
        #expect(report.output.contains("req-0fffff  part 1"))
        // The part that is told is the strangest; its events have the line numbers of the log.
        let explained = try Program.run(["explain", "m.auspex", "today.log", "--id", "req-0fffff"], in: folder)
        expectDone(explained)
        #expect(explained.output.contains("part "))
    }

    @Test func `a model learnt from one endless session knows it again`() throws {
        let folder = try TemporaryFolder()
        try Self.writeLog("normal.log", in: folder, sessions: 300, seed: 1, giant: 220_000)
        let trained = try Program.run(
            ["train", "normal.log", "--model", "m.auspex", "--set", "model=ngram", "--json"] + Self.session, in: folder)
        expectDone(trained)
        try Self.writeLog("today.log", in: folder, sessions: 300, seed: 2, giant: 260_000)
        let json = try object(try Program.run(["detect", "m.auspex", "today.log", "--json", "--all"], in: folder))
        let giant = try Self.verdicts(json).filter { $0.session == "req-0fffff" }
        #expect(giant.map(\.part) == [1, 2, 3])
        #expect(giant.allSatisfy { !$0.isAnomalous }, "\(giant)")
    }

    @Test func `a hundred thousand sessions of one event are learnt and judged`() throws {
        let folder = try TemporaryFolder()
        let line = """
            awk 'BEGIN { for (n = 1; n <= 100000; n++)
                printf "2024-05-01 %02d:%02d:%02d,%03d INFO app.core: request req-%06x %s\\n", n / 3600, n / 60 % 60, n % 60, n % 1000, n, \\
                    n == 77777 ? "tripped over a cable" : "opened by worker" }' >ones.log; grep -v cable ones.log >normal.log
            """
        #expect(try Program.shell(line, in: folder).code == 0)
        let trained = try Program.run(
            ["train", "normal.log", "--model", "m.auspex", "--set", "model=ngram", "--json"] + Self.session, in: folder)
        expectDone(trained)
        let json = try object(try Program.run(["detect", "m.auspex", "ones.log", "--json"], in: folder))
        #expect(json["sessions"] as? Int == 100_000 && json["anomalousSessions"] as? Int == 1)
        #expect((json["anomalies"] as? [[String: Any]])?.first?["session"] as? String == "req-012fd1")
        #expect(try #require(json["peakMemory"] as? Int) < 200 << 20)
    }

    @Test func `one session of one event can be learnt from, judged, explained and reported, and flags nothing`() throws {
        let folder = try TemporaryFolder()
        try folder.write("one.log", "2024-05-01 10:00:00,000 INFO app.core: request req-000001 opened by worker\n")
        for model in ["deeplog", "ngram"] {
            let trained = try Program.run(
                ["train", "one.log", "--model", "m.auspex", "--set", "model=\(model)"] + Self.session, in: folder)
            expectDone(trained)
            #expect(trained.messages.contains("only 1 session"))
            let detected = try Program.run(["detect", "m.auspex", "one.log", "--json", "--all", "--report", "r.html"], in: folder)
            expectDone(detected)
            let json = try object(detected)
            #expect(json["sessions"] as? Int == 1 && json["anomalousSessions"] as? Int == 0)
            expectDone(try Program.run(["explain", "m.auspex", "one.log", "--id", "req-000001"], in: folder))
        }
    }
}
