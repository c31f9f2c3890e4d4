import Foundation
import Testing

@testable import Auspex

/// Following without waiting: the sleep of the reader is where the test's world moves on.
@Suite struct FollowTests {
    /// Runs the actions one at each sleep, half a second apart, then stops; the texts in order, `|` for an idle moment.
    private func follow(_ path: String, format: String = "raw", _ actions: [() throws -> Void]) throws -> [String] {
        var clock = 0.0
        var step = 0
        var failure: (any Error)?
        let following = RecordReader.Following(
            now: { clock },
            sleep: { _ in
                clock += 0.5
                do { if step < actions.count { try actions[step]() } } catch { failure = error }
                step += 1
            }, isStopped: { step > actions.count })
        let reader = try RecordReader(inputs: [path], format: LogFormat(format), following: following)
        var batch = RecordBatch()
        var seen: [String] = []
        while try reader.read(into: &batch) {
            if batch.records.isEmpty { seen.append("|") }
            for record in batch.records { seen.append("\(record.line):" + batch.text(record.raw)) }
        }
        if let failure { throw failure }
        return seen
    }

    private func append(_ text: String, _ path: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: [])
    }

    @Test func `new lines are delivered, continuations join, a record is released when quiet`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\n", path)
            let seen = try follow(
                path, [{ try append(" at x\n", path) }, {}, {}, {}, { try append("two\nthree\n", path) }, {}, {}, {}])
            #expect(seen.filter { $0 != "|" } == ["1:one\n at x", "3:two", "4:three"])
            #expect(seen.count { $0 == "|" } >= 4)
        }
    }

    @Test func `a partial line waits to be finished, for a second at most, and keeps its number`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("on", path)
            let quick = try follow(path, [{ try append("e\n", path) }, {}, {}, {}])
            #expect(quick.filter { $0 != "|" } == ["1:one"])
            try write("on", path)
            let slow = try follow(path, [{}, {}, {}, {}, { try append("e\ntwo\n", path) }, {}, {}, {}])
            #expect(slow.filter { $0 != "|" } == ["1:on", "1:e", "2:two"])
            try write("on", path)
            let ended = try follow(path, [{}, {}, {}, {}, { try append("\ntwo\n", path) }, {}, {}, {}])
            #expect(ended.filter { $0 != "|" } == ["1:on", "2:two"])
        }
    }

    @Test func `on rotation the rest of the old file comes first, then the new one from its first line`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\n", path)
            let seen = try follow(
                path,
                [
                    {
                        try append("two\n", path)
                        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                        try append("three", path + ".1")
                    }, {}, { try write("new\n", path) }, {}, { try append("newer\n", path) }, {}, {}, {},
                ])
            #expect(seen.filter { $0 != "|" } == ["1:one", "2:two", "3:three", "1:new", "2:newer"])
        }
    }

    @Test func `a truncated file is read from its beginning`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\ntwo\n", path)
            let seen = try follow(path, [{}, { try write("x\n", path) }, {}, {}, {}, {}])
            #expect(seen.filter { $0 != "|" } == ["1:one", "2:two", "1:x"])
        }
    }

    @Test func `a quiet pipe releases its last line after a second and ends with its writer`() throws {
        let pipe = Pipe()
        let writer = pipe.fileHandleForWriting
        let source = ByteSource(name: "-", descriptor: dup(pipe.fileHandleForReading.fileDescriptor), owns: true)
        var clock = 0.0
        let following = RecordReader.Following(now: { clock }, sleep: { _ in })
        var summary = ReadSummary()
        summary.sources.append(.init(name: "-"))
        let assembler = LineAssembler(source: 0, format: try LogFormat("raw"), options: .init(chunkBytes: 64))
        var followed = FollowedSource(number: 0, source: source, assembler: assembler)
        var batch = RecordBatch()
        var seen: [String] = []
        func look() {
            _ = followed.read(into: &batch, room: 64, following: following, summary: &summary)
            seen += batch.records.map { batch.text($0.raw) }
        }
        try writer.write(contentsOf: Data("one\ntwo\npart".utf8))
        // The first look takes the bytes that tell archives from text.
        look()
        look()
        #expect(seen == ["one"])
        look()
        clock = 1.5
        look()
        #expect(seen == ["one", "two", "part"])
        try writer.write(contentsOf: Data("ial\n".utf8))
        look()
        try writer.close()
        look()
        #expect(seen == ["one", "two", "part", "ial"] && followed.isFinished)
        #expect(summary.lines == 3)
    }
}
