import Foundation
import TestSupport
import Testing

/// `detect --state`: a run goes on where the last one stopped.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct StateCommandTests {
    /// Three lines that belong together, in every eighth session a fourth.
    private static func session(_ number: Int, minute: Int, middle: String = "Received") -> [String] {
        let time = String(format: "081109 %02d%02d%02d", minute / 60 % 24, minute % 60, number % 60)
        let id = "blk_\(80_000 + number)"
        let steps =
            ["Receiving block \(id)", "\(middle) block \(id)"] + (number % 8 == 7 ? ["Verified block \(id)"] : []) + ["Deleted block \(id)"]
        return steps.map { "\(time) 17 INFO dfs.DataNode: \($0)\n" }
    }

    private static func model(in folder: TemporaryFolder) throws -> String {
        let quiet = try folder.write("quiet.log", (0..<200).flatMap { session($0, minute: 2 * $0) }.joined())
        let model = folder.file("m.auspex")
        expectDone(try Program.run(["train", quiet, "--model", model, "--set", "model=ngram"]))
        return model
    }

    private func ids(_ output: String) throws -> [String] {
        try output.split(separator: "\n").compactMap { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return object["schema"] as? String == "auspex.detect-anomaly/1" ? object["id"] as? String : nil
        }
    }

    @Test func `a log cut into files anywhere and judged one after the other gives the reports of the whole`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        let lines = (0..<90).flatMap { Self.session($0, minute: 2 * $0, middle: $0 % 30 == 11 ? "Lost" : "Received") }
        let log = folder.file("app.log")
        _ = try folder.write("app.log", lines.joined())
        let whole = try Program.run(["detect", model, log, "--state", folder.file("whole.state"), "--json"])
        expectDone(whole)
        #expect(try Set(ids(whole.output)) == ["blk_80011", "blk_80041", "blk_80071"], "\(whole.output)")
        #expect(whole.messages.contains("still open, kept in"), "\(whole.messages)")
        var told: [String] = []
        // In the middle of sessions; the files are rotated as the parts come.
        for (part, range) in [0..<34, 34..<40, 40..<lines.count].enumerated() {
            try FileManager.default.removeItem(atPath: log)
            if part > 0 { _ = try folder.write("app.log.\(part)", "2008 is over\n") }
            _ = try folder.write("app.log", lines[range].joined())
            let run = try Program.run(["detect", model, log, "--state", folder.file("parts.state"), "--json"])
            expectDone(run)
            told += try ids(run.output)
        }
        #expect(try told == ids(whole.output), "in the same order, each once")
    }

    @Test func `a follower that is killed or stopped is gone on from, through a rotation meanwhile`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder), log = folder.file("app.log"), state = folder.file("app.state")
        let lines = (0..<120).flatMap { Self.session($0, minute: 2 * $0, middle: $0 == 20 ? "Lost" : "Received") }
        _ = try folder.write("app.log", lines[..<70].joined())
        let first = try Background(["detect", model, log, "--follow", "--state", state, "--json"])
        #expect(first.wait { FileManager.default.fileExists(atPath: state) && first.output.contains("blk_80020") }, "\(first.messages)")
        #expect(try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int == 0o600)
        expectRefused(try Program.run(["detect", model, log, "--state", state]), naming: "in use by another run")
        #expect(first.interrupted() == 0)
        // While nobody looks: more lines, two rotations, more lines.
        let handle = try #require(FileHandle(forWritingAtPath: log))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(lines[70..<100].joined().utf8))
        try handle.close()
        try FileManager.default.moveItem(atPath: log, toPath: log + ".2")
        _ = try folder.write("app.log.1", lines[100..<150].joined())
        _ = try folder.write("app.log", lines[150...].joined())
        let second = try Program.run(["detect", model, log, "--state", state, "--json"])
        expectDone(second)
        #expect(
            second.messages.contains("\(lines.count - 70) lines, ") && second.messages.contains("all \(lines.count) lines so far"),
            "\(second.messages)")
        let told = try (first: ids(first.output), second: ids(second.output))
        #expect(told.first + told.second == ["blk_80020"], "\(told)")
        let again = try Program.run(["detect", model, log, "--state", state, "--json"])
        #expect(again.code == 0 && again.output.isEmpty && again.messages.contains("0 lines"), "\(again.messages)")
    }

    @Test func `a state that is damaged, or of another model, is refused in one line`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder), log = try folder.write("app.log", Self.session(1, minute: 3).joined())
        let state = folder.file("app.state")
        expectDone(try Program.run(["detect", model, log, "--state", state]))
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: state)))
        for bytes in [
            Array(whole.dropLast()), Array(whole.prefix(3)), [], Array("no state\n".utf8),
            whole.enumerated().map { $0 == whole.count / 2 ? $1 ^ 1 : $1 },
        ] {
            _ = try folder.write("damaged.state", bytes: bytes)
            expectRefused(
                try Program.run(["detect", model, log, "--state", folder.file("damaged.state")]), naming: "damaged.state", "remove it")
        }
        let other = try folder.write(
            "other.log", (0..<200).map { "081109 0\($0 / 60)\(10 + $0 % 50)00 1 INFO app: started job_\($0) in 7 ms\n" }.joined())
        expectDone(try Program.run(["train", other, "--model", folder.file("o.auspex"), "--set", "model=ngram"]))
        expectRefused(try Program.run(["detect", folder.file("o.auspex"), log, "--state", state]), naming: "app.state", "another model")
        expectRefused(
            try Program.run(["detect", model, log, "--state", state, "--session", "none"]), naming: "app.state",
            "another format or session rule")
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: state))) == whole)
        expectRefused(try Program.run(["detect", model, log, "--state", folder.file("none/app.state")]), naming: "app.state")
    }
}
