import Auspex
import Foundation
import TestSupport
import Testing

private func near(_ value: Double?, _ wanted: Double) -> Bool { value.map { abs($0 - wanted) < 1e-9 } ?? false }

@Suite struct ConfusionMatrixTests {
    @Test func `figures follow their definitions`() {
        let matrix = ConfusionMatrix(truePositives: 8, falsePositives: 2, falseNegatives: 4, trueNegatives: 86)
        #expect(near(matrix.precision, 0.8))
        #expect(near(matrix.recall, 2.0 / 3))
        #expect(near(matrix.f1, 16.0 / 22))
        #expect(near(matrix.specificity, 86.0 / 88))
        #expect(near(matrix.falsePositiveRate, 2.0 / 88))
        #expect(near(matrix.balancedAccuracy, 0.5 * (2.0 / 3) + 0.5 * (86.0 / 88)))
        let margins: Double = 10 * 12 * 88 * 90
        #expect(near(matrix.matthewsCorrelation, 680 / margins.squareRoot()))
    }

    @Test func `figures at prior are those of the definition with rates`() {
        let matrix = ConfusionMatrix(truePositives: 8417, falsePositives: 5, falseNegatives: 2, trueNegatives: 2757)
        let (tpr, fpr, prior) = (8417.0 / 8419, 5.0 / 2762, 0.0293)
        let precision = prior * tpr / (prior * tpr + (1 - prior) * fpr)
        #expect(near(matrix.precision(atPrior: prior), precision))
        #expect(near(matrix.f1(atPrior: prior), 2 * precision * tpr / (precision + tpr)))
    }

    @Test func `undefined ratios are null, not zero and not a crash`() throws {
        let text = String(decoding: try JSONEncoder().encode(ConfusionMatrix()), as: UTF8.self)
        for key in ["precision", "recall", "f1", "specificity", "balancedAccuracy", "mcc", "tpr", "fpr"] {
            #expect(text.contains("\"\(key)\":null"))
        }
        let flagNothing = ConfusionMatrix(flagged: [false, false], labels: [true, false])
        #expect(flagNothing.precision == nil && flagNothing.recall == 0 && flagNothing.f1 == 0)
        #expect(ConfusionMatrix(flagged: [true], labels: [true]).f1(atPrior: 0.1) == nil)
        #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: JSONEncoder().encode(flagNothing)) == flagNothing)
    }
}

@Suite struct ScoreCurveTests {
    @Test func `a perfect ranking has average precision and area one`() {
        let curve = ScoreCurve(scores: [3, 2, 1, 0], labels: [true, true, false, false])
        #expect(curve.averagePrecision == 1 && curve.rocArea == 1)
    }

    @Test func `ties move together: equal scores for all give the share of anomalies, in any order`() {
        for labels in [[true, false, false, false], [false, false, false, true]] {
            let curve = ScoreCurve(scores: [5, 5, 5, 5], labels: labels)
            #expect(curve.points.count == 1)
            #expect(near(curve.averagePrecision, 0.25) && near(curve.rocArea, 0.5))
        }
    }

    @Test func `a known ranking gives the known figures`() {
        let curve = ScoreCurve(scores: [0.9, 0.8, 0.7, 0.6], labels: [true, false, true, false])
        #expect(near(curve.averagePrecision, 0.5 + 0.5 * 2 / 3))
        #expect(near(curve.rocArea, 0.75))
    }

    @Test func `without an anomaly or a normal unit there is nothing to say`() {
        #expect(ScoreCurve(scores: [1, 2], labels: [false, false]).averagePrecision == nil)
        #expect(ScoreCurve(scores: [1, 2], labels: [true, true]).rocArea == nil)
        #expect(ScoreCurve(scores: [], labels: []).points.isEmpty)
        #expect(ScoreCurve(scores: [.nan, 1], labels: [true, false]).points.count == 2)
    }

    @Test func `thinning keeps the ends`() {
        let curve = ScoreCurve(scores: (0..<1000).map(Double.init), labels: (0..<1000).map { $0 % 3 == 0 })
        let points = curve.thinned(to: 50)
        #expect(points.count == 50 && points.first == curve.points.first && points.last == curve.points.last)
    }
}

@Suite struct SplitTests {
    private let sessions = [30.0, 10, 20, 40, 50].map { EventSequence(id: "\($0)", events: [TemplateID(rawValue: 1)], times: [$0]) }

    @Test func `chronological cuts by time`() {
        let (training, test) = Split().cut(sessions)
        #expect(training == [1, 2, 0] && test == [3, 4])
        #expect(Split().name == "chronological")
    }

    @Test func `random is repeatable and says so`() {
        let split = Split(order: .random(seed: 5), trainingShare: 0.4)
        #expect(split.cut(sessions).training == split.cut(sessions).training)
        #expect(split.cut(sessions).training.count == 2 && Set(split.cut(sessions).training + split.cut(sessions).test).count == 5)
        #expect(split.name == "random")
    }

    @Test func `sessions without times keep their place`() {
        let untimed = sessions.map { EventSequence(id: $0.id, events: $0.events) }
        #expect(Split(trainingShare: 0.2).cut(untimed).training == [0])
        #expect(Split(trainingShare: 7).cut([]).training.isEmpty)
    }
}

@Suite struct EvaluationReportTests {
    private func report(prior: Double?) throws -> EvaluationReport {
        let training = LawSessions.normal
        let copies = [EventSequence](repeating: LawSessions.wrongOrder, count: 3)
        let test = LabelledSessions(normal: Array(training.prefix(20)), abnormal: copies + [LawSessions.unknownTemplate])
        let ensemble = try EnsembleMethod(model: NGramMethod()).fit(on: training)
        return EvaluationReport(
            verdicts: ensemble.verdicts(for: test.sessions), test: test, summary: try TrainingSummary.fit(on: training),
            labelledTraining: LabelledSessions(normal: training, abnormal: [LawSessions.wrongOrder]), prior: prior,
            run: .init(seconds: 0.5, peakMemory: 1_000_000, dataHash: "abc", seed: 3, granularity: "session", split: "separate files"))
    }

    @Test func `JSON has the keys scripts rely on`() throws {
        let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report(prior: 0.0293))) as? [String: Any])
        let figures = ["tp", "fp", "fn", "tn", "precision", "recall", "f1", "specificity", "balancedAccuracy", "mcc", "tpr", "fpr"]
        let others = [
            "distinct", "precisionAtPrior", "f1AtPrior", "reasons", "referenceLines", "averagePrecision", "seconds", "eventsPerSecond",
            "peakMemory",
            "dataHash", "seed", "granularity", "split", "trainingOverlap",
        ]
        #expect(Set(figures + others).subtracting(object.keys).isEmpty)
        let distinct = try #require(object["distinct"] as? [String: Any])
        #expect(Set(figures).subtracting(distinct.keys).isEmpty)
        let lines = try #require(object["referenceLines"] as? [String: [String: Any]])
        #expect(
            Set(lines.keys) == [
                "flagEverything", "flagNothing", "newTemplate", "sessionLength", "countVector", "bigram", "frequentKeys",
                "nearestNeighbour",
            ])
        #expect(lines["flagEverything"]?["tpr"] as? Double == 1 && lines["flagEverything"]?["fpr"] as? Double == 1)
        #expect(lines["bigram"]?["f1AtPrior"] != nil)
    }

    @Test func `distinct sequences, reasons and overlap are counted apart`() throws {
        let report = try report(prior: nil)
        #expect(report.matrix.truePositives == 4 && report.distinct.truePositives == 2)
        #expect(report.trainingOverlap.normal == 1 && report.trainingOverlap.anomalous == 0)
        #expect(report.reasons["newTemplate"]?.tp == 1 && report.reasons["newTemplate"]?.fp == 0)
        #expect(report.eventsPerSecond == Double(report.events) / 0.5)
        let again = try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report))
        #expect(again.matrix == report.matrix && again.referenceLines == report.referenceLines && again.run == report.run)
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(!text.contains("f1AtPrior"), "without a prior there is no figure at prior")
    }
}
