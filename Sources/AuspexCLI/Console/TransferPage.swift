import Auspex

/// What `auspex transfer` shows.
struct TransferPage {
    private let outcome: TransferRun.Outcome
    private let model: String
    private let seconds: Double

    init(_ outcome: TransferRun.Outcome, model: String, seconds: Double) {
        self.outcome = outcome
        self.model = model
        self.seconds = seconds
    }

    func show() throws {
        try Console.print("\(Style.bold("model")) \(model)")
        let (source, target) = (outcome.sourceChunks, outcome.targetChunks)
        try Console.print(
            "  learnt from \(Words.count(source.normal, "normal chunk")) and \(Words.grouped(source.anomalous)) anomalous of the source, "
                + "\(Words.grouped(target.normal)) and \(Words.grouped(target.anomalous)) of the target, in \(Words.duration(seconds))")
        if let check = outcome.check { try show(check) }
        for (number, suggestion) in outcome.suggestions.enumerated() {
            if number == 0 { try Console.print("\n\(Style.bold("most worth labelling"))") }
            try Console.print(
                "\n\(number + 1). \(suggestion.chunk), from line \(Words.grouped(Int(suggestion.firstLine))), "
                    + "probability \(Words.fixed(suggestion.score, 3))")
            for line in suggestion.lines { try Console.print("   \(Words.line(line, width: 160))") }
        }
        if !outcome.suggestions.isEmpty { try Console.print("") }
        try Console.print("  next: auspex detect \(model) TODAY.log")
    }

    private func show(_ check: TransferRun.Check) throws {
        let matrix = check.matrix
        func share(_ value: Double?) -> String { value.map { Words.fixed($0, 3) } ?? "–" }
        try Console.print(
            "  on \(Words.grouped(matrix.truePositives + matrix.falseNegatives)) anomalous and "
                + "\(Words.count(matrix.falsePositives + matrix.trueNegatives, "normal chunk")) with a label that taught nothing: "
                + "precision \(share(matrix.precision)), recall \(share(matrix.recall)), F1 \(share(matrix.f1)), "
                + "area under the precision-recall curve \(share(check.averagePrecision)), under the ROC curve \(share(check.rocArea))")
        let points = check.curve.compactMap { point in
            point.matrix.recall.flatMap { recall in point.matrix.precision.map { (recall, $0) } }
        }
        guard points.count > 2, check.averagePrecision != nil else { return }
        let some = (0...4).map { points[$0 * (points.count - 1) / 4] }
        try Console.print(
            "  precision at recall " + some.map { "\(Words.fixed($0.0, 2)): \(Words.fixed($0.1, 2))" }.joined(separator: ", "))
    }
}
