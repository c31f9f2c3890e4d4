import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct ContractTests {
    @Test func `help and version are results, mistakes are messages with exit code 2`() throws {
        let version = try Program.run(["--version"])
        #expect(version.code == 0 && version.output.hasPrefix("0.") && version.messages.isEmpty)
        let help = try Program.run(["--help"])
        #expect(help.code == 0 && help.output.contains("USAGE") && help.messages.isEmpty)
        let mistake = try Program.run(["no-such-command"])
        #expect(mistake.code == 2 && mistake.output.isEmpty && mistake.messages.contains("no-such-command"))
    }
}
