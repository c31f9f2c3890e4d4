import TestSupport
import Testing

@testable import Auspex

/// Many methods on the same data: leaks are refused, a run goes on where it stopped, and the table is the same.
@Suite struct ComparisonTests {
    private static func session(_ id: String, _ events: [UInt32], at time: Double? = nil) -> EventSequence {
        EventSequence(
            id: id, events: events.map { TemplateID(rawValue: $0) },
            times: time.map { start in events.indices.map { start + Double($0) } } ?? [])
    }

    /// Forty normal sessions teach; twenty normal and ten anomalous ones test.
    private static func data() -> ComparisonData {
        var normal: [EventSequence] = [], wrong: [EventSequence] = []
        for number in 0..<60 {
            let events: [UInt32] = number % 3 == 0 ? [1, 2, 3, 4] : [1, 2, 2, 3, 4]
            normal.append(session("n\(number)", events, at: Double(number * 10)))
        }
        for number in 0..<10 {
            let events: [UInt32] = number % 2 == 0 ? [1, 3, 2] : [1, 2, 9, 4]
            wrong.append(session("a\(number)", events, at: Double(700 + number * 10)))
        }
        return ComparisonData(
            sessions: normal + wrong, labels: normal.map { _ in false } + wrong.map { _ in true },
            folds: [.init(training: Array(0..<40), test: Array(40..<70))], split: "chronological", isChronological: true)
    }

    private static let methods = ["bigram", "countVector", "isolation-forest", "decision-tree", "auto-lstm"].map {
        ComparisonRun.Method($0)
    }

    @Test func `every method has its row, and one that cannot run says why`() throws {
        let comparison = try ComparisonRun(data: Self.data(), methods: Self.methods, seeds: [1, 2]).run()
        #expect(comparison.rows.map(\.method) == Self.methods.map(\.name))
        let bigram = try #require(comparison.rows.first)
        #expect(bigram.figures.count == 2 && bigram.figures[0].matrix.truePositives == 10 && bigram.figures[0].f1 == 1)
        #expect(comparison.reference == "bigram" && bigram.difference == nil && comparison.rows[1].difference != nil)
        #expect(comparison.rows[3].failure?.contains("labelled sessions") == true && comparison.rows[3].figures.isEmpty)
        #expect(comparison.rows[4].failure?.contains("words") == true)
        #expect(comparison.referenceLines["flagEverything"]?.matrix.falsePositives == 20)
        #expect(comparison.facts.trainingNormal == 40 && comparison.facts.testNormal == 20 && comparison.facts.testAnomalous == 10)
        #expect(
            comparison.facts.copies.normal == Share(part: 20, whole: 20) && comparison.facts.copies.anomalous == Share(part: 0, whole: 10))
        #expect(comparison.facts.copies.distinct == 4)
        // Nothing normal is unseen; all anomalies are.
        #expect(bigram.figures[0].unseen == ConfusionMatrix(truePositives: 10))
        let table = ComparisonTable(comparison)
        #expect(table.rows.count == 5 + comparison.referenceLines.count && table.rows.allSatisfy { $0.count == table.heads.count })
        let rows = try CSVTable(comparison.csv, name: "table")
        #expect(rows.rowCount == 2 * 3 + 2 + comparison.referenceLines.count)
    }

    @Test func `supervised methods learn from examples that no other sees`() throws {
        var data = Self.data()
        data.folds = [.init(training: Array(0..<40), examples: Array(55..<65), test: Array(40..<55) + Array(65..<70))]
        let comparison = try ComparisonRun(data: data, methods: Self.methods).run()
        #expect(comparison.rows[3].failure == nil && comparison.rows[3].figures[0].matrix.recall == 1)
        #expect(comparison.facts.trainingAnomalous == 5 && comparison.facts.exampleNormal == 5)
        // The tree learnt from copies of all that tests; who learns from normal sessions did not.
        #expect(comparison.rows[3].figures[0].unseen == ConfusionMatrix())
        #expect(comparison.rows[0].figures[0].unseen.truePositives == 5)
    }

    // MARK: Leaks

    private static func leak(_ change: (inout ComparisonData) -> Void) -> String {
        var data = data()
        change(&data)
        do {
            _ = try ComparisonRun(data: data, methods: methods).run()
            return "nothing was noticed"
        } catch { return (error as? InputError)?.message ?? "\(error)" }
    }

    @Test func `a session that teaches and tests is refused, by number, by name, by group, and by time`() throws {
        try Self.data().checkForLeaks()
        #expect(Self.leak { $0.folds[0].training.append(41) }.hasPrefix("leak: session n41 is in the training part"))
        #expect(Self.leak { $0.folds[0].examples = [66] }.hasPrefix("leak: session a6 is in the training part"))
        #expect(Self.leak { $0.sessions[45].id = "n3" }.hasPrefix("leak: session n3 is in the training part"))
        #expect(Self.leak { $0.groups = $0.sessions.indices.map { "g\($0 / 30)" } }.hasPrefix("leak: group g1 has sessions"))
        #expect(Self.leak { $0.sessions[7].times = [650, 651] }.hasPrefix("leak: session n7 teaches, but ended after"))
        #expect(Self.leak { $0.folds[0].test = [] }.hasPrefix("the test part has no session"))
        // Where ids come again, as process ids do, equal ones are no leak.
        var data = Self.data()
        data.sessions[45].id = "n3"
        data.identifiersAreNames = false
        try data.checkForLeaks()
    }

    // MARK: Going on

    @Test func `a run that was interrupted goes on and gives the same table`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("trials.jsonl")
        struct Stop: Error {}
        var run = ComparisonRun(data: Self.data(), methods: Self.methods, seeds: [1, 2, 3])
        let whole = try run.run()
        run.trialFile = path
        var count = 0
        #expect(throws: Stop.self) {
            try run.run(progress: { _ in
                count += 1
                if count == 9 { throw Stop() }
            })
        }
        // It died while it wrote a line.
        let before = try FileSystem.read(path, limit: 1 << 20)
        let torn = Array(before.split(separator: UInt8(ascii: "\n")).last ?? []).prefix(40)
        try FileSystem.writeAtomically(before + torn, to: path)
        var old = 0, new = 0
        let second = try run.run(done: { if $1 { old += 1 } else { new += 1 } })
        #expect(old >= 3 && new > 0 && old + new == 3 * 3 + 2)
        #expect(Self.decisions(second) == Self.decisions(whole))
        #expect(second.rows.map(\.difference) == whole.rows.map(\.difference))
        // Everything is there now.
        new = 0
        let third = try run.run(done: { if !$1 { new += 1 } })
        #expect(new == 0 && Self.decisions(third) == Self.decisions(whole))
        // Other data are other trials.
        run.data.labels[50] = true
        try _ = run.run(done: { if !$1 { new += 1 } })
        #expect(new == 3 * 3 + 2)
    }

    private static func decisions(_ comparison: MethodComparison) -> [[ConfusionMatrix]] {
        comparison.rows.map { $0.figures.flatMap { [$0.matrix, $0.distinct, $0.unseen] } }
    }

    @Test func `a file of something else is not taken for trials, nor written to`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("labels.csv", "session,label\na,1\n")
        #expect(throws: InputError.self) { try TrialFile(path: path) }
        var run = ComparisonRun(data: Self.data(), methods: Self.methods)
        run.trialFile = path
        #expect(throws: InputError.self) { try run.run() }
        #expect(try FileSystem.read(path, limit: 100) == Array("session,label\na,1\n".utf8))
    }

    @Test(arguments: [0, 1, 3, 4, 5, 63, 64, 65, 1000])
    func `decisions survive being written`(count: Int) throws {
        var source = RandomSource(seed: UInt64(count)), flagged: [Double] = []
        for _ in 0..<count { flagged.append(source.uniform() < 0.4 ? 1 : 0) }
        let key = MethodTrial.Key(data: "d", method: "m", seed: 1, fold: 0, version: "v")
        let trial = MethodTrial(key, scores: flagged, threshold: Threshold(value: 0.5, policy: .fixed), labels: flagged.map { $0 > 0.5 })
        let read = try JSON.decode(MethodTrial.self, from: JSON.encode(trial), source: "trial")
        #expect(read == trial && read.flagged == flagged.map { $0 > 0.5 })
    }

    @Test(arguments: [("nonsense", [], nil), ("pca", ["colour=red"], nil), ("bigram", [], "pca")] as [(String, [String], String?)])
    func `a wrong name, setting or reference is refused before anything is fitted`(
        name: String, settings: [String], reference: String?
    ) throws {
        var fits = 0
        let methods = [ComparisonRun.Method("newTemplate"), ComparisonRun.Method(name, settings: settings)]
        #expect(throws: InputError.self) {
            try ComparisonRun(data: Self.data(), methods: methods, reference: reference).run(progress: { _ in fits += 1 })
        }
        #expect(fits == 0)
        #expect(throws: InputError.self) { try ComparisonRun(data: Self.data(), methods: []).run() }
    }

    @Test func `the best method without labels is named where the compared one is behind by more than luck`() throws {
        var data = Self.data()
        // Ninety more anomalies of a kind that only order shows.
        let more = (0..<90).map { Self.session("b\($0)", [2, 1, 3, 4], at: 900 + Double($0)) }
        data.sessions += more
        data.labels += more.map { _ in true }
        data.folds[0].test += Array(70..<160)
        let methods = [ComparisonRun.Method("newTemplate"), .init("bigram")]
        let comparison = try ComparisonRun(data: data, methods: methods).run()
        #expect(comparison.bestUnlabelled?.method == "bigram")
        #expect(ComparisonTable(comparison).notes.contains { $0.hasPrefix("bigram is better than newTemplate here by more than luck") })
    }
}
