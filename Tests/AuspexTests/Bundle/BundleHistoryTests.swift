import Auspex
import TestSupport
import Testing

@Suite struct BundleHistoryTests {
    private static func version(_ number: Int) -> ModelBundle {
        let manifest = BundleManifest(
            detector: "ensemble", configuration: [:], vocabularyHash: "0", dataHash: "1", seed: 7, training: ["version": Double(number)],
            notes: [])
        return ModelBundle(
            manifest: manifest, files: ["weights.safetensors": [UInt8(number)], "templates.json": Array("{\"shared\":1}".utf8)])
    }

    private static func chain(_ count: Int) throws -> ModelBundle {
        try (1..<count).reduce(version(0)) { parent, number in
            var child = version(number)
            child.manifest.feedback = ["feedback-\(number)"]
            return try child.succeeding(parent)
        }
    }

    @Test func `every version goes back to the one before, bit for bit, through the disk`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.chain(4).write(to: path)
        for number in [2, 1, 0] {
            let parent = try ModelBundle.read(from: path, withHistory: true).restoringParent()
            try parent.write(to: path)
            let read = try ModelBundle.read(from: path)
            #expect(read.ownFiles == Self.version(number).files)
            #expect(read.manifest.training == ["version": Double(number)])
            #expect(read.version == Self.version(number).version)
            #expect(try read.history().versions.count == number)
        }
        let error = #expect(throws: InputError.self) { _ = try ModelBundle.read(from: path, withHistory: true).restoringParent() }
        #expect(error?.message.contains("no version to return to") == true)
        #expect(folder.names == ["m.auspex"])
    }

    @Test func `what versions share is kept once, old ones are only named`() throws {
        let bundle = try Self.chain(25)
        let history = try bundle.history()
        #expect(history.versions.count == BundleHistory.versionLimit && history.older.count == 14)
        #expect(history.older.last?.version == Self.version(13).version && history.older.last?.feedback == ["feedback-13"])
        #expect(bundle.files.keys.count { $0.hasPrefix("kept-") } == BundleHistory.versionLimit, "the shared file is the model's own")
        #expect(bundle.manifest.parent == Self.version(23).version)
    }

    @Test func `detection does not read what only going back needs, and damage there is noticed when it does`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.chain(3).write(to: path)
        let kept = try #require(try ModelBundle.read(from: path, withHistory: true).files.keys.first { $0.hasPrefix("kept-") })
        try FileSystem.writeAtomically([9, 9], to: path + "/" + kept)
        #expect(try ModelBundle.read(from: path).version == Self.version(2).version)
        #expect(throws: InputError.self) { try ModelBundle.read(from: path, withHistory: true) }
    }

    @Test func `a bundle read without its history cannot drop it by accident`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.chain(3).write(to: path)
        let bundle = try ModelBundle.read(from: path)
        #expect(throws: InputError.self) { try Self.version(9).succeeding(bundle) }
        #expect(throws: InputError.self) { try bundle.restoringParent() }
    }
}
