import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct EvaluateTests {
    private static let figures = [
        "tp", "fp", "fn", "tn", "precision", "recall", "f1", "specificity", "balancedAccuracy", "mcc", "tpr", "fpr",
    ]

    @Test func `the figures of the contract are there and agree with each other`() throws {
        let sample = try Sample.shared
        let json = try object(
            Program.run([
                "evaluate", sample.sequences, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences, "--prior", "0.03",
                "--json",
            ]))
        let distinct = try #require(json["distinct"] as? [String: Any])
        for key in Self.figures {
            #expect(json[key] is NSNumber, "\(key)")
            #expect(distinct[key] is NSNumber, "distinct.\(key)")
        }
        for key in ["precisionAtPrior", "f1AtPrior", "seconds", "eventsPerSecond", "peakMemory", "seed"] {
            #expect(json[key] is NSNumber, "\(key)")
        }
        #expect((json["dataHash"] as? String)?.count == 16)
        #expect(json["reasons"] is [String: Any])
        let lines = try #require(json["referenceLines"] as? [String: [String: Any]])
        for key in ["flagEverything", "newTemplate", "sessionLength", "countVector", "bigram", "frequentKeys"] {
            #expect(lines[key]?["f1"] != nil, "reference line \(key) among \(lines.keys.sorted())")
        }
        func number(_ key: String) throws -> Double { try #require(json[key] as? Double) }
        #expect(try number("tp") + number("fn") == 30 && number("fp") + number("tn") == 300)
        #expect(try abs(number("tpr") - number("tp") / 30) < 1e-9 && number("recall") == number("tpr"))
        #expect(try abs(number("fpr") - number("fp") / 300) < 1e-9)
        let precision = try 0.03 * number("tpr") / (0.03 * number("tpr") + 0.97 * number("fpr"))
        #expect(try abs(number("precisionAtPrior") - precision) < 1e-9)
        #expect(try number("tpr") > 0.9)
    }

    @Test func `labels reach neither the model nor the verdicts`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: sample.labels, encoding: .utf8)
        let flipped = text.split(separator: "\n").map { line in
            let cells = line.split(separator: ",")
            return cells[1] == "0" ? "\(cells[0]),1,x" : cells[1] == "1" ? "\(cells[0]),0,normal" : String(line)
        }
        let path = try folder.write("flipped.csv", flipped.joined(separator: "\n") + "\n")
        let right = try object(Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", sample.labels, "--json"]))
        let wrong = try object(Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", path, "--json"]))
        // The same sessions are flagged: truth is exchanged, verdicts are not.
        for (key, other) in [("tp", "fp"), ("fp", "tp"), ("tn", "fn"), ("fn", "tn")] { #expect(right[key] as? Int == wrong[other] as? Int) }
        #expect(right["dataHash"] as? String == wrong["dataHash"] as? String)
        // And evaluating writes nothing into the model.
        let before = try sample.folder.contents(of: "ensemble.auspex")
        _ = try Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", sample.labels])
        #expect(try sample.folder.contents(of: "ensemble.auspex") == before)
    }

    @Test func `without labels there is nothing to evaluate`() throws {
        let sample = try Sample.shared
        expectRefused(try Program.run(["evaluate", sample.ensemble, sample.faulty]), naming: "faulty.log", "--labels")
        expectRefused(try Program.run(["evaluate", sample.sequences, "--normal", sample.normalSequences]), naming: "--abnormal")
        expectRefused(
            try Program.run([
                "evaluate", sample.sequences, sample.faulty, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences,
            ]), naming: "not both")
    }

    @Test func `a prior is a share`() throws {
        let sample = try Sample.shared
        for prior in ["0", "1", "nan", "-0.1", "inf", "2"] {
            expectRefused(
                try Program.run([
                    "evaluate", sample.sequences, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences,
                    "--prior=\(prior)",
                ]), naming: "--prior")
        }
    }

    @Test func `label files that cannot be used are told apart`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        func refused(_ name: String, _ bytes: [UInt8], _ words: String...) throws {
            let path = try folder.write(name, bytes: bytes)
            let result = try Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", path])
            expectRefused(result, naming: name)
            for word in words { #expect(result.messages.contains(word), "\(name): \(result.messages)") }
        }
        try refused("other.csv", Array("session,label\nblk_none,1\nblk_neither,0\n".utf8), "no label matches", "blk_none", "--session")
        try refused("words.csv", Array("session,label\nblk_1,perhaps\n".utf8), ":2", "perhaps")
        try refused("single.csv", Array("blk_1\nblk_2\n".utf8), ":1")
        try refused("empty.csv", [], "no labels")
        try refused("header.csv", Array("session,label\n".utf8), "no labels")
        try refused("binary.csv", (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ $0 / 7) })
        try refused("nul.csv", [UInt8](repeating: 0, count: 1000))
        expectRefused(
            try Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", folder.file("none.csv")]), naming: "none.csv")
        expectRefused(try Program.run(["evaluate", sample.ensemble, sample.faulty, "--labels", folder.path]), naming: folder.path)
    }
}
