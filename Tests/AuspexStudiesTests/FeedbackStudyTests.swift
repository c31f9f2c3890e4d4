import AuspexStudies
import TestSupport
import Testing

@Suite(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) struct FeedbackStudyTests {
    @Test func `answers take the false alarms of a model of 500 HDFS sessions away, not what it finds`() throws {
        let study = FeedbackStudy(folder: DataSets.path(""))
        let row = try study.run(
            detector: "ensemble", choice: .first, budget: 0.01, settings: ["model=ngram"], testLimit: 1_000
        ) { 0 }
        #expect(row.falseAlarmsBefore > 0.1 && row.answers <= 100)
        #expect(row.falseAlarmsAfter <= 0.2 * row.falseAlarmsBefore, "\(row)")
        #expect(row.foundAfter >= row.foundBefore - 0.005, "\(row)")
        #expect(row.repeatedAlarms == 0 && row.revertsExactly)
    }
}
