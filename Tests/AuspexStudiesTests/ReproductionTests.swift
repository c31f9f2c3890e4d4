import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct ReproductionTests {
    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) func `the documented studies can be made anew`() throws {
        let reproduction = Reproduction(folder: DataSets.path(""), seeds: 1)
        let parsing = try reproduction.run([.parsing])
        let rows = try #require(parsing.parsing)
        #expect(ParsingBenchmark.means(rows).groupingAccuracy >= 0.92)
        #expect(ParsingBenchmark.means(rows).groupingF1 >= 0.85)
        #expect(parsing.markdown.contains("mean of 11"))
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) func `the ensemble keeps its promise on HDFS`() throws {
        var set = SequenceStudy.DataSet.hdfs
        set.methods = [.init(detector: EnsembleMethod.self, settings: ["model=ngram"])]
        let rows = try SequenceStudy(folder: DataSets.path(""), seeds: 1).run(set) { _ in }
        let report = try #require(rows.first?.reports.first)
        #expect(report.matrix.f1(atPrior: 0.0293) ?? 0 >= 0.96)
        #expect(SequenceStudy.table(rows).contains("| ensemble, model=ngram | 1 |"))
        #expect(SequenceStudy.sentence(rows, training: "train_normal").contains("(5,583 sessions)"))
    }
}
