import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct OutputTests {
    @Test func `in a pipe there are no colours and no progress, with or without NO_COLOR`() throws {
        let sample = try Sample.shared
        for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            let result = try Program.run(["detect", sample.ensemble, sample.faulty], environment: environment)
            #expect(!result.output.contains("\u{1B}") && !result.messages.contains("\u{1B}") && !result.messages.contains("\r"))
            #expect(result.output.contains("anomalous"))
        }
    }

    @Test func `json on standard output is one object, messages stay on standard error`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for arguments in [
            ["scan", sample.faulty], ["detect", sample.ensemble, sample.faulty], ["inspect", sample.ensemble],
            ["train", sample.quiet, "--model", folder.file("m.auspex"), "--set", "model=ngram"],
            ["evaluate", sample.sequences, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences],
        ] {
            let result = try Program.run(arguments + ["--json"])
            expectDone(result)
            #expect(try !object(result).isEmpty, "\(arguments[0])")
            #expect(!result.messages.contains("{"))
        }
    }

    @Test func `a closed pipe is quiet`() throws {
        let sample = try Sample.shared
        let line =
            "{ sleep 0.2; \"$AUSPEX\" detect '\(sample.ensemble)' '\(sample.faulty)' --json 2>messages; echo $? >code; } | true; cat code messages"
        let folder = try TemporaryFolder()
        let result = try Program.shell(line, in: folder)
        #expect(result.output == "0\n")
        let head = try Program.shell("\"$AUSPEX\" scan '\(sample.faulty)' 2>messages | head -1; cat messages", in: folder)
        #expect(head.output.contains("incident") && !head.output.contains("auspex: "))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func `a full disk behind standard output is one line and exit code 2`() throws {
        let sample = try Sample.shared
        for command in [
            "detect '\(sample.ensemble)' '\(sample.faulty)' --json", "scan '\(sample.faulty)'", "simulate hdfs --lines 9000", "--help",
            "parse '\(sample.faulty)'",
        ] {
            let result = try Program.shell("\"$AUSPEX\" \(command) >/dev/full")
            #expect(result.code == 2, "\(command)")
            let errors = result.messages.split(separator: "\n").filter { $0.hasPrefix("auspex: ") }
            #expect(
                errors.count == 1 && errors[0].contains("standard output") && errors[0].lowercased().contains("no space left"),
                "\(result.messages)")
        }
    }

    @Test func `standard input has its name and leaves no file behind`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: sample.faulty)))
        let result = try Program.run(
            ["scan", "-", "--json", "--report", folder.file("r.html")], input: bytes, environment: ["TMPDIR": folder.path])
        expectDone(result)
        #expect(result.output.contains("standard input") && !result.output.contains("tmp-"))
        #expect(try !String(contentsOfFile: folder.file("r.html"), encoding: .utf8).contains("tmp-"))
        expectRefused(try Program.run(["scan", "-"], input: [], environment: ["TMPDIR": folder.path]), naming: "standard input")
        #expect(folder.names == ["r.html"])
        expectRefused(try Program.run(["scan", "-"], input: bytes, environment: ["TMPDIR": "/nowhere"]), naming: "/nowhere")
    }

    @Test func `an equal seed gives an equal model and equal results`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let methods = [["--set", "model=ngram"], ["--detector", "deeplog", "--set", "steps=20", "--set", "units=8", "--set", "folds=2"]]
        for (number, method) in methods.enumerated() {
            for name in ["a", "b"] {
                expectDone(
                    try Program.run(["train", sample.quiet, "--seed", "7", "--model", folder.file("\(name)\(number).auspex")] + method))
            }
            #expect(try folder.contents(of: "a\(number).auspex") == folder.contents(of: "b\(number).auspex"))
        }
        expectDone(try Program.run(["train", sample.quiet, "--seed", "8", "--model", folder.file("c.auspex")] + methods[1]))
        #expect(try folder.contents(of: "c.auspex")["weights.safetensors"] != folder.contents(of: "a1.auspex")["weights.safetensors"])
        let first = try Program.run(["detect", folder.file("a0.auspex"), sample.faulty])
        #expect(try Program.run(["detect", folder.file("a0.auspex"), sample.faulty]).output == first.output)
        #expect(try Program.run(["scan", sample.faulty]).output == Program.run(["scan", sample.faulty]).output)
    }
}
