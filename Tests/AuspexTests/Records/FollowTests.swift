import Foundation
import Testing

@testable import Auspex

/// Following without waiting: the sleep of the reader is where the test's world moves on.
@Suite struct FollowTests {
    /// Runs the actions one at each sleep, half a second apart, then stops; the texts in order, `|` for an idle moment.
    private func follow(_ path: String, format: String = "raw", _ actions: [() throws -> Void]) throws -> [String] {
        try followed(path, format: format, actions).seen
    }

    private func followed(
        _ path: String, format: String = "raw", _ actions: [() throws -> Void]
    ) throws -> (seen: [String], problems: [String]) {
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
        return (seen, reader.summary.problems.map(\.description))
    }

    /// What was read, without idle moments.
    private func lines(_ path: String, _ actions: [() throws -> Void]) throws -> [String] { try follow(path, actions).filter { $0 != "|" } }

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

    @Test func `the old file is read while its writer goes on with it, ten seconds after its last byte at most`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\n", path)
            let wait: () throws -> Void = {}
            let seen = try lines(
                path,
                [
                    {
                        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                        try write("new\n", path)
                    }, wait, wait, { try append("two\n", path + ".1") }, wait, wait, { try append("newer\n", path) }, wait, wait,
                ] + Array(repeating: wait, count: 24) + [{ try append("too late\n", path + ".1") }, wait, wait, wait])
            #expect(seen == ["1:one", "1:new", "2:two", "2:newer"])
        }
    }

    @Test func `rotations that were missed are made up for from the files beside`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("older\n", path + ".1")
            try write("one\n", path)
            let seen = try lines(
                path,
                [
                    {
                        let files = FileManager.default
                        try files.moveItem(atPath: path + ".1", toPath: path + ".3")
                        try files.moveItem(atPath: path, toPath: path + ".2")
                        try append("two\n", path + ".2")
                        try write("three\n", path + ".1")
                        try write("four\n", path)
                    }, {}, {}, {}, {}, {},
                ])
            #expect(seen == ["1:one", "2:two", "1:three", "1:four"])
        }
    }

    @Test func `a file deleted and made anew is read to its end, then from the beginning`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\n", path)
            let seen = try lines(
                path,
                [
                    {
                        try append("two\n", path)
                        try FileManager.default.removeItem(atPath: path)
                    }, {}, { try write("three\n", path) }, {}, {}, {},
                ])
            #expect(seen == ["1:one", "2:two", "1:three"])
        }
    }

    @Test func `of a file that was copied and emptied the rest is read in the copy, however long the file is again`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\ntw", path)
            let outcome = try followed(
                path,
                [
                    {},
                    {
                        try append("o\nthree\n", path)
                        try FileManager.default.copyItem(atPath: path, toPath: path + ".1")
                        try write("a first line that is longer than all there was before\nfive\n", path)
                    }, {}, {}, {}, {},
                ])
            let seen = outcome.seen.filter { $0 != "|" }
            #expect(seen == ["1:one", "2:two", "3:three", "1:a first line that is longer than all there was before", "2:five"])
            #expect(outcome.problems.count == 1 && outcome.problems[0].contains("read in its copy \(path).1"), "\(outcome.problems)")
            // Without a copy what may be lost is said, and a file that only grew is as before.
            let alone = try followed(path, [{ try append("six\n", path) }, {}, { try write("seven\n", path) }, {}, {}, {}])
            #expect(alone.seen.suffix(8).contains("1:seven") && alone.problems.count == 1)
            #expect(alone.problems.first?.contains("no copy of it is there") == true, "\(alone.problems)")
        }
    }

    @Test func `a name that leads to a pipe is not waited for, and read when it leads to a file again`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try write("one\n", path)
            let outcome = try followed(
                path,
                [
                    {
                        try FileManager.default.removeItem(atPath: path)
                        #expect(unsafe mkfifo(path, 0o600) == 0)
                    }, {}, {},
                    {
                        try FileManager.default.removeItem(atPath: path)
                        try write("two\n", path)
                    }, {}, {}, {},
                ])
            #expect(outcome.seen.filter { $0 != "|" } == ["1:one", "1:two"])
            #expect(outcome.problems.count == 1 && outcome.problems[0].contains("not a regular file"), "\(outcome.problems)")
        }
    }

    @Test func `files that come to a folder are followed, what rotation leaves in it is not read again`() throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log", other = folder + "/b.log"
            try write("a one\n", path)
            let wait: () throws -> Void = {}
            let seen = try lines(
                folder,
                [
                    {
                        try append("a two\n", path)
                        try FileManager.default.moveItem(atPath: path, toPath: path + "-20260102")
                        try write("a three\n", path)
                        try write("b one\n", other)
                        try write("not text \0\n", folder + "/c.log")
                        try write("a page\n", folder + "/page.html")
                    }
                ] + Array(repeating: wait, count: 40) + [{ try append("b two\n", other) }, wait, wait, wait])
            #expect(seen == ["1:a one", "2:a two", "1:a three", "1:b one", "2:b two"])
        }
    }

    @Test func `a busy file does not keep another waiting`() throws {
        try RecordsSupport.withFolder { folder in
            let busy = folder + "/a.log", other = folder + "/b.log"
            try write("a\n", busy)
            try write("b\n", other)
            var clock = 0.0, looks = 0
            let following = RecordReader.Following(now: { clock }, sleep: { _ in clock += 0.5 }, isStopped: { looks > 40 })
            let reader = try RecordReader(
                inputs: [busy, other], format: LogFormat("raw"), options: .init(joining: .none), following: following)
            var batch = RecordBatch()
            var seen: [String] = []
            while try reader.read(into: &batch) {
                looks += 1
                seen += batch.records.map { batch.text($0.raw) }
                try append("a\n", busy)
                if looks == 10 { try append("news\n", other) }
            }
            let place = try #require(seen.firstIndex(of: "news"))
            #expect(place < 20)
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
        var followed = FollowedSource(number: 0, path: "-", log: OpenLog(source, assembler))
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
