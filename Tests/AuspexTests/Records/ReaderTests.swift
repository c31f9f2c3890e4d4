import Foundation
import Testing

@testable import Auspex

@Suite struct ReaderTests {
    private let text = """
        2024-01-01 00:00:00,001 ERROR [main] a.B: failed
        java.io.IOException: gone
        \tat a.B.run(B.java:7)
        Caused by: x
        ... 3 more

        2024-01-01 00:00:01,001 INFO [main] a.B: fine\r
        2024-01-01 00:00:02,001 INFO [main] a.B: last
        """

    @Test func `continuations are joined, line numbers stay exact, the content is the first line's`() throws {
        let (rows, reader) = try RecordsSupport.read(Array(text.utf8), format: "Hadoop")
        #expect(rows.map(\.line) == [1, 2, 7, 8])
        #expect(rows.map(\.lineCount) == [1, 4, 1, 1])
        #expect(rows.map(\.text) == ["failed", "java.io.IOException: gone", "fine", "last"])
        #expect(
            String(decoding: rows[1].raw, as: UTF8.self) == "java.io.IOException: gone\n\tat a.B.run(B.java:7)\nCaused by: x\n... 3 more")
        #expect(rows[1].unparsed == .headerMismatch)
        #expect(reader.summary.counts == [.blank: 1, .headerMismatch: 1])
        #expect(reader.summary.lines == 8)
    }

    @Test func `with the option, unfitting lines belong to the record before them; without joining every line is a record`() throws {
        let all = try RecordsSupport.read(Array(text.utf8), format: "Hadoop", options: .init(chunkBytes: 64, joining: .unfitting))
        #expect(all.rows.map(\.line) == [1, 7, 8])
        #expect(all.rows[0].lineCount == 5 && all.rows[0].text == "failed" && all.rows[0].fields.count == 5)
        let none = try RecordsSupport.read(Array(text.utf8), format: "Hadoop", options: .init(joining: .none))
        #expect(none.rows.map(\.line) == [1, 2, 3, 4, 5, 7, 8])
    }

    @Test func `joining is bounded in lines and bytes`() throws {
        let lines = "head\n" + (0..<2_000).map { " at \($0)\n" }.joined()
        let (rows, _) = try RecordsSupport.read(Array(lines.utf8), format: "raw")
        #expect(rows.allSatisfy { $0.lineCount <= 512 && $0.raw.count <= 65_536 })
        #expect(rows.reduce(0) { $0 + Int($1.lineCount) } == 2_001)
        let small = try RecordsSupport.read(Array(lines.utf8), format: "raw", options: .init(chunkBytes: 128, joinBytes: 100))
        #expect(small.rows.allSatisfy { $0.raw.count <= 100 })
    }

    @Test(arguments: [1, 2, 3, 7, 16, 61, 100, 1_000])
    func `any chunk size gives the same records`(_ chunk: Int) throws {
        var random = RandomSource(seed: UInt64(chunk))
        for round in 0..<6 {
            var bytes: [UInt8] = []
            for _ in 0..<60 {
                switch random.next() % 12 {
                case 0: bytes += Array("\n".utf8)
                case 1: bytes += Array("\tat x.y(\(random.next() % 9))\n".utf8)
                case 2: bytes += [UInt8](repeating: 0, count: Int(random.next() % 40)) + Array("x\n".utf8)
                case 3: bytes += [UInt8](repeating: 0x41, count: Int(random.next() % 300)) + [0x0A]
                case 4: bytes += [0xFF, 0xC3, 0x0D, 0x0A]
                case 5: bytes += Array("Caused by é\r\n".utf8)
                case 6: bytes += [UInt8](repeating: 0, count: Int(random.next() % 90)) + [0x0A]
                default: bytes += Array("2024-01-01 00:00:0\(random.next() % 10),001 INFO [m] a.B: text \(random.next() % 99)\n".utf8)
                }
            }
            if round % 2 == 0 { bytes.removeLast() }
            var options = RecordReader.Options(chunkBytes: 1 << 16, lineLimit: 120, joinLines: 5, joinBytes: 200)
            let whole = try RecordsSupport.read(bytes, format: "Hadoop", options: options)
            options.chunkBytes = chunk
            let parts = try RecordsSupport.read(bytes, format: "Hadoop", options: options)
            #expect(parts.rows == whole.rows)
            #expect(parts.reader.summary.counts == whole.reader.summary.counts)
            #expect(parts.reader.summary.samples == whole.reader.summary.samples)
            #expect(parts.reader.summary.dataHash == whole.reader.summary.dataHash)
            #expect(parts.reader.summary.lines == whole.reader.summary.lines)
        }
    }

    @Test func `a line of many megabytes costs no memory beyond the chunk and is counted`() throws {
        let bytes = Array("first\n".utf8) + [UInt8](repeating: 0x78, count: 8_000_000) + Array("\nlast".utf8)
        try RecordsSupport.withFolder { folder in
            let path = folder + "/big.log"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let reader = try RecordReader(inputs: [path], format: LogFormat("raw"), options: .init(chunkBytes: 1 << 16))
            var batch = RecordBatch()
            var rows: [RecordsSupport.Row] = []
            while try reader.read(into: &batch) {
                rows += RecordsSupport.rows(batch)
                #expect(batch.bytes.count < 4 * (1 << 16))
            }
            #expect(rows.map(\.line) == [1, 2, 3])
            #expect(rows.map(\.raw.count) == [5, 65_536, 4])
            #expect(rows.map(\.unparsed) == [nil, .lineTooLong, nil])
            #expect(reader.summary.counts == [.lineTooLong: 1])
            #expect(reader.summary.bytes == UInt64(bytes.count))
        }
    }

    @Test func `NULs, blanks and invalid UTF-8 are counted and what follows them is read`() throws {
        let bytes: [UInt8] =
            [0, 0, 0, 0x0A, 0, 0] + Array("081109 203615 148 INFO a: b\n \t \n".utf8) + Array("081109 203615 148 INFO a: ".utf8)
            + [0xC3, 0x28, 0x0A, 0xFF, 0x0A]
        let (rows, reader) = try RecordsSupport.read(bytes, format: "HDFS")
        #expect(rows.map(\.line) == [2, 4, 5])
        #expect(rows.map(\.unparsed) == [nil, nil, .invalidEncoding])
        #expect(rows[1].content == [0xC3, 0x28])
        #expect(reader.summary.counts == [.nulBytes: 2, .blank: 1, .invalidEncoding: 2])
        #expect(reader.summary.lines == 5)
    }

    @Test(arguments: [[], [0], [0x0A], [0x0D, 0x0A], [0, 0, 0, 0x0A, 0], [0x20], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
    func `next to nothing is read without an error`(_ bytes: [UInt8]) throws {
        let (rows, reader) = try RecordsSupport.read(bytes, format: nil)
        #expect(rows.count <= 1)
        // A byte-order mark is no part of what is read.
        #expect(reader.summary.bytes == UInt64(bytes.first == 0xEF ? 0 : bytes.count))
    }

    @Test func `a given format that fits no line is an input error with the first line and what was expected`() {
        #expect {
            try RecordsSupport.read(Array("\nhello world\nmore\n".utf8), format: "HDFS")
        } throws: { error in
            let text = "\(error)"
            return error is InputError && text.contains(":2:") && text.contains("'HDFS'") && text.contains("'hello world'")
                && text.contains("Level") && !text.contains("\n")
        }
        #expect(throws: InputError.self) {
            let lines = String(repeating: "hello world\n", count: 3_000)
            _ = try RecordsSupport.read(Array(lines.utf8), format: "json", options: .init(chunkBytes: 1_000, patience: 100))
        }
    }

    @Test func `malformed structured lines are counted as such`() throws {
        let lines = ["{\"msg\":\"a\"}", "{\"msg\":", "{}", "{\"msg\":\"b\"} x", "[1]", "{\"msg\":\"c\",}", "{\"a\":1 \"b\":2}"]
        let (rows, reader) = try RecordsSupport.read(Array(lines.joined(separator: "\n").utf8), format: "json")
        #expect(rows.map(\.unparsed) == [nil, .malformedStructure, nil] + [UnparsedReason?](repeating: .malformedStructure, count: 4))
        #expect(reader.summary.counts == [.malformedStructure: 5])
        #expect(rows[0].text == "a" && rows[2].text == "{}")
    }

    @Test(arguments: LogFormat.names)
    func `random bytes crash no format and every line is accounted for`(_ name: String) throws {
        var random = RandomSource(seed: 11)
        let golden = FormatTests.goldens.filter { $0.format == name }.map { Array($0.line.utf8) }
        for _ in 0..<12 {
            var bytes: [UInt8] = golden.first.map { $0 + [0x0A] } ?? Array("x\n".utf8)
            for _ in 0..<40 {
                var line = golden.isEmpty ? [] : golden[Int(random.next() % UInt64(golden.count))]
                for _ in 0..<(random.next() % 6) {
                    guard !line.isEmpty else { break }
                    let at = Int(random.next() % UInt64(line.count))
                    switch random.next() % 4 {
                    case 0: line.remove(at: at)
                    case 1: line.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
                    case 2: line.removeSubrange(at...)
                    default: line[at] = Array("\\\"[]{}<>:=- \t\0\n".utf8)[Int(random.next() % 15)]
                    }
                }
                for _ in 0..<(random.next() % 5) { line.append(UInt8(truncatingIfNeeded: random.next())) }
                bytes += line + [0x0A]
            }
            let (rows, reader) = try RecordsSupport.read(bytes, format: name, options: .init(chunkBytes: 300, lineLimit: 150))
            let physical = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).count - (bytes.last == 0x0A ? 1 : 0)
            #expect(reader.summary.lines == UInt64(physical))
            let inRecords = rows.reduce(UInt64(0)) { $0 + UInt64($1.lineCount) }
            let nulOnly = UInt64(bytes.split(separator: 0x0A).count { $0.allSatisfy { $0 == 0 } })
            #expect(inRecords + (reader.summary.counts[.blank] ?? 0) + nulOnly == reader.summary.lines)
            #expect(reader.summary.bytes == UInt64(bytes.count))
            #expect(rows.allSatisfy { $0.fields.count == reader.format.fieldNames.count })
        }
    }

    @Test func `a hostile line does not cost its square`() throws {
        let bracket = [UInt8](repeating: UInt8(ascii: "["), count: 60_000), closing = [UInt8](repeating: UInt8(ascii: "]"), count: 60_000)
        for head in ["Jun 14 15:16:01 combo ", "Jul  1 09:00:55 host a[0]"] {
            for tail in [bracket, closing, bracket + closing] {
                for name in ["Linux", "Mac", "Thunderbird"] {
                    var program = RecordSplitter(try LogFormat(name))
                    let line = Array(head.utf8) + tail
                    var fields: [ByteRange] = []
                    #expect(program.split(line.span, from: 0, to: line.count, fields: &fields).unparsed == .headerMismatch)
                }
            }
        }
    }
}
