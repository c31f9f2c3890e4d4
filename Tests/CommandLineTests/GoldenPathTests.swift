import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct GoldenPathTests {
    @Test func `scan needs nothing but the log`() throws {
        let sample = try Sample.shared
        let brief = try Program.run(["scan", sample.faulty])
        expectDone(brief)
        #expect(brief.output.contains("anomalous"))
        // Facts first: what was read, and where it was cut.
        let said = brief.messages.split(separator: "\n")
        #expect(
            said.count == 3 && said[2].hasPrefix("sessions: learnt from the first 60 %") && said[0].contains(" judged in ")
                && said[1].hasPrefix("incidents: each quarter of the log"), "\(said)")
        let page = try Program.run(["scan", sample.faulty, "--verbose"])
        expectDone(page)
        #expect(page.output == brief.output)
        #expect(page.messages.contains("format: HDFS") && page.messages.contains("block id") && page.messages.contains("split: "))
        let json = try object(Program.run(["scan", sample.faulty, "--json"]))
        let sessions = try #require(json["sessions"] as? Int), anomalous = try #require(json["anomalousSessions"] as? Int)
        #expect(anomalous > 0 && anomalous < sessions / 2)
        #expect((json["lines"] as? Int) == Sample.lines)
        let first = try #require((json["anomalies"] as? [[String: Any]])?.first)
        #expect((first["session"] as? String)?.hasPrefix("blk_") == true && (first["reasons"] as? [String])?.isEmpty == false)
    }

    @Test func `scan learns from a baseline where one is given`() throws {
        let sample = try Sample.shared
        let json = try object(Program.run(["scan", sample.faulty, "--baseline", sample.quiet, "--json"]))
        #expect(try #require(json["anomalousSessions"] as? Int) > 0)
        #expect((json["notes"] as? [String])?.contains { $0.contains("baseline") } == true)
    }

    @Test func `train, detect and evaluate find the planted faults`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let model = folder.file("app.auspex"), report = folder.file("today.html")
        let trained = try Program.run(["train", sample.quiet, "--model", model, "--set", "model=ngram"])
        expectDone(trained)
        #expect(trained.output.contains("auspex detect"))
        let found = try Program.run(["detect", model, sample.faulty, "--report", report])
        expectDone(found)
        #expect(found.output.contains("anomalous") && found.output.contains(" INFO dfs."))
        let page = try String(contentsOfFile: report, encoding: .utf8)
        #expect(page.hasPrefix("<!DOCTYPE html>") || page.hasPrefix("<!doctype html>"))
        let figures = try object(Program.run(["evaluate", model, sample.faulty, "--labels", sample.labels, "--json"]))
        #expect(try #require(figures["tp"] as? Int) > 3 && #require(figures["precision"] as? Double) > 0.7)
        #expect(folder.names == ["app.auspex", "app.auspex.reported", "today.html"])
    }

    @Test func `every detector trains, detects and is inspected`() throws {
        let sample = try Sample.shared
        for detector in ["ngram", "newTemplate", "sessionLength", "countVector", "bigram", "frequentKeys"] {
            let folder = try TemporaryFolder()
            let model = folder.file("m.auspex")
            expectDone(try Program.run(["train", sample.quiet, "--model", model, "--detector", detector]))
            let json = try object(Program.run(["detect", model, sample.faulty, "--json"]))
            #expect(json["sessions"] != nil, "\(detector)")
            expectDone(try Program.run(["inspect", model]))
            #expect(try object(Program.run(["inspect", model, "--json"]))["manifest"] != nil)
        }
        let key = try object(Program.run(["detect", sample.keyModel, sample.faulty, "--json"]))
        #expect(try #require(key["sessions"] as? Int) > 50)
    }

    @Test func `explain tells a session event by event`() throws {
        let sample = try Sample.shared
        let json = try object(Program.run(["detect", sample.ensemble, sample.faulty, "--json"]))
        let worst = try #require((json["anomalies"] as? [[String: Any]])?.first?["session"] as? String)
        let told = try Program.run(["explain", sample.ensemble, sample.faulty, "--id", worst])
        expectDone(told)
        #expect(told.output.contains(worst))
        #expect(try !object(Program.run(["explain", sample.ensemble, sample.faulty, "--id", worst, "--json"])).isEmpty)
        expectRefused(try Program.run(["explain", sample.ensemble, sample.faulty, "--id", "blk_0"]), naming: "blk_0")
    }

    @Test func `simulate writes a log and labels that the other commands read`() throws {
        let folder = try TemporaryFolder()
        let log = try Program.run(["simulate", "hdfs", "--lines", "2000", "--anomaly-rate", "0.1", "--labels", folder.file("l.csv")])
        expectDone(log)
        #expect(log.output.split(separator: "\n").count == 2000)
        let path = try folder.write("s.log", log.output)
        let figures = try object(
            Program.run(["evaluate", Sample.shared.ensemble, path, "--labels", folder.file("l.csv"), "--json"]))
        #expect(try #require(figures["tp"] as? Int) > 0)
        let again = try Program.run(["simulate", "hdfs", "--lines", "2000", "--anomaly-rate", "0.1"])
        #expect(again.output == log.output)
        expectRefused(try Program.run(["simulate", "windmill"]), naming: "windmill", "hdfs")
    }

    @Test func `every fault of a simulated log is labelled by line, throttled steps with their slow-down`() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "simulate", "openstack", "--lines", "6000", "--fault", "valueOutOfRange", "--throttle", "0.2", "--throttle-length", "30",
            "--slowdown", "4-8", "--labels", folder.file("l.csv"), "--line-labels", folder.file("lines.csv"),
        ]
        let result = try Program.run(arguments)
        expectDone(result)
        let lines = result.output.split(separator: "\n")
        let labels = try String(contentsOfFile: folder.file("lines.csv"), encoding: .utf8).split(separator: "\n")
        #expect(labels.first == "line,session,kind,field,slowdown")
        var kinds: [String: Int] = [:]
        for label in labels.dropFirst() {
            let fields = label.split(separator: ",", omittingEmptySubsequences: false)
            try #require(fields.count == 5)
            #expect(lines[try #require(Int(fields[0])) - 1].contains(fields[1]))
            kinds[String(fields[2]), default: 0] += 1
            if fields[2] == "slowStep" { #expect((4...8).contains(try #require(Double(fields[4])))) }
        }
        #expect(kinds["slowStep", default: 0] > 10 && kinds["valueOutOfRange", default: 0] > 0 && kinds.count == 2, "\(kinds)")
        let sessions = try String(contentsOfFile: folder.file("l.csv"), encoding: .utf8)
        #expect(sessions.contains(",1,slowStep\n") && sessions.contains(",0,normal\n"))
        expectRefused(try Program.run(["simulate", "openstack", "--throttle", "0.1", "--slowdown", "9-3"]), naming: "--slowdown 9-3")
        expectRefused(try Program.run(["simulate", "openstack", "--throttle", "2"]), naming: "0.5")
    }

    @Test func `a throttled network is found, explained at the step and invisible to keys alone`() throws {
        let folder = try TemporaryFolder()
        let quiet = try Program.run(["simulate", "openstack", "--lines", "8000", "--anomaly-rate", "0"])
        let busy = try Program.run([
            "simulate", "openstack", "--lines", "5000", "--anomaly-rate", "0", "--throttle", "0.2", "--throttle-length", "20", "--slowdown",
            "6-12", "--seed", "2", "--line-labels", folder.file("lines.csv"),
        ])
        let past = try folder.write("quiet.log", quiet.output), today = try folder.write("today.log", busy.output)
        let lines = busy.output.split(separator: "\n")
        let starts = try String(contentsOfFile: folder.file("lines.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .filter { lines[(Int($0[0]) ?? 1) - 1].contains("VM Started") }
        try #require(starts.count > 5)
        let slow = Set(starts.map { String($0[1]) })
        for (name, settings) in [("whole", []), ("keys", ["--set", "values=false"])] {
            let model = folder.file("\(name).auspex")
            expectDone(try Program.run(["train", past, "--detector", "ngram", "--model", model] + settings))
            let result = try object(Program.run(["detect", model, today, "--json"]))
            let found = try #require(result["anomalies"] as? [[String: Any]]).compactMap { $0["session"] as? String }
            guard name == "whole" else {
                #expect(slow.isDisjoint(with: found))
                continue
            }
            #expect(slow.isSubset(of: found))
            let told = try object(Program.run(["explain", model, today, "--id", String(starts[0][1]), "--json"]))
            let findings = try #require(told["findings"] as? [[String: Any]])
            #expect(
                findings.contains {
                    $0["reason"] as? String == "unusualDelay" && ($0["observed"] as? String ?? "").contains("Creating image")
                })
        }
    }

    @Test func `tasks without identifiers are simulated as interleaved and as noisy as asked for`() throws {
        let clean = try Program.run(["simulate", "tasks", "--lines", "500", "--anomaly-rate", "0", "--overlap", "3"])
        let noisy = try Program.run(["simulate", "tasks", "--lines", "500", "--anomaly-rate", "0", "--overlap", "3", "--noise", "0.1"])
        expectDone(clean)
        expectDone(noisy)
        let before = clean.output.split(separator: "\n"), after = noisy.output.split(separator: "\n")
        try #require(before.count == 500 && after.count == 500)
        // Numbers in the lines are drawn anew; what was replaced differs in its first words.
        let replaced = zip(before, after).count { $0.split(separator: " ")[4] != $1.split(separator: " ")[4] }
        #expect((20...90).contains(replaced), "\(replaced)")
        expectRefused(try Program.run(["simulate", "tasks", "--overlap", "9"]), naming: "tasks", "4")
    }

    @Test func `exit code 1 says that anomalies were found, when asked to`() throws {
        let sample = try Sample.shared
        #expect(try Program.run(["detect", sample.ensemble, sample.faulty, "--fail-on-anomaly"]).code == 1)
        #expect(try Program.run(["scan", sample.faulty, "--fail-on-anomaly"]).code == 1)
        #expect(try Program.run(["detect", sample.ensemble, sample.faulty]).code == 0)
        let folder = try TemporaryFolder()
        let empty = try folder.write("empty.log", "")
        // Nothing judged is not nothing found.
        expectRefused(try Program.run(["detect", sample.ensemble, empty, "--fail-on-anomaly"]), naming: "empty.log", "nothing to judge")
    }

    @Test func `several files, a folder, a glob, gzip and standard input are one log`() throws {
        let sample = try Sample.shared
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: sample.faulty)))
        let middle = try #require(bytes[(bytes.count / 2)...].firstIndex(of: 10)) + 1
        let folder = try TemporaryFolder()
        try folder.write("a.log", bytes: Array(bytes[..<middle]))
        try folder.write("b.log", bytes: Array(bytes[middle...]))
        func verdicts(_ arguments: [String], input: [UInt8]? = nil) throws -> [String] {
            let json = try object(Program.run(["detect", sample.ensemble, "--json", "--all"] + arguments, in: folder, input: input))
            return try #require(json["verdicts"] as? [[String: Any]]).map { "\($0["session"] ?? "") \($0["score"] ?? "")" }.sorted()
        }
        let whole = try verdicts([sample.faulty])
        #expect(whole.count > 50)
        #expect(try verdicts(["a.log", "b.log"]) == whole)
        #expect(try verdicts(["*.log"]) == whole)
        #expect(try verdicts(["."]) == whole)
        #expect(try verdicts(["-"], input: bytes) == whole)
        #expect(try verdicts([], input: bytes) == whole)
    }

    @Test(.enabled(if: Tool.exists("gzip"), "needs the gzip program"))
    func `gzip is read like the file itself, cut off gzip as far as it goes`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        #expect(try Program.shell("gzip -c '\(sample.faulty)' > all.log.gz; head -c 20000 all.log.gz > cut.log.gz", in: folder).code == 0)
        let plain = try object(Program.run(["detect", sample.ensemble, sample.faulty, "--json"]))
        let packed = try object(Program.run(["detect", sample.ensemble, folder.file("all.log.gz"), "--json"]))
        #expect(packed["anomalousSessions"] as? Int == plain["anomalousSessions"] as? Int && packed["lines"] as? Int == Sample.lines)
        let cut = try Program.run(["detect", sample.ensemble, folder.file("cut.log.gz"), "--json"])
        expectDone(cut)
        #expect(cut.messages.contains("cut.log.gz") && cut.messages.contains("too early"))
        #expect(try #require(object(cut)["lines"] as? Int) > 100)
        let cutScan = try Program.run(["scan", folder.file("cut.log.gz")])
        expectDone(cutScan)
        #expect(cutScan.messages.contains("too early"))
    }
}

/// Programs of the system that some tests need.
enum Tool {
    /// Whether a program is found in `PATH`.
    static func exists(_ name: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}
