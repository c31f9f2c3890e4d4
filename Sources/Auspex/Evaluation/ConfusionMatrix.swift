/// Counts of right and wrong decisions, and the figures made from them. Positive = anomaly.
///
/// A ratio whose denominator is 0 is *undefined*: `nil` here and `null` in JSON, never 0 and never a crash.
public struct ConfusionMatrix: Sendable, Equatable {
    /// Anomalies that were flagged.
    public var truePositives = 0
    /// Normal units that were flagged: false alarms.
    public var falsePositives = 0
    /// Anomalies that were missed.
    public var falseNegatives = 0
    /// Normal units that were let through.
    public var trueNegatives = 0

    /// Creates a matrix.
    public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0, trueNegatives: Int = 0) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.trueNegatives = trueNegatives
    }

    /// Counts decisions against labels, in parallel order.
    public init(flagged: [Bool], labels: [Bool]) {
        precondition(flagged.count == labels.count, "\(flagged.count) decisions for \(labels.count) labels")
        for (flagged, label) in zip(flagged, labels) { count(flagged: flagged, isAnomalous: label) }
    }

    /// Adds one decision.
    public mutating func count(flagged: Bool, isAnomalous: Bool) {
        switch (flagged, isAnomalous) {
        case (true, true): truePositives += 1
        case (true, false): falsePositives += 1
        case (false, true): falseNegatives += 1
        case (false, false): trueNegatives += 1
        }
    }

    private static func ratio(_ part: Double, _ whole: Double) -> Double? { whole > 0 ? part / whole : nil }
    private static func ratio(_ part: Int, _ whole: Int) -> Double? { ratio(Double(part), Double(whole)) }

    /// tp / (tp + fp): how many alarms are right.
    public var precision: Double? { Self.ratio(truePositives, truePositives + falsePositives) }
    /// tp / (tp + fn): how many anomalies are found.
    public var recall: Double? { Self.ratio(truePositives, truePositives + falseNegatives) }
    /// True positive rate, the same as ``recall``.
    public var truePositiveRate: Double? { recall }
    /// fp / (fp + tn): how many normal units raise an alarm.
    public var falsePositiveRate: Double? { Self.ratio(falsePositives, falsePositives + trueNegatives) }
    /// tn / (fp + tn).
    public var specificity: Double? { Self.ratio(trueNegatives, falsePositives + trueNegatives) }
    /// Harmonic mean of precision and recall, 2tp / (2tp + fp + fn).
    public var f1: Double? { Self.ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }
    /// Mean of recall and specificity.
    public var balancedAccuracy: Double? {
        guard let recall, let specificity else { return nil }
        return (recall + specificity) / 2
    }
    /// Matthews' correlation coefficient, -1…1.
    public var matthewsCorrelation: Double? {
        let (tp, fp) = (Double(truePositives), Double(falsePositives))
        let (fn, tn) = (Double(falseNegatives), Double(trueNegatives))
        let product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
        return product > 0 ? (tp * tn - fp * fn) / product.squareRoot() : nil
    }

    /// Precision where anomalies have this share, 0…1: π·tpr / (π·tpr + (1-π)·fpr).
    public func precision(atPrior prior: Double) -> Double? {
        guard let tpr = truePositiveRate, let fpr = falsePositiveRate else { return nil }
        return Self.ratio(prior * tpr, prior * tpr + (1 - prior) * fpr)
    }

    /// F1 of ``precision(atPrior:)`` and recall: 2π·tpr / (2π·tpr + (1-π)·fpr + π·(1-tpr)).
    public func f1(atPrior prior: Double) -> Double? {
        guard let tpr = truePositiveRate, let fpr = falsePositiveRate else { return nil }
        return Self.ratio(2 * prior * tpr, 2 * prior * tpr + (1 - prior) * fpr + prior * (1 - tpr))
    }
}

extension ConfusionMatrix: Codable {
    private enum CodingKeys: String, CodingKey {
        case tp, fp, fn, tn, precision, recall, f1, specificity, balancedAccuracy, mcc, tpr, fpr
    }

    /// Reads the four counts; the figures follow from them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        truePositives = try container.decode(Int.self, forKey: .tp)
        falsePositives = try container.decode(Int.self, forKey: .fp)
        falseNegatives = try container.decode(Int.self, forKey: .fn)
        trueNegatives = try container.decode(Int.self, forKey: .tn)
    }

    /// Writes counts and figures; undefined figures as `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(truePositives, forKey: .tp)
        try container.encode(falsePositives, forKey: .fp)
        try container.encode(falseNegatives, forKey: .fn)
        try container.encode(trueNegatives, forKey: .tn)
        try container.encode(precision, forKey: .precision)
        try container.encode(recall, forKey: .recall)
        try container.encode(f1, forKey: .f1)
        try container.encode(specificity, forKey: .specificity)
        try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
        try container.encode(matthewsCorrelation, forKey: .mcc)
        try container.encode(truePositiveRate, forKey: .tpr)
        try container.encode(falsePositiveRate, forKey: .fpr)
    }
}
