import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct MethodsStudyTests {
    @Test func `the parts are those of the rule, for good`() {
        // Recorded once; a change would move sessions from one part to the other.
        let names = ["blk_-5415609548658660345", "blk_8705188921791901764", "F01", "F02", "F03", "window 1", "window 2", "window 3"]
        #expect(names.map { PublicPart.part(of: $0).rawValue }.joined() == "BBAAABBB")
        let many = (0..<2_000).map { PublicPart.part(of: "session \($0)") }
        #expect((900...1_100).contains(many.count { $0 == .choosing }))
        let taught = (0..<2_000).filter { PublicPart.teachesWithin("session \($0)") && many[$0] == .choosing }
        #expect((420...580).contains(taught.count))
    }

    private static let data = ComparisonData(
        sessions: (0..<200).map { EventSequence(id: "s\($0)", events: [TemplateID(rawValue: 1)]) }, labels: (0..<200).map { $0 % 4 == 0 },
        folds: [.init(training: Array(1...3), test: Array(4..<200))], split: "separate files")

    @Test func `what is judged in one part never teaches, and no method is shown B while A is judged`() throws {
        let names = Self.data.sessions.map(\.id)
        let published = PublicPart.publication.divide(Self.data, by: names).folds[0]
        #expect(published.test.allSatisfy { PublicPart.part(of: names[$0]) == .publication })
        #expect(published.examples.allSatisfy { PublicPart.part(of: names[$0]) == .choosing })
        #expect(published.training == [1, 2, 3] && published.test.count + published.examples.count == 196)
        let chosen = PublicPart.choosing.divide(Self.data, by: names).folds[0]
        #expect((chosen.test + chosen.examples).sorted() == published.examples && !chosen.examples.isEmpty && !chosen.test.isEmpty)
        try PublicPart.choosing.divide(Self.data, by: names).checkForLeaks()
        // Without a training file A teaches all.
        var alone = Self.data
        alone.folds = [.init(training: [], test: Array(0..<200))]
        let divided = PublicPart.publication.divide(alone, by: names).folds[0]
        #expect(divided.examples.isEmpty && divided.training.allSatisfy { PublicPart.part(of: names[$0]) == .choosing })
        let thin = MethodsStudy.thinned(PublicPart.publication.divide(Self.data, by: names), to: 10).folds[0]
        #expect(thin.test.count == 20 && thin.test.count { Self.data.labels[$0] } == 10 && thin.training == [1, 2, 3])
    }

    @Test func `simulated sets are read, divided and compared`() throws {
        let folder = try TemporaryFolder()
        let study = MethodsStudy(
            folder: "", temporaryFolder: folder.path, options: .init(part: .choosing, seeds: 1, sessionLimit: 60))
        let sets = MethodsStudy.Set.all.filter(\.isSimulated)
        let outcome = try study.run(methods: [.init("countVector"), .init("bigram"), .init("decision-tree")], sets: sets) { _ in }
        #expect(outcome.sets.count == 3 && folder.names.isEmpty)
        for set in outcome.sets {
            let comparison = try #require(set.comparison, "\(set)")
            #expect(
                comparison.facts.testAnomalous > 0 && comparison.facts.trainingAnomalous > 0
                    && (comparison.rows[2].failure == nil || comparison.facts.trainingAnomalous < 2),
                "\(set.name)")
        }
        let text = MethodsStudy.markdown(outcome)
        #expect(text.contains("Part A, for choosing") && text.contains("### Is the default the best known compromise?"))
        #expect(text.contains("### simulated: switch-a") && text.contains("| countVector | normal |"))
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)"))
    func `public sets hold both kinds in the part that is published, and anomalies in both`() throws {
        let folder = try TemporaryFolder()
        let study = MethodsStudy(folder: DataSets.path(""), temporaryFolder: folder.path, options: .init())
        for set in MethodsStudy.Set.all where !set.isSimulated {
            let labelled = try set.read(study)
            for part in [PublicPart.choosing, .publication] {
                let data = part.divide(labelled.data, by: labelled.names)
                try data.checkForLeaks()
                let labels = data.folds[0].test.map { data.labels[$0] }
                // Of Hadoop's six normal applications three are in A, and all of them teach while A is judged.
                #expect(labels.contains(true) && (labels.contains(false) || part == .choosing), "\(set.name), \(part)")
            }
        }
    }
}
