import Auspex
import Foundation
import TestSupport
import Testing

@Suite struct OutputSinkTests {
    static func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sink-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test func `a file appears whole or not at all`() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("out.csv").path
        do {
            var sink = try OutputSink(path: path, capacity: 4)
            try sink.write(Array("half a file".utf8))
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        var sink = try OutputSink(path: path, capacity: 4)
        try sink.write(Array("whole".utf8))
        try sink.write { $0.append(10) }
        try sink.finish()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
    }

    @Test func `a full disk and a missing folder are errors`() throws {
        guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
        var sink = OutputSink(descriptor: full.fileDescriptor, name: "/dev/full")
        try sink.write([1, 2, 3])
        #expect(throws: OutputSink.Failure.fullDisk(path: "/dev/full")) { try sink.flush() }
        #expect(throws: OutputSink.Failure.self) { _ = try OutputSink(path: "/nowhere-at-all/out.csv") }
    }
}
