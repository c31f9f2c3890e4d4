import Foundation
import TestSupport
import Testing

/// Limits of the process (`ulimit`) that are too narrow: one clear line and an exit code of the contract, in bounded time.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct ProcessLimitTests {
    private static func limited(_ limit: String, _ arguments: String, in folder: TemporaryFolder) throws -> Program.Result {
        // A run that waits for ever would be killed, which is code 137.
        try Program.shell("ulimit \(limit); timeout -s KILL 60 \"$AUSPEX\" \(arguments)", in: folder)
    }

    @Test(arguments: [150_000, 200_000, 290_000, 524_288, 1_048_576])
    func `too little address space is said, however little it is`(kibibytes: Int) throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for arguments in [
            "train '\(sample.quiet)' --model m.auspex",
            "train '\(sample.quiet)' --model d.auspex --detector deeplog --set steps=20 --threads 2",
            "scan '\(sample.quiet)' --threads 2", "detect '\(sample.ensemble)' '\(sample.quiet)' --threads 2",
        ] {
            let result = try Self.limited("-v \(kibibytes)", arguments, in: folder)
            if result.code == 70 {
                let lines = result.messages.split(separator: "\n").filter { $0.hasPrefix("auspex: ") }
                #expect(lines.count == 1 && lines[0].contains("ulimit -v") && result.output.isEmpty, "\(arguments): \(result.messages)")
                #expect(kibibytes < 524_288, "half a gigabyte is enough: \(arguments)")
            } else {
                expectDone(result)
            }
        }
        #expect(folder.temporaries.isEmpty)
    }

    @Test func `too few descriptors are said`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for limit in [4, 6, 8] {
            for arguments in ["scan '\(sample.quiet)'", "train '\(sample.quiet)' --model m.auspex --set model=ngram"] {
                let result = try Self.limited("-n \(limit)", arguments, in: folder)
                // Where the shell itself cannot start it, nothing was tried.
                guard result.code != 126, result.code != 127 else { continue }
                #expect(result.code == 70 || result.code == 2, "\(limit): \(result.code) \(result.messages)")
                #expect(result.messages.contains("descriptors") || result.messages.lowercased().contains("too many open files"))
                #expect(result.messages.split(separator: "\n").count == 1)
            }
        }
        expectDone(try Self.limited("-n 32", "scan '\(sample.quiet)'", in: folder))
    }

    @Test func `results under a limit are those without`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for (name, limit) in [("free", ""), ("tight", "ulimit -v 524288; ")] {
            let result = try Program.shell(
                "\(limit)\"$AUSPEX\" train '\(sample.quiet)' --model \(name).auspex --detector deeplog --set steps=40", in: folder)
            expectDone(result)
        }
        #expect(try folder.contents(of: "free.auspex") == folder.contents(of: "tight.auspex"))
    }
}
