import ArgumentParser
import Auspex

/// `auspex completion`: a shell's completion of commands, options, names and files.
struct Completion: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a completion script for your shell.",
        discussion: """
            bash: auspex completion bash > /etc/bash_completion.d/auspex
            zsh:  auspex completion zsh > /usr/local/share/zsh/site-functions/_auspex
            fish: auspex completion fish > ~/.config/fish/completions/auspex.fish
            """
    )

    /// The shells there are scripts for.
    private static let shells = CompletionShell.allCases.map(\.rawValue)

    @Argument(help: ArgumentHelp("The shell: \(Self.shells.joined(separator: ", ")).", valueName: "shell"), completion: .list(Self.shells))
    var shell: String

    func run() throws {
        guard let shell = CompletionShell(rawValue: shell.lowercased()) else {
            throw InputError("completion '\(shell)': unknown; there are \(Self.shells.joined(separator: ", "))")
        }
        try Console.print(AuspexCommand.completionScript(for: shell))
    }
}
