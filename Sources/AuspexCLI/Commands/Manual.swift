import ArgumentParser
import Auspex

/// `auspex man`: the manual page, made of the same descriptions as the help.
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page.",
        discussion: """
            Read it:    auspex man | man -l -
            Install it: auspex man > /usr/local/share/man/man1/auspex.1
            """
    )

    func run() throws {
        let description = try JSON.decode(
            ManualPage.Tool.self, from: Array(AuspexCommand._dumpHelp().utf8), source: "the description of the commands")
        try Console.print(ManualPage(command: description.command, version: auspexVersion).text())
    }
}
