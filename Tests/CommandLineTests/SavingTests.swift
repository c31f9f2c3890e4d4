import Foundation
import TestSupport
import Testing

/// What is on the disk after something went wrong while writing.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)"), .serialized) struct SavingTests {
    @Test func `a full disk leaves the old model and nothing beside it`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        expectDone(try Program.run(["train", sample.quiet, "--model", folder.file("m.auspex"), "--detector", "newTemplate"]))
        let before = try folder.contents(of: "m.auspex")
        // A limit on the size of files: the program ignores the signal and sees a write that fails, as on a full disk.
        for blocks in [0, 1, 2, 4] {
            let line = "(ulimit -f \(blocks); \"$AUSPEX\" train '\(sample.quiet)' --model m.auspex --set model=ngram 2>&1 >/dev/null) | cat"
            let result = try Program.shell(line, in: folder)
            #expect(
                result.output.contains("auspex: cannot write m.auspex/") && result.output.contains("File too large"), "\(result.output)")
            let fresh = try Program.shell(
                "ulimit -f \(blocks); \"$AUSPEX\" train '\(sample.quiet)' --model new.auspex --set model=ngram 2>/dev/null", in: folder)
            #expect(fresh.code == 2)
            #expect(folder.names == ["m.auspex"])
        }
        let report = try Program.shell(
            "ulimit -f 1; \"$AUSPEX\" detect '\(sample.ensemble)' '\(sample.faulty)' --report r.html 2>/dev/null >/dev/null", in: folder)
        #expect(report.code == 2)
        #expect(folder.names == ["m.auspex"])
        #expect(try folder.contents(of: "m.auspex") == before)
        #expect(try Program.run(["inspect", folder.file("m.auspex")]).code == 0)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a file system in memory"))
    func `a really full file system leaves the old model and nothing beside it`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let disk = try SmallDisk(kibibytes: 64, at: folder.file("disk"))
        defer { disk.unmount() }
        let first = try Program.run(
            ["train", sample.normalSequences, "--format", "sequences", "--model", "disk/m.auspex", "--detector", "newTemplate"], in: folder)
        expectDone(first)
        let before = try folder.contents(of: "disk/m.auspex")
        expectRefused(
            try Program.run(
                ["train", sample.quiet, "--model", "disk/m.auspex", "--set", "model=ngram", "--set", "historyLength=100"], in: folder),
            naming: "disk/m.auspex", "No space left")
        #expect(try folder.contents(of: "disk/m.auspex") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("disk")) == ["m.auspex"])
        expectRefused(
            try Program.run(["detect", sample.ensemble, sample.faulty, "--report", "disk/r.html"], in: folder), naming: "disk/r.html",
            "No space left")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("disk")) == ["m.auspex"])
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: sample.faulty)))
        expectRefused(try Program.run(["scan", "-"], input: bytes, environment: ["TMPDIR": folder.file("disk")]), naming: "No space left")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("disk")) == ["m.auspex"])
    }

    @Test func `an interrupt at any moment leaves the old model or the new one, whole, and nothing beside it`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let command = ["train", sample.quiet, "--model", folder.file("m.auspex"), "--set", "model=ngram", "--set", "historyLength=200"]
        expectDone(try Program.run(command + ["--seed", "1"]))
        let old = try folder.contents(of: "m.auspex")
        expectDone(try Program.run(command + ["--seed", "2"]))
        let new = try folder.contents(of: "m.auspex")
        #expect(old != new)
        let start = ContinuousClock.now
        expectDone(try Program.run(command + ["--seed", "1"]))
        let length = ContinuousClock.now - start
        // From the first moment to the last, closer together at the end, where the model is written.
        let seconds = Double(length.components.attoseconds) * 1e-18 + Double(length.components.seconds)
        var codes: [Int32: Int] = [:]
        for step in 0..<24 {
            let share = step < 8 ? Double(step) / 10 : 0.8 + Double(step - 8) * 0.02
            let result = try Program.run(command + ["--seed", "2"], interruptAfter: seconds * share)
            codes[result.code, default: 0] += 1
            #expect(result.code == 0 || result.code == 130, "code \(result.code): \(result.messages.suffix(300))")
            let now = try folder.contents(of: "m.auspex")
            #expect(now == old || now == new, "half a model after \(seconds * share) s")
            if result.code == 0 { #expect(now == new) }
            #expect(folder.names == ["m.auspex"], "after \(seconds * share) s: \(folder.names)")
            if now == new { expectDone(try Program.run(command + ["--seed", "1"])) }
        }
        #expect(codes[130, default: 0] > 0, "no run was interrupted: \(codes)")
    }

    @Test func `an interrupted or failed parse leaves no rows behind`() throws {
        let folder = try TemporaryFolder()
        let quiet = try Sample.shared.quiet
        let many = Array(repeating: "'\(quiet)'", count: 200).joined(separator: " ")
        #expect(try Program.shell("cat \(many) > long.log", in: folder).code == 0)
        for step in 1...6 {
            let arguments = ["parse", "long.log", "--output", "rows.csv", "--templates", "templates.csv"]
            let result = try Program.run(arguments, in: folder, interruptAfter: Double(step) * 0.03)
            #expect(result.code == 0 || result.code == 130)
            #expect(folder.temporaries.isEmpty)
            let left = folder.names.filter { $0 != "long.log" }
            #expect(result.code == 0 || left.allSatisfy { ["rows.csv", "templates.csv"].contains($0) }, "\(left)")
            if result.code == 0 { break }
        }
        let full = try Program.shell("ulimit -f 8; \"$AUSPEX\" parse long.log --output full.csv 2>/dev/null >/dev/null", in: folder)
        #expect(full.code == 2)
        #expect(!folder.names.contains("full.csv") && folder.temporaries.isEmpty)
    }

    @Test func `an interrupt while reading standard input leaves no file in the temporary folder`() throws {
        let folder = try TemporaryFolder()
        let line =
            "(cat '\(try Sample.shared.faulty)'; sleep 2) | TMPDIR='\(folder.path)' \"$AUSPEX\" scan - 2>/dev/null & p=$!; sleep 0.5; kill -INT $p; wait $p; echo $?"
        let result = try Program.shell(line)
        #expect(result.output == "130\n", "\(result.output)")
        #expect(folder.names.isEmpty)
    }
}

/// A file system of a few kibibytes in memory.
struct SmallDisk {
    private let path: String

    /// Whether this process may mount one; tried once.
    static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder(), let disk = try? SmallDisk(kibibytes: 64, at: folder.file("try")) else {
            return false
        }
        disk.unmount()
        return true
    }()

    init(kibibytes: Int, at path: String) throws {
        self.path = path
        let result = try Program.shell("mkdir '\(path)' && mount -t tmpfs -o size=\(kibibytes)k tmpfs '\(path)'")
        guard result.code == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func unmount() {
        _ = try? Program.shell("umount '\(path)'")
    }
}
