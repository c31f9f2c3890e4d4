import TestSupport
import Testing

@testable import Auspex

/// Labelled data of every kind, read once and divided.
@Suite struct ComparisonSourceTests {
    private static let folder = Result { try TemporaryFolder() }

    private static func log(_ name: String) throws -> (path: String, labels: String, count: Int) {
        let log = try PipelineTests.simulate(3_000, rate: 0.1, seed: 5)
        let folder = try folder.get()
        let labels = SessionLabel.csvHeader + log.sessionLabels.map(\.csv).joined()
        return (
            try folder.write("\(name).log", bytes: log.log), try folder.write("\(name).csv", labels),
            Set(log.sessionLabels.map(\.session)).count
        )
    }

    @Test func `a raw log is cut by time: templates and sessions of the first part teach, what ends in the second tests`() throws {
        let (path, labels, count) = try Self.log("time")
        let data = try ComparisonSource(data: [path], labels: labels, split: Split(trainingShare: 0.5)).read()
        try data.checkForLeaks()
        let fold = try #require(data.folds.first)
        #expect(data.split == "chronological" && data.isChronological && data.parserRange == "the training part")
        let lastTaught = try #require(fold.training.compactMap { data.sessions[$0].times.last }.max())
        #expect(fold.test.allSatisfy { (data.sessions[$0].times.last ?? 0) > lastTaught })
        #expect(fold.training.count + fold.test.count == count && fold.training.count > 3 && data.labels.contains(true))
        // Sessions across the cut are judged whole; their beginning teaches nothing.
        #expect(data.notes.contains { $0.contains("go on across the cut") })
        let taught = Set(fold.training.map { data.sessions[$0].id })
        #expect(fold.test.allSatisfy { !taught.contains(data.sessions[$0].id) })
    }

    @Test func `at random and in folds the whole log was parsed, and that is said`() throws {
        let (path, labels, count) = try Self.log("random")
        for folds in [1, 4] {
            let data = try ComparisonSource(
                data: [path], labels: labels, split: Split(order: .random(seed: 1), trainingShare: 0.5), folds: folds
            ).read()
            try data.checkForLeaks()
            #expect(
                data.folds.count == folds && data.split.hasSuffix("random") && data.parserRange.contains("those of the test among them"))
            #expect(data.sessions.count == count)
        }
        // No labels, nothing to compare; a group that fits no identifier is refused.
        #expect(throws: InputError.self) { try ComparisonSource(data: [path]).read() }
        #expect(throws: InputError.self) {
            try ComparisonSource(data: [path], labels: labels, split: Split(order: .grouped(seed: 1)), groupPattern: "nothing").read()
        }
        let grouped = try ComparisonSource(
            data: [path], labels: labels, split: Split(order: .grouped(seed: 1)), groupPattern: "(.)$"
        ).read()
        #expect(Set(try #require(grouped.groups)).count == 10)
        try grouped.checkForLeaks()
    }

    @Test func `a baseline teaches, and the templates are its own`() throws {
        let (path, labels, _) = try Self.log("test")
        let quiet = try PipelineTests.simulate(2_000, rate: 0, seed: 6)
        let baseline = try Self.folder.get().write("quiet.log", bytes: quiet.log)
        let source = ComparisonSource(baseline: [baseline], data: [path], labels: labels)
        let data = try source.read()
        let fold = try #require(data.folds.first)
        #expect(data.split == "separate files" && data.parserRange == "the baseline")
        #expect(fold.training.allSatisfy { !data.labels[$0] } && fold.test.contains { data.labels[$0] })
        let known = Set(data.templates.map(\.id))
        #expect(data.sessions.allSatisfy { $0.events.allSatisfy { $0 == TemplateID.none || known.contains($0) } })
        let comparison = try ComparisonRun(data: data, methods: [.init("countVector"), .init("pca")]).run()
        #expect(comparison.rows.allSatisfy { $0.figures.first?.matrix.recall ?? 0 > 0.2 })
        var same = source
        same.baseline = [path]
        #expect(throws: InputError("leak: \(path) teaches and tests; figures would be worth nothing")) { try same.read() }
    }

    @Test func `sequences: a table with labels, files that are normal and anomalous throughout, and a folder of them`() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<40).map { "s\($0),\($0 % 5 == 4 ? 1 : 0),\($0 % 5 == 4 ? "1 9 3" : "1 2 3")\n" }
        let table = try folder.write("test.csv", "session_id,label,events\n" + rows.joined())
        let divided = try ComparisonSource(data: [table], split: Split(trainingShare: 0.3)).read()
        #expect(divided.folds[0].training == Array(0..<12) && divided.labels.count { $0 } == 8 && divided.identifiersAreNames)
        let normal = try folder.write("train_normal.txt", String(repeating: "1 2 3\n", count: 12))
        let wrong = try folder.write("wrong.txt", "3 2 1\n3 2 1\n")
        let apart = try ComparisonSource(baseline: [normal], data: [table], anomalous: [wrong]).read()
        // Files decide; a label column says nothing beside them.
        #expect(apart.folds[0].test.count == 42 && apart.labels.count { $0 } == 2)
        let found = try DataFolder(path: folder.path)
        #expect(found.baseline == [normal] && found.data == [table] && found.labels == nil && found.anomalous.isEmpty)
        let read = try ComparisonSource(baseline: found.baseline, data: found.data).read()
        #expect(read.folds[0].training.count == 12 && read.folds[0].test.count == 40)
        #expect(throws: InputError.self) { try DataFolder(path: folder.path + "/nowhere") }
    }
}
