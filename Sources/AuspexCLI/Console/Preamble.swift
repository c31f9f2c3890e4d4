import Auspex

/// What is said before the first fact of a result: at most three lines, unless somebody asks for more.
struct Preamble {
    /// What was read and judged, in a sentence.
    let summary: String
    /// Further figures of the run, for those who ask.
    let figures: String
    /// Choices made on the way.
    let notes: [Note]
    /// What was read, file by file.
    var sources: [InputSummary.Source] = []
    /// What deserves attention.
    let warnings: [String]

    /// Lines said at most without being asked.
    static let limit = 3

    /// The lines, and the warnings after them.
    ///
    /// - Parameter isVerbose: all choices, figures and warnings, one a line.
    func told(isVerbose: Bool) -> (lines: [String], warnings: [String]) {
        guard !isVerbose else { return (notes.map(\.description) + files() + [summary + ", " + figures], warnings) }
        // Where a scan cut the log is part of what it found.
        let lines = [summary] + notes.filter { $0.kind == .split }.map(\.text)
        let room = max(1, Self.limit - lines.count)
        guard warnings.count > room else { return (lines, warnings) }
        let untold = warnings.count - room
        return (lines, warnings.prefix(room - 1) + [warnings[room - 1] + " (and \(Words.count(untold, "more warning")): --verbose)"])
    }

    /// How each of several files was read.
    private func files() -> [String] {
        guard sources.count > 1 else { return [] }
        return sources.map { source in
            let sessions = source.sessions.map { "sessions by \($0)" } ?? "windows"
            let lines = Words.count(Int(clamping: source.lines), "line")
            return "file \(Spool.named(source.path)): \(lines), \(source.format ?? "sequences"), \(sessions)"
        }
    }

    /// Says them on standard error.
    func show(isVerbose: Bool) {
        let (lines, warnings) = told(isVerbose: isVerbose)
        for line in lines {
            let rows =
                Console.errorIsTerminal && Console.outputIsTerminal
                ? Words.rows(line, width: Console.width - 1, limit: 6) : [Words.line(line, width: .max)]
            rows.forEach(Console.line)
        }
        warnings.forEach(Console.warning)
    }
}
