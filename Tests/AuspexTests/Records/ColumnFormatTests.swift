import Testing

@testable import Auspex

/// Headers that no named format has are learnt from a sample.
@Suite struct ColumnFormatTests {
    /// A log of lines, each made of its number.
    static func log(_ count: Int = 60, _ line: (Int) -> String) -> [UInt8] {
        Array((0..<count).map(line).joined(separator: "\n").utf8) + [0x0A]
    }

    static func time(_ index: Int) -> String { "2026-11-26 09:\(10 + index / 60):\(10 + index % 50)" }

    static let trace = "6f3cbf058c2765548a39ad724905d6a1"

    static let services = log { index in
        let service = ["ts-travel2-service-5c66d57d58-6mp2b", "ts-basic-service-5dc8d4f9fd-46997"][index % 2]
        let statement = ["t.c.Travel2Controller#115", "f.m.s.BasicServiceImpl#343", "f.m.c.StationController#71"][index % 3]
        let level = index % 9 == 0 ? "WARN" : "INFO"
        return "2023-01-29T08:42:\(10 + index % 50).487160534Z \(service) 16:42:\(10 + index % 50).486 \(level)  \(statement) "
            + "TraceID: \(trace) SpanID: d5968a836cd9ff5a [query][Query \(index)]"
    }

    static let postgres = log { index in
        if index % 20 == 7 { return "\(time(index)).692 UTC [5716] 6b07fa72.1654 LOG:  checkpoint starting: time" }
        let text = index % 5 == 0 ? "ERROR:  duplicate key value" : "LOG:  duration: 0.\(index) ms  statement: BEGIN"
        return "\(time(index)).692 UTC [\(5700 + index % 7)] 6b07fa7\(index % 7).1654 \(["web", "admin"][index % 2])@shop \(text)"
    }

    static func fields(_ sample: [UInt8], line: Int) throws -> (format: LogFormat, fields: [String: String], content: String) {
        let format = LogFormat.detect(sample: sample).format
        var splitter = RecordSplitter(format)
        let text = Array(sample.split(separator: 0x0A)[line])
        splitter.decodedBase = text.count
        var ranges: [ByteRange] = []
        let outcome = splitter.split(text.span, from: 0, to: text.count, fields: &ranges)
        func string(_ range: ByteRange) -> String { String(decoding: text[range.indices], as: UTF8.self) }
        var fields: [String: String] = [:]
        for (name, range) in zip(format.fieldNames, ranges) { fields[name] = string(range) }
        #expect(outcome.unparsed == nil && !outcome.time.isNaN)
        return (format, fields, string(outcome.content))
    }

    @Test func `a service's pod, clock, severity and statement are columns, and its trace is not`() throws {
        let (format, fields, content) = try Self.fields(Self.services, line: 4)
        #expect(format.specification == "columns: host clock level statement")
        #expect(fields["Host"] == "ts-travel2-service-5c66d57d58-6mp2b" && fields["Level"] == "INFO")
        #expect(fields["Statement"] == "f.m.s.BasicServiceImpl#343" && fields["Clock"] == "16:42:14.486")
        #expect(content == "TraceID: \(Self.trace) SpanID: d5968a836cd9ff5a [query][Query 4]")
        #expect(format.statementField == 4 && format.hostField == 1 && format.levelField == 3)
        #expect(format.eventHead == .statement(field: 4))
    }

    @Test func `PostgreSQL's process, session, account and severity are columns, and a record without an account keeps the others`() throws
    {
        let (format, fields, content) = try Self.fields(Self.postgres, line: 5)
        #expect(format.fieldNames == ["Time", "Pid", "Session", "Account", "Level"])
        #expect(fields["Session"] == "6b07fa75.1654" && fields["Account"] == "admin@shop" && fields["Level"] == "ERROR")
        #expect(content == "duplicate key value")
        let system = try Self.fields(Self.postgres, line: 7)
        #expect(system.fields["Account"] == "" && system.fields["Level"] == "LOG" && system.content == "checkpoint starting: time")
    }

    @Test func `DETAIL and STATEMENT of the same process are parts of the message before them`() throws {
        var text = String(decoding: Self.postgres, as: UTF8.self)
        let head = "2026-11-26 09:20:00.000 UTC"
        text += "\(head) [77] 6b07fa75.1654 web@shop ERROR:  deadlock detected\n"
        text += "\(head) [77] 6b07fa75.1654 web@shop DETAIL:  Process 1 waits\n\tfor 2\n"
        text += "\(head) [78] 6b07fa75.1655 web@shop STATEMENT:  COMMIT\n"
        let format = LogFormat.detect(sample: Self.postgres).format
        var assembler = LineAssembler(source: 0, format: format, options: RecordReader.Options())
        var summary = ReadSummary(), batch = RecordBatch()
        summary.sources.append(ReadSummary.Source(name: "-"))
        let bytes = Array(text.utf8)
        let start = assembler.begin(&batch, room: bytes.count)
        batch.bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
        assembler.consume(&batch, valid: start + bytes.count, final: true, summary: &summary)
        let last = batch.records.suffix(2)
        #expect(last.map(\.lineCount) == [3, 1])
        #expect(last.map { batch.text($0.content) } == ["deadlock detected", "COMMIT"])
        #expect(batch.fields.count == batch.records.count * batch.fieldCount)
    }

    @Test(arguments: [
        ("columns: level process connection", "2026/11/26 09:25:10 [info] 12966#12966: *7 client 127.0.0.1 closed"),
        ("columns: number level code tag", "2026-11-26T09:25:10.270123Z 14 [Note] [MY-010116] [Server] ready at 5"),
        ("columns: level number thread logger", "2026-11-26 09:25:10.270  INFO 12345 --- [nio-8080-exec-1] c.e.shop.Orders : order 5"),
        ("columns: tag statement", "2026-11-26 09:25:10 [worker] main.py:15 order 5"),
    ]) func `columns of well-known servers are found`(_ expected: String, _ line: String) throws {
        let sample = Self.log { index in
            var line = line.replacing(":10", with: ":\(10 + index % 50)")
            if index % 3 == 1 { line = line.replacing("c.e.shop.Orders", with: "c.e.shop.Carts") }
            return line.replacing("-exec-1", with: "-exec-\(index % 9)")
        }
        #expect(LogFormat.detect(sample: sample).format.specification == expected)
    }

    @Test func `a learnt header is remade from its specification, and a wrong column is an input error`() throws {
        let format = LogFormat.detect(sample: Self.postgres).format
        #expect(try LogFormat(format.specification) == format)
        #expect(throws: InputError.self) { try LogFormat("columns: host colour") }
    }

    @Test func `text that merely begins alike is not taken for a header`() {
        let sample = Self.log { "\(Self.time($0)) user \(["anna", "ben"][$0 % 2]) bought \($0) things" }
        #expect(LogFormat.detect(sample: sample).format.name == "generic")
    }

    @Test func `what stands behind the agent of an access log is named by its keys or its place`() throws {
        let sample = Self.log { index in
            "127.0.0.1 - - [26/Nov/2026:09:25:\(10 + index % 50) +0000] \"GET /item/\(index) HTTP/1.1\" 200 43 \"-\" \"curl\" rt=0.00\(index) \"-\" 0.5"
        }
        let (format, fields, _) = try Self.fields(sample, line: 3)
        #expect(format.fieldNames.suffix(3) == ["rt", "Extra1", "Extra2"])
        #expect(fields["rt"] == "0.003" && fields["Extra1"] == "-" && fields["Extra2"] == "0.5")
        #expect(format.hostField == nil && format.statusField == 7)
    }
}
