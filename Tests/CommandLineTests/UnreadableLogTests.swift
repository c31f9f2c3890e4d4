import Foundation
import TestSupport
import Testing

/// Logs that are cut off, in another encoding, or not tied together by what was asked for: said by name.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct UnreadableLogTests {
    @Test func `a packed log that breaks off is judged up to its last whole line`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        #expect(
            try Program.shell(
                "gzip -c '\(sample.quiet)' | head -c 20000 >cut.log.gz; gzip -dc cut.log.gz 2>/dev/null | wc -l >count", in: folder
            ).code == 0)
        // What `wc` counts are line ends: the half line behind the last one is none.
        let whole = try #require(
            Int(String(contentsOfFile: folder.file("count"), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        for arguments in [
            ["parse", "cut.log.gz"], ["scan", "cut.log.gz", "--json"], ["detect", sample.ensemble, "cut.log.gz", "--json"],
        ] {
            let result = try Program.run(arguments, in: folder)
            expectDone(result)
            #expect(result.messages.contains("cut.log.gz: at byte 20000: the gzip data end too early"), "\(result.messages)")
            if arguments[0] == "parse" {
                #expect(result.output.split(separator: "\n").count == whole + 1)
            } else {
                #expect((try object(result)["input"] as? [String: Any])?["records"] as? Int == whole)
            }
        }
        #expect(try Program.shell("head -c 15 cut.log.gz >stump.log.gz", in: folder).code == 0)
        for arguments in [
            ["scan", "stump.log.gz"], ["detect", sample.ensemble, "stump.log.gz"], ["train", "stump.log.gz", "--model", "m.auspex"],
        ] {
            expectRefused(try Program.run(arguments, in: folder), naming: "stump.log.gz", "no whole line", "too early")
        }
    }

    @Test(arguments: ["UTF-16LE", "UTF-16BE"]) func `text in UTF-16 without a mark is refused by name`(encoding: String) throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        #expect(try Program.shell("mkdir logs; iconv -t \(encoding) '\(sample.quiet)' >logs/wide.log", in: folder).code == 0)
        for arguments in [
            ["scan", "logs/wide.log"], ["detect", sample.ensemble, "logs/wide.log"], ["train", "logs/wide.log", "--model", "m.auspex"],
            ["parse", "logs/wide.log"],
        ] {
            expectRefused(try Program.run(arguments, in: folder), naming: "logs/wide.log is text in UTF-16", "iconv -f \(encoding)")
        }
        let piped = try Program.shell("\"$AUSPEX\" train - --model m.auspex <logs/wide.log", in: folder)
        #expect(piped.code == 2 && piped.messages.contains("standard input is text in UTF-16"), "\(piped.messages)")
        let pipe = try Program.shell("cat logs/wide.log | \"$AUSPEX\" parse -", in: folder)
        #expect(pipe.code == 2 && pipe.messages.contains("standard input is text in UTF-16"), "\(pipe.messages)")
        // In a folder it is left out like anything that is no log, and named.
        #expect(try Program.shell("cp '\(sample.quiet)' logs/plain.log", in: folder).code == 0)
        let searched = try Program.run(["scan", "logs"], in: folder)
        expectDone(searched)
        #expect(searched.messages.contains("1 in UTF-16 (wide.log)"), "\(searched.messages)")
    }

    @Test func `a session rule that matches nothing is named, with the log and what to do`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for command in [["scan"], ["train", "--model", "m.auspex"]] {
            expectRefused(
                try Program.run(command + [sample.quiet, "--session", "order_([0-9]+)"], in: folder), naming: "quiet", "order_([0-9]+)",
                "(--session)")
        }
        let judged = try Program.run(["detect", sample.ensemble, sample.faulty, "--session", "order_([0-9]+)"])
        #expect(judged.code == 0 && judged.messages.contains("order_([0-9]+): no session was judged"), "\(judged.messages)")
        let one = try folder.write("one.log", "2026-11-28 10:00:00 INFO ready\n")
        expectRefused(try Program.run(["scan", one]), naming: "holds only one record", "(--baseline)")
    }

    @Test func `the zone named while training is that of detection, unless another is named`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let model = folder.file("m.auspex")
        expectDone(
            try Program.run(["train", sample.quiet, "--model", model, "--set", "model=ngram", "--timezone", "+05:30"]))
        func starts(_ arguments: [String]) throws -> [String] {
            let result = try Program.run(["detect", model, sample.faulty, "--json"] + arguments, environment: ["TZ": "UTC"])
            expectDone(result)
            let incidents = try #require(try object(result)["incidents"] as? [[String: Any]])
            return incidents.compactMap { $0["start"] as? String }
        }
        let remembered = try starts([]), given = try starts(["--timezone", "UTC"])
        #expect(!remembered.isEmpty && remembered.allSatisfy { $0.hasSuffix("+05:30") }, "\(remembered)")
        #expect(!given.isEmpty && given.allSatisfy { $0.hasSuffix("Z") || $0.hasSuffix("+00:00") }, "\(given)")
        // The wall clock of the log is the same.
        #expect(remembered.map { $0.prefix(19) } == given.map { $0.prefix(19) })
    }
}
