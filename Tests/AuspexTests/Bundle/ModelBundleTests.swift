import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct ModelBundleTests {
    static func sample(_ content: [UInt8] = Array("weights".utf8)) -> ModelBundle {
        let manifest = BundleManifest(
            detector: "ensemble", configuration: ["window": "10"], vocabularyHash: "0", dataHash: "1", seed: 7,
            training: ["loss": 0.25], notes: [Note(.threshold, "a note")])
        return ModelBundle(manifest: manifest, files: ["weights.safetensors": content, "templates.json": Array("{}".utf8)])
    }

    @Test func `what is written comes back`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.sample().write(to: path)
        let read = try ModelBundle.read(from: path + "/")
        #expect(read.files == Self.sample().files)
        #expect(read.manifest.training == ["loss": 0.25])
        #expect(read.version == Self.sample().version)
    }

    @Test func `a newer bundle replaces the older as a whole and leaves nothing beside it`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.sample().write(to: path)
        try Self.sample([1, 2, 3]).write(to: path)
        #expect(try ModelBundle.read(from: path).file("weights.safetensors") == [1, 2, 3])
        #expect(folder.names == ["m.auspex"])
    }

    @Test func `where folders cannot be exchanged the old model is moved aside first, and comes back after a crash`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        func write(_ byte: UInt8, exchange code: Int32) throws {
            try FileSystem.writeFolderAtomically([("a", [byte])], to: path) { _, _ in code }
        }
        func content() throws -> [UInt8] { try FileSystem.read(path + "/a", limit: 10) }
        try write(1, exchange: ENOTSUP)
        for (byte, code) in zip([2, 3, 4] as [UInt8], [ENOTSUP, EINVAL, ENOSYS]) {
            try write(byte, exchange: code)
            #expect(try content() == [byte])
            #expect(folder.names == ["m.auspex"])
        }
        #expect(throws: InputError.self) { try write(5, exchange: EACCES) }
        #expect(try content() == [4])
        // A crash between the two moves, and one before the old folder is removed.
        try FileManager.default.removeItem(atPath: path)
        try Self.sample().write(to: path)
        try FileManager.default.moveItem(atPath: path, toPath: FileSystem.asidePath(of: path))
        #expect(try ModelBundle.read(from: path).files == Self.sample().files)
        #expect(folder.names == ["m.auspex"])
        try FileManager.default.copyItem(atPath: path, toPath: FileSystem.asidePath(of: path))
        try Self.sample([7]).write(to: path)
        #expect(try ModelBundle.read(from: path).file("weights.safetensors") == [7])
        try write(6, exchange: ENOTSUP)
        #expect(try content() == [6])
        #expect(!FileSystem.exists(FileSystem.asidePath(of: path)))
    }

    @Test func `every flipped byte of every file is noticed`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.sample().write(to: path)
        for name in ["manifest.json", "manifest.seal", "templates.json", "weights.safetensors"] {
            let original = try FileSystem.read(path + "/" + name, limit: 1 << 20)
            for index in original.indices {
                var damaged = original
                damaged[index] ^= 0x10
                try FileSystem.writeAtomically(damaged, to: path + "/" + name)
                #expect(throws: InputError.self, "byte \(index) of \(name)") { try ModelBundle.read(from: path) }
            }
            try FileSystem.writeAtomically(original, to: path + "/" + name)
        }
        #expect(throws: Never.self) { try ModelBundle.read(from: path) }
    }

    @Test func `a truncated or missing file is named`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.sample().write(to: path)
        try FileSystem.writeAtomically([1], to: path + "/templates.json")
        let error = #expect(throws: InputError.self) { try ModelBundle.read(from: path) }
        #expect(error?.message.contains("templates.json is damaged") == true)
        let missing = #expect(throws: InputError.self) { try ModelBundle.read(from: folder.file("other.auspex")) }
        #expect(missing?.message.contains("auspex train") == true)
    }

    @Test func `a folder with other things in it is not overwritten`() throws {
        let folder = try TemporaryFolder()
        try folder.write("precious.txt", "x")
        #expect(throws: InputError.self) { try Self.sample().write(to: folder.path) }
        #expect(folder.names == ["precious.txt"])
    }

    @Test func `a failed write leaves the old bundle and nothing else`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m.auspex")
        try Self.sample().write(to: path)
        var broken = Self.sample([9])
        // A name in a folder that does not exist cannot be created: stands for any write that fails half-way.
        broken.files["zz/absent"] = [1]
        #expect(throws: InputError.self) { try broken.write(to: path) }
        #expect(try ModelBundle.read(from: path).files == Self.sample().files)
        #expect(folder.names == ["m.auspex"])
    }
}
