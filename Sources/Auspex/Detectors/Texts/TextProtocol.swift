/// How autoencoders and classifier of the Auto- methods are trained and judged. Every output names it, because the figures of the two have nothing in common.
public enum TextProtocol: String, Codable, Sendable, CaseIterable {
    /// As the paper has it: the autoencoders see all messages, those of the test too, and each message passes the autoencoder of its own label. The classifier
    /// then has to tell two autoencoders apart, not two kinds of message.
    case published
    /// Autoencoders see training messages only, each message passes all of them, and the classifier reads all outputs.
    case heldOut = "held-out"
}

/// What a classifier of texts does on its test, as the paper's tables have it.
public struct PublishedFigures: Codable, Sendable, Equatable, CustomStringConvertible {
    /// One class.
    public struct Label: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Share of what was put into it that belongs there; `nil` when nothing was.
        public var precision: Double?
        /// Share of what belongs there that was put into it; `nil` when nothing does.
        public var recall: Double?

        /// Their harmonic mean.
        public var f1: Double? {
            guard let precision, let recall, precision + recall > 0 else { return nil }
            return 2 * precision * recall / (precision + recall)
        }
    }

    /// Texts of training, of validation and of the test.
    public var training = 0
    /// Texts of validation.
    public var validation = 0
    /// Texts of the test.
    public var test = 0
    /// Share of the test put into the right class.
    public var accuracy = 0.0
    /// Each class.
    public var labels: [Label] = []
    /// Accuracy on each fold of the training part; empty where none were held out.
    public var folds: [Double] = []

    /// Nothing yet.
    public init() {}

    /// Counts decisions.
    public init(_ answers: [Int], _ truth: [Int], names: [String]) {
        test = truth.count
        accuracy = truth.isEmpty ? 0 : Double(zip(answers, truth).count { $0 == $1 }) / Double(truth.count)
        labels = names.indices.map { own in
            let put = answers.count { $0 == own }, there = truth.count { $0 == own },
                right = zip(answers, truth).count { $0 == own && $1 == own }
            return Label(
                name: names[own], precision: put > 0 ? Double(right) / Double(put) : nil,
                recall: there > 0 ? Double(right) / Double(there) : nil)
        }
    }

    /// Mean and standard deviation of the folds' accuracies; `nil` without folds.
    public var foldAccuracy: (mean: Double, deviation: Double)? {
        guard !folds.isEmpty else { return nil }
        let mean = folds.reduce(0, +) / Double(folds.count)
        return (mean, (folds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(folds.count)).squareRoot())
    }

    /// For people.
    public var description: String {
        func percent(_ value: Double?) -> String { value.map { "\(($0 * 1_000).rounded() / 10) %" } ?? "–" }
        let each = labels.map { "\($0.name) precision \(percent($0.precision)), recall \(percent($0.recall)), F1 \(percent($0.f1))" }
        return "accuracy \(percent(accuracy)) on \(test) messages; " + each.joined(separator: "; ")
    }
}
