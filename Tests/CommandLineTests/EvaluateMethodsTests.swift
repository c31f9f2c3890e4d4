import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct EvaluateMethodsTests {
    private static func folder() throws -> TemporaryFolder {
        let sample = try Sample.shared, folder = try TemporaryFolder()
        for (name, path) in [
            ("train_normal", sample.normalSequences), ("test_normal", sample.normalSequences), ("test_abnormal", sample.abnormalSequences),
        ] {
            try folder.write("\(name).txt", try String(contentsOfFile: path, encoding: .utf8))
        }
        return folder
    }

    private static let command = ["evaluate", "--detectors", "ngram,bigram,isolation-forest,knn", "--data", ".", "--seeds", "2"]

    @Test func `one table of many methods, as text, Markdown, CSV and JSON`() throws {
        let folder = try Self.folder()
        let text = try Program.run(Self.command, in: folder)
        expectDone(text)
        for word in ["Split: separate files", "reference: flagEverything", "cannot run", "Clopper", "F1 against ngram"] {
            #expect(text.output.contains(word), "\(word)")
        }
        #expect(text.messages.contains("isolation-forest, seed 2: fitted in"))
        let markdown = try Program.run(Self.command + ["--table", "markdown", "--against", "bigram"], in: folder)
        #expect(markdown.output.contains("| method | taught by |") && markdown.output.contains("F1 against bigram"))
        let csv = try Program.run(Self.command + ["--table", "csv"], in: folder)
        #expect(csv.output.hasPrefix("method,needs_labels,seed,tp,fp"))
        #expect(csv.output.split(separator: "\n").count { $0.hasPrefix("bigram,0,") } == 2)
        let json = try object(Program.run(Self.command + ["--json"], in: folder))
        let rows = try #require(json["rows"] as? [[String: Any]])
        #expect(rows.map { $0["method"] as? String } == ["ngram", "bigram", "isolation-forest", "knn"])
        #expect((rows[3]["failure"] as? String)?.contains("label") == true)
    }

    @Test func `an interrupted run goes on with its file`() throws {
        let folder = try Self.folder()
        let first = try Program.run(Self.command + ["--results", "trials.jsonl", "--table", "csv"], in: folder)
        expectDone(first)
        let path = folder.file("trials.jsonl")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 7)
        // Three trials were done, the fourth line was cut.
        try folder.write("trials.jsonl", lines.prefix(3).joined(separator: "\n") + "\n" + lines[3].prefix(30))
        let second = try Program.run(Self.command + ["--results", "trials.jsonl", "--table", "csv"], in: folder)
        expectDone(second)
        #expect(second.messages.split(separator: "\n").count { $0.hasSuffix("done before") } == 3)
        func decisions(_ csv: String) -> [String] {
            csv.split(separator: "\n").map { $0.split(separator: ",").prefix(10).joined(separator: ",") }
        }
        #expect(decisions(first.output) == decisions(second.output))
    }

    @Test func `raw lines, cut by time`() throws {
        let sample = try Sample.shared
        let command = ["evaluate", "--detectors", "countVector,newTemplate", sample.faulty, "--labels", sample.labels, "--seeds", "1"]
        let result = try Program.run(command)
        expectDone(result)
        #expect(result.output.contains("Split: chronological") && result.output.contains("Templates were learnt from the training part."))
        let folds = try Program.run(command + ["--split", "random", "--folds", "3"])
        expectDone(folds)
        #expect(folds.output.contains("Split: 3 folds, random"))
    }

    @Test(
        arguments: [
            ["evaluate"], ["evaluate", "--detectors", "nonsense", "--data", "."], ["evaluate", "--detectors", "pca"],
            ["evaluate", "m.auspex", "--results", "t"], ["evaluate", "--detectors", "pca", "--data", ".", "--seeds", "0"],
            ["evaluate", "--detectors", "pca", "--data", ".", "--against", "knn"],
            ["evaluate", "--detectors", "pca", "--data", ".", "--set", "knn.k=3"],
            ["evaluate", "--detectors", "pca", "--data", "train_normal.txt", "--baseline", "train_normal.txt"],
            ["evaluate", "--detectors", "pca", "--data", ".", "--group-by", "x"],
        ])
    func `what does not fit is refused in one line`(arguments: [String]) throws {
        let result = try Program.run(arguments, in: Self.folder())
        #expect(result.code == 2 && result.output.isEmpty && result.messages.split(separator: "\n").count == 1, "\(result.messages)")
    }
}
