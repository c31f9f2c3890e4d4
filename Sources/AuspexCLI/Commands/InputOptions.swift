import ArgumentParser
import Auspex

/// The options of every command that reads a log.
struct InputOptions: ParsableArguments {
    @Argument(help: "Files, globs, folders, .gz, .zst, or - for standard input.", completion: .file())
    var inputs: [String] = []

    @OptionGroup var reading: ReadingOptions

    /// The inputs; standard input when none is named and something is piped in.
    func required() throws -> [String] {
        if !inputs.isEmpty { return inputs }
        if !Console.inputIsTerminal { return ["-"] }
        throw InputError("no input: name a file, a glob, a folder, or - for standard input")
    }
}

/// How input is read.
struct ReadingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Log format: a name, a header pattern, or 'sequences'. Default: found, and said.",
            valueName: "name|pattern"), completion: .list(Completions.formats))
    var format: String?

    @Option(
        help: ArgumentHelp(
            "What ties lines together: a regular expression, a header field, 'none', or 'auto'.", valueName: "regex|field|auto"),
        completion: .list(["auto", "none"]))
    var session: String?

    @Option(
        help: ArgumentHelp(
            "Zone of times that name none: Europe/Berlin, +02:00, UTC. Default: this machine's. Times are told in it.", valueName: "zone"))
    var timezone: String?

    @Option(help: "Seed of every random draw.")
    var seed: UInt64 = 1

    @Option(help: "Threads that work. Results do not depend on it.")
    var threads: Int?

    func validate() throws {
        if let timezone {
            do { Environment.setTimeZone(try TimeZoneRules(timezone)) } catch { throw ValidationError("--timezone: \(error.message).") }
        }
        if let threads, threads < 1 { throw ValidationError("--threads \(threads): give a number from 1 on.") }
    }
}
