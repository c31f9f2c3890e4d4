import Auspex

/// The value models of a model for a person: what is usual, what is used, where an LSTM was kept and by how much it is better.
struct ValuesPage {
    let values: ValueModels
    let templates: [LogTemplate]
    /// Templates told, those with most events first.
    let limit: Int

    /// Prints the page.
    func show() throws {
        let keys = values.description.sorted { ($1.rows, $0.template) < ($0.rows, $1.template) }
        let used = values.profiles.count(where: \.isUsed), training = values.training
        try Console.print(Style.bold("delays and values of \(Words.count(keys.count, "kind")) of line"))
        try Console.print(
            "  reported: a surprise above \(Words.fixed(values.threshold.value, 2)), set on \(Words.count(training.heldOut, "session")) "
                + "held out of \(Words.grouped(training.sessions))")
        try Console.print(
            "  \(Words.count(used, "parameter")) used, \(Words.grouped(values.profiles.count - used)) left out (identifiers and free text); "
                + "\(Words.count(training.kept, "LSTM")) kept of \(Words.grouped(training.tried)) tried")
        let texts = Dictionary(templates.map { ($0.id, $0.text) }) { first, _ in first }
        for key in keys.prefix(max(0, limit)) {
            try Console.print(
                "  " + Words.line("\(key.template) \(texts[key.template] ?? "")", width: max(20, Console.width - 4)))
            try Console.print(Style.dim("    \(key.choice.reason); \(Words.count(key.rows, "event"))"))
            if let delay = key.delay { try Console.print("    delay: usually \(Self.text(delay))" + Self.steps(key)) }
            for parameter in key.parameters {
                let line = Words.line(parameter.description, width: max(20, Console.width - 6))
                try Console.print("    " + (parameter.isUsed ? line : Style.dim(line)))
            }
        }
        if keys.count > limit { try Console.print(Style.dim("  … and \(keys.count - limit) more; --templates N lists them")) }
    }

    private static func text(_ range: ClosedRange<Double>) -> String {
        "\(ParameterUnit.seconds.text(range.lowerBound)) to \(ParameterUnit.seconds.text(range.upperBound))"
    }

    /// The commonest steps that lead to a key, with the longest delay that is not reported.
    private static func steps(_ key: ValueModels.KeyDescription) -> String {
        let common = key.steps.sorted { ($1.count, $0.previous) < ($0.count, $1.previous) }
        guard !common.isEmpty else { return "" }
        let told = common.prefix(3).map { step in
            "\(step.bound.map { "at most \(ParameterUnit.seconds.text($0))" } ?? "any time (the log was too short to tell)") after \(step.previous)"
        }
        return "; " + told.joined(separator: ", ") + (common.count > 3 ? ", …" : "")
    }
}
