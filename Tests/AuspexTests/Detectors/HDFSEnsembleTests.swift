import Auspex
import Foundation
import TestSupport
import Testing

/// Detection quality on real data, as a regression test. Thresholds come from the normal training sessions alone.
@Suite struct HDFSEnsembleTests {
    private func sessions(_ name: String) throws -> [EventSequence] {
        try String(contentsOfFile: DataSets.path("hdfs/sequences/\(name)"), encoding: .utf8).split(separator: "\n").enumerated().map {
            number, line in
            EventSequence(
                id: "\(name):\(number + 1)", events: line.split(separator: " ").compactMap { UInt32($0).map(TemplateID.init(rawValue:)) })
        }
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `the ensemble with n-grams keeps its figures on HDFS`() throws {
        let training = try sessions("train_normal.txt")
        let test = LabelledSessions(normal: try sessions("test_normal.txt"), abnormal: try sessions("test_abnormal.txt"))
        let ensemble = try EnsembleMethod(model: NGramMethod()).fit(on: training, seed: 1)
        let flagged = ensemble.scores(of: test.sessions).map { ensemble.threshold.flags($0) }
        let matrix = ConfusionMatrix(flagged: flagged, labels: test.labels)
        #expect(matrix.f1(atPrior: 0.0293) ?? 0 >= 0.96)
        #expect(matrix.truePositiveRate ?? 0 >= 0.99)
    }
}
