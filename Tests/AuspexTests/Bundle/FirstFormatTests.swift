import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Models in `Format1` were written by Auspex 0.1.0 before bundles listed their components, and so was what it said about `odd.txt`.
@Suite struct FirstFormatTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Format1")

    private struct Expected: Decodable {
        var session: String
        var score: Double
        var isAnomalous: Bool
    }

    private static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A copy: reading may repair a folder, and saving replaces it.
    private static func copy(_ name: String, in temporary: TemporaryFolder) throws -> String {
        try FileManager.default.copyItem(atPath: path(name), toPath: temporary.file(name))
        return temporary.file(name)
    }

    private static func judged(_ model: TrainedModel) throws -> [JudgedSession] {
        try DetectionRun(model: model, options: .init(inputs: [path("odd.txt")], format: "sequences", keepsAll: true)).run().all
    }

    @Test(arguments: ["ensemble", "ngram", "countVector"]) func `a model of format 1 says what it always said`(_ name: String) throws {
        let temporary = try TemporaryFolder()
        let all = try JSON.decode(
            [String: [Expected]].self, from: FileSystem.read(Self.path("expected.json"), limit: 1 << 20), source: "expected.json")
        let expected = try #require(all[name])
        let path = try Self.copy(name, in: temporary)
        let model = try TrainedModel(path: path)
        #expect(try ModelBundle.read(from: path).manifest.formatVersion == 1)
        for model in [model, try Self.saved(model, in: temporary)] {
            let found = try Self.judged(model)
            #expect(found.map(\.verdict.session) == expected.map(\.session))
            #expect(found.map(\.verdict.isAnomalous) == expected.map(\.isAnomalous))
            for (session, old) in zip(found, expected) { #expect(abs(session.verdict.score - old.score) <= 1e-4 * max(1, old.score)) }
        }
    }

    /// Written in the current format and read again.
    private static func saved(_ model: TrainedModel, in temporary: TemporaryFolder) throws -> TrainedModel {
        let path = temporary.file("current.auspex")
        try model.save(to: path)
        let bundle = try ModelBundle.read(from: path)
        #expect(bundle.manifest.formatVersion == BundleManifest.currentFormatVersion)
        let listed = try #require(bundle.manifest.components)
        #expect(Set(listed.flatMap(\.files)) == Set(bundle.files.keys), "every file belongs to a component")
        let loaded = try TrainedModel(path: path)
        #expect(loaded.memory == model.memory && loaded.basis == model.basis && loaded.detector.summary == model.detector.summary)
        return loaded
    }

    @Test func `what a model of format 1 was told is kept, and it can go back to its first version`() throws {
        let temporary = try TemporaryFolder()
        let path = try Self.copy("ensemble", in: temporary)
        let bundle = try ModelBundle.read(from: path, withHistory: true)
        let model = try TrainedModel(bundle: bundle, path: path)
        #expect(model.memory.entries.count == 1 && model.memory.isNormal(LawSessions.session([1, 2, 3, 99, 5, 6])))
        let parent = try bundle.restoringParent()
        #expect(parent.version == model.manifest.parent)
        let first = try TrainedModel(bundle: parent, path: "the version before")
        #expect(first.memory.isEmpty && first.detector.detector.threshold == model.detector.detector.threshold)
        // The next version is one of the current format, and can go back to the one of the first.
        let next = try model.bundle().succeeding(bundle)
        #expect(next.manifest.formatVersion == 2 && next.version != bundle.version)
        try next.write(to: temporary.file("next.auspex"))
        let restored = try ModelBundle.read(from: temporary.file("next.auspex"), withHistory: true).restoringParent()
        #expect(restored.version == bundle.version && restored.files == bundle.files)
        #expect(try TrainedModel(bundle: restored, path: "").memory == model.memory)
    }

    @Test func `what a model of format 1 learnt unasked is kept`() throws {
        let temporary = try TemporaryFolder()
        let model = try TrainedModel(path: Self.copy("adapted", in: temporary))
        let adapted = try #require(model.adapted)
        #expect(adapted.figures.learnt > 0)
        let loaded = try Self.saved(model, in: temporary)
        let sessions = LawSessions.normal.prefix(20) + [LawSessions.unknownTemplate, LawSessions.wrongOrder]
        #expect(loaded.adapted?.figures == adapted.figures)
        #expect(loaded.detector.detector.scores(of: Array(sessions)) == model.detector.detector.scores(of: Array(sessions)))
    }
}
