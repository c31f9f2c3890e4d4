import CZlib
import Foundation
import Testing

@testable import Auspex

@Suite struct SourceTests {
    /// One gzip member, stored without compression, so that no compressor is needed: header, blocks, CRC-32, size.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var position = 0
        repeat {
            let count = min(65_535, bytes.count - position)
            let isLast = position + count == bytes.count
            packed += [isLast ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255)]
            packed += bytes[position..<(position + count)]
            position += count
        } while position < bytes.count
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        for value in [~crc, UInt32(bytes.count)] { for shift in [0, 8, 16, 24] { packed.append(UInt8(value >> shift & 255)) } }
        return packed
    }

    /// One zstd frame of raw blocks.
    static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        // Magic, descriptor: no checksum, no content size, window of 128 KiB.
        var packed: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38]
        var position = 0
        repeat {
            let count = min(65_536, bytes.count - position)
            let header = UInt32(count) << 3 | (position + count == bytes.count ? 1 : 0)
            packed += [UInt8(header & 255), UInt8(header >> 8 & 255), UInt8(header >> 16 & 255)]
            packed += bytes[position..<(position + count)]
            position += count
        } while position < bytes.count
        return packed
    }

    private static let lines = (0..<3_000).map { "line number \($0) of a log\n" }

    @Test(arguments: ["plain", "gzip", "gzip members", "gzip padded", "zstd", "zstd frames"])
    func `packed files give the same records and data hash whatever their name`(_ kind: String) throws {
        let bytes = Array(Self.lines.joined().utf8), half = bytes.count / 2
        let stored: [UInt8] =
            switch kind {
            case "gzip": Self.gzip(bytes)
            case "gzip members": Self.gzip(Array(bytes[..<half])) + Self.gzip([]) + Self.gzip(Array(bytes[half...]))
            case "gzip padded": Self.gzip(bytes) + [UInt8](repeating: 0, count: 700)
            case "zstd": Self.zstd(bytes)
            case "zstd frames": Self.zstd(Array(bytes[..<half])) + Self.zstd(Array(bytes[half...]))
            default: bytes
            }
        for format in ["raw", nil] {
            let (rows, reader) = try RecordsSupport.read(stored, format: format)
            #expect(rows.count == 3_000 && rows[2_999].text == "line number 2999 of a log" && rows[2_999].line == 3_000)
            #expect(reader.summary.problems.isEmpty)
            #expect(reader.summary.bytes == UInt64(bytes.count))
            #expect(reader.summary.dataHash == (try RecordsSupport.read(bytes, format: "raw")).reader.summary.dataHash)
        }
    }

    @Test(arguments: ["gzip", "zstd"])
    func `a truncated or damaged archive gives what is readable and one problem`(_ kind: String) throws {
        let bytes = Array(Self.lines.joined().utf8)
        let whole = kind == "gzip" ? Self.gzip(bytes) : Self.zstd(bytes)
        for cut in [whole.count - 1, whole.count - 9, whole.count / 2, 70_000, 12] {
            if kind == "zstd", cut == 12 { continue }
            let (rows, reader) = try RecordsSupport.read(Array(whole[..<cut]), format: "raw")
            let problem = try #require(reader.summary.problems.first)
            #expect(reader.summary.problems.count == 1 && reader.summary.problemCount == 1)
            #expect(problem.what.contains("too early") && problem.offset == UInt64(cut))
            #expect(rows.count >= Int(Double(cut - 40) / 30) * 9 / 10)
        }
        var damaged = whole
        damaged[65_600 + (kind == "gzip" ? 0 : 0)] ^= 0xFF
        damaged.replaceSubrange(66_000..<66_010, with: [UInt8](repeating: 0xFF, count: 10))
        _ = try RecordsSupport.read(damaged, format: "raw")
        let behind = try RecordsSupport.read(whole + Array("garbage".utf8), format: "raw")
        #expect(behind.rows.count == 3_000 && behind.reader.summary.problems.count == 1)
        var flipped = Self.gzip(Array("only line\n".utf8))
        flipped[10] = 7
        #expect(try RecordsSupport.read(flipped, format: "raw").reader.summary.problems.first?.what.contains("damaged") == true)
    }

    @Test func `files, globs and folders are expanded in a fixed order and a file is read once`() throws {
        try RecordsSupport.withFolder { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/sub/deep", withIntermediateDirectories: true)
            func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name)) }
            try write("b.log", Array("b\n".utf8))
            try write("a.log.1", Array("a\n".utf8))
            try write("sub/deep/c.txt", Self.gzip(Array("c\n".utf8)))
            try write("sub/table.csv", Array("x,y\n".utf8))
            try write("sub/binary.log", [0, 1, 2, 3, 0xFF])
            try write("sub/empty.log", [])
            try write(".hidden.log", Array("h\n".utf8))
            let sources = try LogSources([folder])
            #expect(sources.paths == ["a.log.1", "b.log", "sub/deep/c.txt"].map { folder + "/" + $0 })
            let left = "files left out: 1 binary (sub/binary.log), 1 empty (sub/empty.log), 1 with other endings (sub/table.csv)"
            #expect(sources.notes.map(\.what) == [left])
            #expect(try LogSources([folder + "/*.log*", folder + "/b.log"]).paths == ["a.log.1", "b.log"].map { folder + "/" + $0 })
            let reader = try RecordReader(inputs: [folder], format: LogFormat("raw"))
            var batch = RecordBatch()
            var seen: [[String]] = []
            while try reader.read(into: &batch) { seen.append(["\(batch.source)"] + batch.records.map { batch.text($0.content) }) }
            #expect(seen == [["0", "a"], ["1", "b"], ["2", "c"]])
            #expect(reader.summary.problems == sources.notes)
            for (input, words) in [
                (folder + "/none.log", "no such file"), (folder + "/*.nothing", "no file matches"), (folder + "/sub/empty", "no such file"),
            ] {
                #expect { try LogSources([input]) } throws: { "\($0)".contains(words) && "\($0)".contains(input) }
            }
            try files.removeItem(atPath: folder + "/sub/deep")
            #expect { try LogSources([folder + "/sub"]) } throws: { "\($0)".contains("no log files") && "\($0)".contains("1 binary") }
            #expect(throws: InputError.self) { try LogSources([]) }
        }
    }

    @Test func `raw lines are fetched again, joined as they were, and cut to the limit`() throws {
        try RecordsSupport.withFolder { folder in
            let text = "one\n at x\ntwo\n\nthree " + String(repeating: "y", count: 9_000) + "\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/a.log"))
            try Data(Self.gzip(Array("four\n".utf8))).write(to: URL(fileURLWithPath: folder + "/b.log.gz"))
            let wanted = [(0, 1), (0, 3), (0, 5), (0, 9), (1, 1), (7, 1)].map { LineReference(source: UInt32($0.0), line: UInt64($0.1)) }
            let found = try RawLines.fetch(Set(wanted), inputs: [folder], formats: [LogFormat("raw")], options: .init(chunkBytes: 64))
            #expect(found.count == 4)
            #expect(found[wanted[0]] == "one\n at x" && found[wanted[1]] == "two" && found[wanted[4]] == "four")
            #expect(found[wanted[2]]?.utf8.count == 4_096)
            let few = try RawLines.fetch(Set(wanted), inputs: [folder], formats: [LogFormat("raw")], limits: .init(records: 1, bytes: 2))
            #expect(few == [wanted[0]: "on"])
        }
    }

    /// Only the lines asked for are made records again, so whatever lies between them must not move a line number or a record's end.
    @Test(arguments: ["raw", "Hadoop", "found"], [RecordReader.Joining.continuations, .unfitting])
    func `any records fetched again are those that were read`(_ name: String, _ joining: RecordReader.Joining) throws {
        var random = RandomSource(seed: UInt64(name.count) * 7 + (joining == .unfitting ? 1 : 0))
        let kinds = [
            "2026-11-26 09:39:17.925 UTC [21206] 6b07fe45.52d6 web@shop ERROR:  no such table",
            "2026-11-26 09:39:17.925 UTC [21206] 6b07fe45.52d6 web@shop DETAIL:  it is gone",
            "2026-11-26 09:39:17,925 INFO [main] app.Shop: sold", "\tat app.Shop.sell(Shop.java:7)", "Caused by: nothing", "no header", "",
            "  ",
            "\0\0", "\0text behind zeros", String(repeating: "long ", count: 60), "\r",
        ]
        for round in 0..<12 {
            var text = (0..<Int.random(in: 0..<80, using: &random)).map { _ in kinds[Int.random(in: 0..<kinds.count, using: &random)] }
                .joined(separator: "\n")
            if round % 2 == 0 { text += "\n" }
            let options = RecordReader.Options(
                chunkBytes: 1 + Int.random(in: 0..<400, using: &random), lineLimit: 200, joining: joining, joinLines: 4, joinBytes: 400)
            try RecordsSupport.withFolder { folder in
                let path = folder + "/a.log"
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                let format = name == "found" ? LogFormat.detect(sample: Array(kinds[0].utf8)).format : try LogFormat(name)
                let rows = try RecordsSupport.readAll(RecordReader(inputs: [path], formats: .among([format, format]), options: options))
                let some = rows.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
                let found = try RawLines.fetch(
                    Set(some.map { LineReference(source: 0, line: $0.line) }), inputs: [path], formats: [format], options: options)
                #expect(found.count == some.count)
                for row in some {
                    let reference = LineReference(source: 0, line: row.line)
                    #expect(found[reference] == String(decoding: row.raw, as: UTF8.self), "line \(row.line) of \(text.debugDescription)")
                }
            }
        }
    }

    @Test func `recent lines forget the oldest and stay within their bounds`() throws {
        var recent = RecentLines(bytes: 200, records: 1_000, recordLimit: 10)
        try RecordsSupport.withFolder { folder in
            try Data((0..<100).map { "line \($0) long text\n" }.joined().utf8).write(to: URL(fileURLWithPath: folder + "/a.log"))
            let reader = try RecordReader(inputs: [folder + "/a.log"], format: LogFormat("raw"), options: .init(chunkBytes: 50))
            var batch = RecordBatch()
            while try reader.read(into: &batch) { recent.keep(batch) }
        }
        #expect(recent.text(LineReference(source: 0, line: 100)) == "line 99 lo")
        #expect(recent.text(LineReference(source: 0, line: 1)) == nil)
        #expect((1...100).count { recent.text(LineReference(source: 0, line: UInt64($0))) != nil } <= 20)
    }
}
