import Foundation
import TestSupport
import Testing

/// Logs that are no logs, or broken ones: refused in one line, or read with what is wrong counted.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct BadLogTests {
    private static func text(of path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func `a log without a record is refused in one line, whatever the command`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for (name, bytes) in [
            ("empty.log", []), ("nul.log", [UInt8](repeating: 0, count: 100_000)), ("blank.log", [UInt8](repeating: 10, count: 100_000)),
        ] as [(String, [UInt8])] {
            let path = try folder.write(name, bytes: bytes)
            expectRefused(try Program.run(["scan", path]), naming: name)
            expectRefused(try Program.run(["train", path, "--model", folder.file("m.auspex")]), naming: name)
            expectRefused(try Program.run(["detect", sample.ensemble, path, "--json"]), naming: name, "nothing to judge")
            let parsed = try Program.run(["parse", path])
            #expect(parsed.code == 2 && parsed.messages.contains("\(name) holds no"))
            // What is new in a log may be nothing.
            expectDone(try Program.run(["detect", sample.ensemble, path, "--state", folder.file("\(name).state")]))
        }
        #expect(!folder.names.contains("m.auspex") && folder.temporaries.isEmpty)
    }

    @Test func `what is no UTF-8 is counted and judged all the same`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let good = try Data(contentsOf: URL(fileURLWithPath: sample.faulty)).split(separator: 10)
        var bytes: [UInt8] = []
        for (number, line) in good.enumerated() {
            bytes += Array(line) + (number.isMultiple(of: 10) ? [0x20, 0xFF, 0xC3, 0x28] : []) + [10]
        }
        let path = try folder.write("latin.log", bytes: bytes)
        for arguments in [["scan", path], ["detect", sample.ensemble, path]] {
            let result = try Program.run(arguments + ["--json"])
            expectDone(result)
            let json = try object(result)
            let unparsed = try #require((json["input"] as? [String: Any])?["unparsed"] as? [String: Int])
            #expect(unparsed["invalidEncoding"] == 300, "\(unparsed)")
            #expect(try #require(json["sessions"] as? Int) > 10)
        }
    }

    @Test func `a line of 100 MB costs a few megabytes`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let line =
            "head -n 50 '\(sample.faulty)' >big.log; head -c 100000000 /dev/zero | tr '\\0' x >>big.log; echo >>big.log; tail -n 1000 '\(sample.faulty)' >>big.log"
        #expect(try Program.shell(line, in: folder).code == 0)
        for arguments in [
            ["detect", sample.ensemble, "big.log"], ["scan", "big.log"],
            ["train", "big.log", "--model", "m.auspex", "--set", "model=ngram"],
        ] {
            let result = try Program.run(arguments + ["--json"], in: folder)
            expectDone(result)
            let json = try object(result)
            #expect(try #require(json["peakMemory"] as? Int) < 150 << 20, "\(arguments[0])")
            let input = try #require(json["input"] as? [String: Any])
            #expect((input["unparsed"] as? [String: Int])?["lineTooLong"] == 1)
        }
    }

    @Test func `a megabyte without a newline is one record`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("endless.log", bytes: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        expectRefused(try Program.run(["scan", path]), naming: "endless.log", "--baseline")
    }

    @Test func `a log of long lines full of words is judged by its format, in little memory`() throws {
        let folder = try TemporaryFolder()
        var log = "", state: UInt64 = 1
        for second in 0..<60 {
            log += "081109 2035\(second < 10 ? "0" : "")\(second) 17 INFO dfs.DataNode: payload"
            for _ in 0..<3_000 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                log += " " + String(decoding: (0..<6).map { UInt8(ascii: "a") + UInt8(state >> UInt64(8 * $0 + 8) & 15) }, as: UTF8.self)
            }
            log += "\n"
        }
        let path = try folder.write("words.log", log)
        let result = try Program.run(["parse", path, "--stats", "--json"])
        #expect(result.code == 0, "\(result.messages.suffix(300))")
        let peak = try #require(try object(result)["peakMemory"] as? Int)
        #expect(peak < 250 << 20, "\(peak >> 20) MB")
        let scan = try Program.run(["scan", path])
        #expect(scan.code == 0 && scan.messages.contains("judged"), "\(scan.messages.suffix(300))")
    }

    @Test func `random bytes are read to the end`() throws {
        let folder = try TemporaryFolder()
        for seed in UInt64(1)...4 {
            let path = try folder.write("random.log", bytes: Hostile.bytes(seed: seed, count: 60_000))
            let result = try Program.run(["scan", path])
            #expect(result.code == 0 || result.code == 2, "\(result.messages.suffix(300))")
            #expect(!result.output.contains("\u{1B}") && !result.messages.contains("\u{1B}"))
            let trained = try Program.run(["train", path, "--model", folder.file("m.auspex"), "--set", "model=ngram"])
            #expect(trained.code == 0 || trained.code == 2)
            expectRefused(try Program.run(["detect", Sample.shared.ensemble, path]), naming: "random.log:1", "--format")
        }
    }

    @Test func `few lines, one session, equal lines: an answer, not a crash`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let lines = try Self.text(of: sample.quiet).split(separator: "\n")
        let five = try folder.write("five.log", lines.prefix(5).joined(separator: "\n"))
        expectRefused(try Program.run(["scan", five]), naming: "five.log", "5 records", "--baseline")
        let id = try #require(lines[0].split(separator: " ").first { $0.hasPrefix("blk_") })
        let single = try folder.write("single.log", lines.map { $0.replacing(#/blk_-?\d+/#, with: id) }.joined(separator: "\n"))
        let equal = try folder.write("equal.log", String(repeating: lines[0] + "\n", count: 1_000))
        for path in [single, equal] {
            expectDone(try Program.run(["scan", path]))
            expectDone(try Program.run(["train", path, "--model", folder.file("m.auspex"), "--set", "model=ngram"]))
            expectDone(try Program.run(["detect", folder.file("m.auspex"), path]))
        }
        let trained = try Program.run(["train", five, "--model", folder.file("five.auspex"), "--set", "model=ngram"])
        expectDone(trained)
        #expect(trained.messages.contains("only 1 window to learn from") && trained.messages.contains("nothing can be flagged"))
    }

    @Test func `a log of equal sessions is learnt from: what differs is flagged`() throws {
        let folder = try TemporaryFolder()
        func log(_ sessions: Int, faulty: Int?) -> String {
            (0..<sessions).map { number in
                let head =
                    "0811\(10 + number / 3600 % 10) \(String(format: "%02d%02d%02d", number / 60 % 24, number % 60, 7)) 17 INFO dfs.DataNode: "
                let id = "blk_\(1_000_000 + number)"
                let steps = [
                    "Receiving block \(id)", number == faulty ? "Exception while serving \(id)" : "Received block \(id)",
                    "Deleted block \(id)",
                ]
                return steps.map { head + $0 + "\n" }.joined()
            }.joined()
        }
        let quiet = try folder.write("quiet.log", log(400, faulty: nil)), today = try folder.write("today.log", log(200, faulty: 77))
        for method in [
            ["--set", "model=ngram"], ["--detector", "ngram"], ["--detector", "newTemplate"], ["--detector", "countVector"],
            ["--set", "steps=40", "--set", "units=8"],
        ] {
            expectDone(try Program.run(["train", quiet, "--model", folder.file("m.auspex")] + method))
            let json = try object(Program.run(["detect", folder.file("m.auspex"), today, "--json"]))
            let sessions = try #require(json["anomalies"] as? [[String: Any]]).compactMap { $0["session"] as? String }
            #expect(sessions == ["blk_1000077"], "\(method)")
        }
    }

    @Test func `a clock that goes backwards and mixed line ends change no verdict about events`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let lines = try Self.text(of: sample.faulty).split(separator: "\n").map(String.init)
        let mixed = try folder.write("crlf.log", lines.enumerated().map { $1 + ($0.isMultiple(of: 3) ? "\r\n" : "\n") }.joined())
        let back = lines.enumerated().map { $0.isMultiple(of: 5) ? "070101" + $1.dropFirst(6) : $1 }
        let backwards = try folder.write("back.log", back.joined(separator: "\n"))
        func sessions(_ path: String) throws -> Set<String> {
            let json = try object(Program.run(["detect", sample.ensemble, path, "--json"]))
            // Where the year changes inside a session, steps of a year are found: rightly so.
            let anomalies = try #require(json["anomalies"] as? [[String: Any]]).filter { $0["reasons"] as? [String] != ["unusualDelay"] }
            return Set(anomalies.compactMap { $0["session"] as? String })
        }
        let expected = try sessions(sample.faulty)
        #expect(expected.count > 3)
        #expect(try sessions(mixed) == expected)
        #expect(try sessions(backwards) == expected)
        expectDone(try Program.run(["scan", backwards]))
        let reversed = try folder.write("reversed.log", lines.reversed().joined(separator: "\n"))
        expectDone(try Program.run(["scan", reversed]))
    }

    @Test func `paths that lead nowhere are named`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder.file("pictures"), withIntermediateDirectories: true)
        try folder.write("pictures/cat.png", "no log")
        for model in [["scan"], ["detect", try Sample.shared.ensemble]] {
            expectRefused(try Program.run(model + ["none.log"], in: folder), naming: "none.log")
            expectRefused(try Program.run(model + ["none*.log"], in: folder), naming: "none*.log")
            expectRefused(try Program.run(model + ["empty"], in: folder), naming: "empty", "no log files")
            expectRefused(try Program.run(model + ["pictures"], in: folder), naming: "pictures", "name the files")
        }
    }

    @Test(.enabled(if: getuid() != 0, "the administrator may read everything")) func `a file that may not be read is named`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("secret.log", "x\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        expectRefused(try Program.run(["scan", path]), naming: "secret.log")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mem"), "needs /proc"))
    func `a file that breaks while it is read is named`() throws {
        // Opens well; reading its beginning is an input/output error.
        let result = try Program.run(["scan", "/proc/self/mem"])
        #expect(result.code == 2 && result.messages.contains("/proc/self/mem"), "\(result.messages)")
    }

    @Test func `formats and session rules that fit nothing say what would`() throws {
        let sample = try Sample.shared
        expectRefused(try Program.run(["scan", sample.faulty, "--format", "klingon"]), naming: "klingon", "HDFS")
        expectRefused(try Program.run(["scan", sample.faulty, "--format", "Apache"]), naming: "faulty.log:1", "Apache")
        expectRefused(try Program.run(["scan", sample.faulty, "--format", "<Date> <Content"]), naming: "<Content>")
        expectRefused(try Program.run(["scan", sample.faulty, "--format", "<A><Content>"]), naming: "<Content>")
        expectRefused(try Program.run(["scan", sample.faulty, "--format", ""]))
        expectRefused(try Program.run(["scan", sample.faulty, "--session", "Planet"]), naming: "Planet", "Component")
        expectRefused(try Program.run(["scan", sample.faulty, "--session", "blk_("]), naming: "blk_(")
        expectRefused(try Program.run(["scan", sample.faulty, "--format", "sequences"]), naming: "--baseline")
        expectRefused(try Program.run(["detect", sample.ensemble, sample.faulty, "--format", "sequences"]), naming: "sequences")
        expectRefused(try Program.run(["detect", sample.sequences, sample.normalSequences, "--format", "HDFS"]), naming: "HDFS")
    }

    @Test func `sequences that are none are refused or counted`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for seed in UInt64(1)...3 {
            let path = try folder.write("random.txt", bytes: Hostile.bytes(seed: seed, count: 20_000))
            for arguments in [
                ["detect", sample.sequences, path],
                ["train", path, "--format", "sequences", "--model", folder.file("m.auspex"), "--set", "model=ngram"],
            ] {
                let result = try Program.run(arguments)
                #expect(result.code == 0 || result.code == 2, "\(result.messages.suffix(300))")
            }
        }
        let huge = try folder.write("huge.txt", "1 2 99999999999999999999 -5 3\n4294967295 0 1\n\n \n1,2;3\n")
        let result = try Program.run(["detect", sample.sequences, huge, "--json"])
        #expect(result.code == 0 || result.code == 2, "\(result.messages)")
        expectRefused(
            try Program.run(["train", try folder.write("none.txt", ""), "--format", "sequences", "--model", "m"], in: folder),
            naming: "none.txt")
    }
}
