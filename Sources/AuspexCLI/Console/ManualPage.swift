/// The manual page in the man macros of roff, from the description of the commands that ArgumentParser gives.
struct ManualPage {
    /// The description's envelope.
    struct Tool: Decodable {
        var command: Command
    }

    /// A command and those below it.
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var arguments: [Argument]?
        var subcommands: [Command]?
    }

    /// An argument or option.
    struct Argument: Decodable {
        /// One of the ways to write it.
        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
    }

    let command: Command
    let version: String

    /// The page.
    func text() -> String {
        let commands = (command.subcommands ?? []).filter { $0.commandName != "help" }
        var lines = [
            ".TH AUSPEX 1 \"\" \"Auspex \(version)\" \"User Commands\"", ".SH NAME",
            "auspex \\- " + Self.escaped(Self.sentence(command.abstract)), ".SH SYNOPSIS", ".B auspex",
            ".I command", "[\\fIoptions\\fR]", ".SH DESCRIPTION",
        ]
        lines += Self.paragraphs(command.discussion)
        lines += [".SH COMMANDS"]
        for command in commands {
            lines += [".SS auspex " + Self.escaped(command.commandName), Self.escaped(command.abstract ?? "")]
            lines += Self.paragraphs(command.discussion)
            let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
            for argument in arguments where argument.names?.contains(where: { ["help", "version"].contains($0.name) }) != true {
                lines += [".TP", Self.usage(argument), Self.escaped(Self.words(argument))]
            }
        }
        lines += Self.rest
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What holds for every command.
    private static let rest = [
        ".SH EXIT STATUS", ".TP", ".B 0",
        "Done. Also when something anomalous was found, unless \\fB\\-\\-fail\\-on\\-anomaly\\fR was given.",
        ".TP", ".B 1", "Something anomalous was found, with \\fB\\-\\-fail\\-on\\-anomaly\\fR.", ".TP", ".B 2",
        "A mistake on the command line or in the input; one line on standard error says which.", ".TP", ".B 70",
        "A mistake in the program: please report it.", ".SH ENVIRONMENT", ".TP", ".B TZ",
        "Zone of times that name none, unless \\fB\\-\\-timezone\\fR says another.", ".TP", ".B NO_COLOR",
        "When set, nothing is coloured.", ".TP", ".B COLUMNS", "Width of the text, where no terminal says it.", ".SH FILES", ".TP",
        ".I NAME.auspex", "A model: a folder.", ".TP", ".I NAME.auspex.reported",
        "What was reported with that model; \\fBauspex feedback\\fR reads it.", ".SH EXAMPLES", ".nf", "auspex scan /var/log",
        "journalctl \\-o json \\-\\-since today | auspex scan \\-", "auspex train last\\-week.log \\-\\-model app.auspex",
        "auspex detect app.auspex today.log \\-\\-report today.html", ".fi",
    ]

    /// An option with all its names and its value, in roff's fonts.
    private static func usage(_ argument: Argument) -> String {
        let value = argument.valueName.map { "\\fI" + escaped($0) + "\\fR" }
        guard argument.kind != "positional" else {
            return (value ?? "") + (argument.isRepeating ? " ..." : "")
        }
        let names = (argument.names ?? []).map { "\\fB" + escaped($0.text) + "\\fR" }.joined(separator: ", ")
        return names + (argument.kind == "option" ? value.map { " " + $0 } ?? "" : "")
    }

    private static func words(_ argument: Argument) -> String {
        let text = argument.abstract ?? ""
        guard let value = argument.defaultValue, argument.kind == "option" else { return text }
        return text + " Default: \(value)."
    }

    /// Lines of a discussion, each as it stands: examples are read line by line. A long line is prose and filled.
    private static func paragraphs(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        let lines = text.split(separator: "\n").map { escaped(String($0)) }
        if lines.contains(where: { $0.count > 100 }) { return [".PP"] + lines.flatMap { [".br", $0] }.dropFirst() }
        return [".PP", ".nf"] + lines + [".fi"]
    }

    /// An abstract as the name section wants it: no full stop.
    private static func sentence(_ text: String?) -> String {
        guard let text else { return "" }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// Text in which roff finds no command, escape or hyphenation.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\n": result += " "
            case ".": result += result.isEmpty ? "\\&." : "."
            default: result.append(character)
            }
        }
        return result
    }
}
