import Auspex
import AuspexStudies
import TestSupport
import Testing

@Suite struct ParsingBenchmarkTests {
    @Test func `scores count lines and groups`() {
        let ids = [1, 1, 2, 3, 3].map { TemplateID(rawValue: $0) }
        let scores = ParsingScores(
            found: ids, foundText: ["a <*>", "a <*>", "b", "c", "c"], truth: ["a <*>", "a <*>", "b x", "c", "d"], normalise: { $0 })
        #expect(scores.groupingAccuracy == 0.6)
        #expect(scores.parsingAccuracy == 0.6)
        #expect(scores.groupingF1 == 4.0 / 7.0)
        #expect(scores.templatePrecision == 1.0 / 3.0)
        #expect(scores.templateRecall == 0.25)
        #expect(scores.foundTemplates == 3 && scores.trueTemplates == 4)
    }

    @Test(arguments: [
        ("src: /<*> dest:  <*>", "src: <*> dest: <*>"), ("<*>.<*> at <*>:<*>", "<*> at <*>"), ("node-<*> up", "<*> up"),
        ("x=true 17", "x=<*>"),
        ("open /etc/x ok", "open <*> ok"), ("plain text", "plain text"),
    ])
    func `template texts are normalised`(text: String, expected: String) {
        #expect(TemplateText.normalised(text) == expected)
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `one configuration groups two public systems almost perfectly`() throws {
        for system in ["HDFS", "OpenStack"] {
            let scores = try ParsingBenchmark.score(
                DataSets.path("parsing_loghub2k/\(system)/\(system)_2k.log_structured_corrected.csv"), SkeletonParser.Configuration())
            #expect(scores.groupingAccuracy >= 0.99)
            #expect(scores.groupingF1 >= 0.99)
        }
    }
}
