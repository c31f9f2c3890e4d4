import Auspex

/// Workflows as text: what was found, then each task with its steps, then what comes alone.
struct WorkflowPage {
    private let outcome: WorkflowRun.Outcome
    private let names: WorkflowNames
    private let explains: Bool

    /// Creates a page.
    ///
    /// - Parameter explains: whether the numbers behind forks, branches and ends are shown.
    init(_ outcome: WorkflowRun.Outcome, names: WorkflowNames, explains: Bool) {
        self.outcome = outcome
        self.names = names
        self.explains = explains
    }

    func show() throws {
        let finding = outcome.finding, model = finding.model
        try Console.print(
            Style.bold("\(finding)") + Style.dim("  (\(finding.method.rawValue)\(finding.isSeparated ? ", tasks told apart first" : ""))"))
        for task in model.tasks {
            var lines = WorkflowText.render(task, names: names, width: Console.width).split(separator: "\n").map(String.init)
            try Console.print()
            try Console.print(Style.bold(lines.removeFirst()))
            try Console.print(Style.dim(Words.line(task.root.notation(\.description), width: Console.width)))
            for line in lines { try Console.print(line) }
        }
        try list("alone, in no task", model.loners.flatMap(\.templates))
        try list("left out, in few sessions", finding.leftOut)
        guard explains else { return }
        try explainDensity()
        try explainPrediction()
        if finding.decisions.isEmpty, finding.divergences.isEmpty {
            Console.line(
                "--explain: only the methods density and prediction decide by numbers that can be shown; a model does not keep them")
        }
    }

    private func list(_ title: String, _ templates: [TemplateID]) throws {
        guard !templates.isEmpty else { return }
        try Console.print()
        try Console.print(Style.bold(title))
        for template in templates { try Console.print("  " + named(template, width: Console.width - 2)) }
    }

    private func named(_ template: TemplateID, width: Int) -> String {
        let id = template.description
        let text = names.text(template, limit: max(8, width - id.count - 2))
        return text.isEmpty ? id : id + "  " + text
    }

    private func explainDensity() throws {
        let decisions = outcome.finding.decisions
        guard let distances = decisions.first(where: { !$0.cells.isEmpty })?.cells[0].probabilities.count else { return }
        try Console.print()
        try Console.print(Style.bold("cuts") + "  the chance that an event comes within 1, 2, … \(distances) events after the task so far")
        for decision in decisions {
            try Console.print()
            try Console.print(heading(decision.after, decision.conclusion.rawValue))
            for cell in decision.cells {
                let row = cell.probabilities.map { Words.fixed($0, 2) }.joined(separator: " ")
                try Console.print("  \(row)  " + named(cell.template, width: Console.width - row.count - 4))
            }
        }
    }

    private func explainPrediction() throws {
        let divergences = outcome.finding.divergences
        guard !divergences.isEmpty else { return }
        try Console.print()
        try Console.print(Style.bold("cuts") + "  what the model expects next")
        for divergence in divergences {
            try Console.print()
            try Console.print(heading(divergence.after, divergence.conclusion == .newTask ? "end" : divergence.conclusion.rawValue))
            for candidate in divergence.candidates {
                let chance = Words.fixed(candidate.probability, 2)
                try Console.print("  \(chance)  " + (candidate.template.map { named($0, width: Console.width - 8) } ?? "the end"))
            }
        }
    }

    private func heading(_ after: [TemplateID], _ conclusion: String) -> String {
        let last = after.last.map { names.text($0, limit: 60) } ?? ""
        return Style.bold(conclusion) + " after \(after.map(\.description).joined(separator: " "))" + (last.isEmpty ? "" : "  " + last)
    }
}
