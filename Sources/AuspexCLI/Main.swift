import ArgumentParser
import Auspex

/// The program: reads the command line, runs one command, and turns whatever happens into the exit codes of the contract
/// (0 done, 1 anomalies found with `--fail-on-anomaly`, 2 usage or input error, 70 internal).
@main
enum Main {
    static func main() {
        ProcessLimits.check { line, code in
            Console.endProgress()
            Console.error(line)
            Interrupts.leave(with: code)
        }
        Interrupts.install()
        do {
            try refuseUnknownCommand()
            try refuseFilesLikeOptions()
            var command = try AuspexCommand.parseAsRoot()
            try ReadingClock.$current.withValue(Environment.clock) { try command.run() }
            try Console.flushOutput()
            Interrupts.leave(with: 0)
        } catch {
            Console.endProgress()
            exit(with: error)
        }
    }

    private static func exit(with error: any Error) -> Never {
        switch error {
        case let error as InputError:
            Console.error(error.line)
            Interrupts.leave(with: 2)
        case is ClosedPipe, OutputSink.Failure.closedPipe:
            Interrupts.leave(with: 0)
        case let failure as OutputSink.Failure:
            Console.error(failure.description)
            Interrupts.leave(with: 2)
        case let code as ExitCode:
            try? Console.flushOutput()
            Interrupts.leave(with: code.rawValue)
        default:
            let code = AuspexCommand.exitCode(for: error)
            if code.isSuccess {
                // Asked-for help or version: belongs on standard output.
                do {
                    try Console.print(AuspexCommand.fullMessage(for: error))
                    try Console.flushOutput()
                } catch let error as InputError {
                    Console.error(error.message)
                    Interrupts.leave(with: 2)
                } catch {}
                Interrupts.leave(with: 0)
            }
            if code == .validationFailure {
                Console.error(mistake(AuspexCommand.fullMessage(for: error)))
                Interrupts.leave(with: 2)
            }
            Console.error("internal error: \(error). Please report it with the command you ran.")
            Interrupts.leave(with: 70)
        }
    }
}

/// A word that is no command: a file is one to be looked at, any other is mistyped.
private func refuseUnknownCommand() throws {
    let commands = AuspexCommand.configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !commands.contains(word) else { return }
    let meant = FileSystem.exists(word) || word.contains("/") ? "scan \(word)" : NearestName.of(word, among: commands)
    throw InputError("'\(word)' is no command; " + (meant.map { "did you mean 'auspex \($0)'?" } ?? "'auspex --help' lists them"))
}

/// A file whose name begins as options do would be read as some: `-dash.log` asks for help.
private func refuseFilesLikeOptions() throws {
    for word in CommandLine.arguments.dropFirst().prefix(while: { $0 != "--" }) {
        guard word.count > 2, word.hasPrefix("-"), !word.hasPrefix("--"), FileSystem.exists(word) else { continue }
        throw InputError("'\(word)' is read as options; there is a file of this name: write ./\(word)")
    }
}

/// A mistake on the command line in one line: what is wrong, and which help tells more.
private func mistake(_ message: String) -> String {
    let lines = message.split(separator: "\n")
    let what = lines.first.map { $0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : String($0) } ?? "usage"
    let help = lines.last { $0.contains("--help'") }.flatMap { $0.split(separator: "'").dropFirst().first } ?? "auspex --help"
    return "\(what.hasSuffix(".") ? String(what.dropLast()) : what); '\(help)' tells more"
}

extension InputError {
    /// The message with the option it is about.
    fileprivate var line: String {
        guard let remedy else { return message }
        let option =
            switch remedy {
            case .reports: "feedback --list"
            case .verdicts: "detect --json --all"
            case .labels: "--labels, or --normal and --abnormal"
            default: "--" + remedy.rawValue
            }
        return "\(message) (\(option))"
    }
}

/// The tree of commands.
struct AuspexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auspex",
        abstract: "Finds the anomalous lines of a log, says why, and what should have happened instead.",
        discussion: """
            Start with 'auspex scan FILE': no model, no labels, no configuration.
            Then 'auspex train' on normal operation, 'auspex detect' on what comes after.
            """,
        version: auspexVersion,
        subcommands: [
            Scan.self, Demo.self, Parse.self, Train.self, Transfer.self, Detect.self, Evaluate.self, Explain.self, Feedback.self,
            Simulate.self,
            Inspect.self, Export.self, WorkflowCommand.self,
            Reproduce.self,
            Bench.self, Completion.self, Manual.self,
        ]
    )
}
