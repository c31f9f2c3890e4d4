import Auspex

/// What parsing found, for people and for programs.
struct ParsePage {
    let outcome: ParseRun.Outcome
    let cost: Measured

    /// Lines by wall second.
    private var rate: Double { Double(outcome.input.lines) / max(cost.seconds, 1e-9) }

    /// One line about the run.
    var summary: String {
        "\(Words.count(Int(outcome.input.lines), "line")), \(Words.count(outcome.templates.count, "template")) in \(Words.duration(cost.seconds)) "
            + "(\(Words.grouped(Int(rate))) lines/s, \(Words.fixed(cost.cpuSeconds, 2)) CPU seconds), data \(outcome.input.dataHash)"
    }

    /// Prints templates, counts and rate.
    func show(json: Bool) throws {
        if json {
            try Console.print(JSONDocument.parse.text(Document(outcome, cost, rate)))
            return
        }
        outcome.notes.forEach { Console.line($0.description) }
        let sorted = outcome.templates.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
        let widest = max(5, sorted.map { Words.grouped($0.count).count }.max() ?? 0),
            ids = max(3, sorted.map { $0.id.description.count }.max() ?? 0)
        try Console.print(Style.bold(Self.right("COUNT", widest) + "  " + "ID".padding(ids) + "  TEMPLATE"))
        for template in sorted {
            let start = Self.right(Words.grouped(template.count), widest) + "  " + template.id.description.padding(ids) + "  "
            try Console.print(start + Words.line(template.text, width: max(20, Console.width - start.count)))
        }
        try Console.print()
        if outcome.unmatched > 0 { try Console.print("\(Words.grouped(Int(outcome.unmatched))) records match no template") }
        for (reason, count) in outcome.input.unparsed.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            try Console.print("\(Words.grouped(Int(count))) × \(reason)")
            for sample in (outcome.input.samples[reason] ?? []).prefix(2) {
                try Console.print(Style.dim("  line \(sample.line): " + Words.line(sample.text, width: max(20, Console.width - 20))))
            }
        }
        try Console.print(summary)
        try Console.print("peak memory \(cost.peakMemory >> 20) MiB")
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var format: String
        var formats: [String]
        var lines: UInt64
        var records: UInt64
        var unmatched: UInt64
        var unparsed: [String: UInt64]
        var samples: [String: [ReadSummary.Sample]]
        var templates: [LogTemplate]
        var notes: [Note]
        var warnings: [String]
        var dataHash: String
        var seconds: Double
        var cpuSeconds: Double
        var linesPerSecond: Double
        var peakMemory: Int

        init(_ outcome: ParseRun.Outcome, _ cost: Measured, _ rate: Double) {
            format = outcome.format.specification
            formats = outcome.formats.map(\.specification)
            lines = outcome.input.lines
            records = outcome.input.records
            unmatched = outcome.unmatched
            unparsed = outcome.input.unparsed
            samples = outcome.input.samples
            templates = outcome.templates
            notes = outcome.notes
            warnings = outcome.warnings
            dataHash = outcome.input.dataHash
            seconds = cost.seconds
            cpuSeconds = cost.cpuSeconds
            linesPerSecond = rate
            peakMemory = cost.peakMemory
        }
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
