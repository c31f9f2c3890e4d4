import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct ParserStudyTests {
    /// A parser with its defaults and one other setting.
    private static func few(_ variant: ParserStudy.Variant, _ other: Int) -> ParserStudy.Variant {
        ParserStudy.Variant(name: variant.name, candidates: [variant.candidates[0], variant.candidates[other]])
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)"))
    func `parsers are compared with their defaults and with settings chosen on the other systems`() throws {
        let study = ParserStudy(folder: DataSets.path(""), systems: ["HDFS", "Apache", "OpenStack"], clock: { 0 })
        let spell = Self.few(ParserStudy.spell, 10)
        let outcome = try study.run(
            [Self.few(ParserStudy.drain, 4), spell, Self.few(ParserStudy.ftTree, 8)], ablations: Array(ParserStudy.ablations.prefix(1)))
        #expect(outcome.rows.count == 12)
        for row in outcome.rows where row.parser == "Drain" || row.parser == "FT-tree" {
            #expect(row.scores.groupingAccuracy >= 0.95, "\(row.parser) on \(row.system)")
            #expect(row.outOfSample != nil)
        }
        // Half of the words in common is far too little behind masks: the choice is the defaults.
        let chosen = outcome.rows.filter { $0.parser == "Spell" }
        #expect(chosen.allSatisfy { $0.chosen == nil && $0.outOfSample == $0.scores })
        let text = ParserStudy.markdown(outcome)
        #expect(text.contains("**mean, out of sample**") && text.contains("Drain, values not masked"))
        #expect(outcome.speeds.count == 3 && outcome.speeds.allSatisfy { $0.simulated == nil })
    }

    @Test func `every parser's grid begins with its defaults and repeats nothing`() {
        for variant in [ParserStudy.drain, ParserStudy.spell, ParserStudy.ftTree] {
            #expect(TreeConfiguration.all.contains { SkeletonParser.Configuration($0) == variant.candidates[0] })
            for (index, one) in variant.candidates.enumerated() {
                #expect(!variant.candidates[..<index].contains(one), "\(variant.name) \(index)")
            }
        }
    }
}
