import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct BenchTests {
    @Test func `figures are of the lines asked for, and nothing is left behind`() throws {
        let folder = try TemporaryFolder()
        let result = try Program.run(
            ["bench", "read", "sessions", "--lines", "10000", "--json"], in: folder, environment: ["TMPDIR": folder.path])
        #expect(result.code == 0)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let figures = try #require(object["figures"] as? [[String: Any]])
        #expect(figures.map { $0["name"] as? String } == ["simulate", "read", "sessions"])
        #expect(figures.allSatisfy { $0["lines"] as? Int == 10_000 && ($0["peakMemory"] as? Int ?? 0) > 0 })
        let details = try #require(figures.last?["details"] as? [String: Double])
        #expect((details["sessions"] ?? 0) > 100 && (details["distinct"] ?? 0) > 1)
        #expect(folder.names.isEmpty)
    }

    @Test func `an unknown benchmark names those there are`() throws {
        let result = try Program.run(["bench", "nonsense"])
        #expect(result.code == 2 && result.messages.contains("detect") && result.output.isEmpty)
        #expect(try Program.run(["bench", "--lines", "3"]).code == 2)
    }
}
