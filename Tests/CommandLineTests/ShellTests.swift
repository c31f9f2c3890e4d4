import Foundation
import TestSupport
import Testing

/// What a shell and a reader of manuals get: completion scripts, the manual page, hints at what was meant.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct ShellTests {
    /// What bash would offer for the last of some words, asked of the generated script.
    private static func offered(_ words: [String], in folder: TemporaryFolder) throws -> Set<String> {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        try folder.write(
            "ask.sh",
            """
            source "$1"; COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(words.joined(separator: " "))'
            COMP_POINT=${#COMP_LINE}
            $(complete -p auspex | sed 's/.*-F \\([^ ]*\\).*/\\1/') auspex '\(words.last ?? "")' '\(words.dropLast().last ?? "")' 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """)
        try folder.write("completion.bash", Program.run(["completion", "bash"]).output)
        let result = try Program.shell("bash ask.sh completion.bash", in: folder)
        expectDone(result)
        return Set(result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    @Test func `bash completes commands, options, files, detectors, formats and parsers`() throws {
        let folder = try TemporaryFolder()
        try folder.write("today.log", "x")
        try folder.write("with space.log", "x")
        try folder.write("labels.csv", "x")
        #expect(try Self.offered(["auspex", "sc"], in: folder) == ["scan"])
        #expect(try Self.offered(["auspex", "scan", "to"], in: folder) == ["today.log"])
        #expect(try Self.offered(["auspex", "scan", "today.log", "wi"], in: folder) == ["with space.log"])
        #expect(try Self.offered(["auspex", "scan", "today.log", "--baseline", "to"], in: folder) == ["today.log"])
        #expect(try Self.offered(["auspex", "train", "--detector", "isol"], in: folder) == ["isolation-forest"])
        #expect(try Self.offered(["auspex", "scan", "--format", "syslog5"], in: folder) == ["syslog5424"])
        #expect(try Self.offered(["auspex", "parse", "--parser", "sp"], in: folder) == ["spell"])
        #expect(try Self.offered(["auspex", "evaluate", "m", "--labels", "la"], in: folder) == ["labels.csv"])
        #expect(try Self.offered(["auspex", "scan", "--basel"], in: folder) == ["--baseline"])
    }

    @Test func `every shell's script names every command; another shell is refused in one line`() throws {
        for shell in ["bash", "zsh", "fish"] {
            let script = try Program.run(["completion", shell])
            expectDone(script)
            for command in ["scan", "detect", "train", "completion", "man"] {
                #expect(script.output.contains(command), "\(shell) \(command)")
            }
        }
        let result = try Program.run(["completion", "tcsh"])
        #expect(
            result.code == 2 && result.messages.contains("there are zsh, bash, fish") && result.messages.split(separator: "\n").count == 1)
    }

    @Test func `the manual page has every command and option of the help and is sound roff`() throws {
        let page = try Program.run(["man"])
        expectDone(page)
        let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let macros: Set = ["TH", "SH", "SS", "TP", "PP", "B", "I", "nf", "fi", "br"]
        for line in lines {
            #expect(!line.isEmpty, "an empty line is no paragraph in roff")
            if line.hasPrefix(".") { #expect(macros.contains(String(line.dropFirst().prefix { $0.isLetter })), "\(line)") }
            #expect(!line.hasPrefix("'"), "\(line)")
        }
        let help = try Program.run(["scan", "--help"], environment: ["COLUMNS": "200"]).output
        let options = help.split(separator: " ").filter { $0.hasPrefix("--") && $0.dropFirst(2).allSatisfy { $0.isLetter || $0 == "-" } }
        #expect(options.count > 10)
        for option in Set(options) where !["--help", "--version"].contains(option) {
            #expect(page.output.contains(option.replacing("-", with: "\\-")), "\(option)")
        }
        let commands = try Program.run(["--help"]).output.split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  -") && !$0.contains("See 'auspex") }
            .compactMap { $0.split(separator: " ").first }
        #expect(commands.count > 10)
        for command in commands { #expect(lines.contains(".SS auspex \(command)"), "\(command)") }
    }

    @Test func `a mistyped name is answered with the one that was meant`() throws {
        let folder = try TemporaryFolder()
        try folder.write("app.log", "x")
        func told(_ arguments: [String]) throws -> String {
            let result = try Program.run(arguments, in: folder)
            #expect(result.code == 2 && result.messages.split(separator: "\n").count == 1, "\(arguments) \(result.messages)")
            return result.messages
        }
        #expect(try told(["scna", "app.log"]).contains("'scna' is no command; did you mean 'auspex scan'?"))
        #expect(try told(["detct"]).contains("did you mean 'auspex detect'?"))
        #expect(try told(["app.log"]).contains("did you mean 'auspex scan app.log'?"))
        #expect(try told(["xyzzy"]).contains("'auspex --help' lists them"))
        #expect(try told(["scan", "app.log", "--baselin", "x"]).contains("Did you mean '--baseline'?"))
        #expect(try told(["scan", "app.log", "--detector", "deplog"]).contains("unknown (did you mean 'deeplog'?)"))
        #expect(try told(["scan", "app.log", "--parser", "drian"]).contains("unknown (did you mean 'drain'?)"))
        #expect(try told(["scan", "app.log", "--format", "sylog"]).contains("(did you mean 'syslog'?)"))
        try folder.write("-dash.log", "x")
        #expect(try told(["scan", "-dash.log"]).contains("write ./-dash.log"))
        #expect(try told(["scan", "--baseline", "app.log", "-dash.log"]).contains("write ./-dash.log"))
        #expect(try !Program.run(["scan", "--", "-dash.log"], in: folder).messages.contains("write ./"))
    }
}
