import Foundation
import Testing

@testable import Auspex

/// Header fields that say what kind of event a record is.
@Suite struct EventHeadTests {
    /// A batch of records with one header field in front of a blank and the message.
    static func batch(_ lines: [(head: String, text: String)]) -> RecordBatch {
        var batch = RecordBatch(messages: lines.map { Array("\($0.head) \($0.text)".utf8) })
        batch.fieldCount = 1
        for index in batch.records.indices {
            let start = batch.records[index].raw.start, width = UInt32(lines[index].head.utf8.count)
            batch.fields.append(ByteRange(start: start, end: start + width))
            batch.records[index].content.start = start + width + 1
        }
        return batch
    }

    static func drain(_ head: EventHead) throws -> SkeletonParser {
        var configuration = SkeletonParser.Configuration()
        configuration.head = head
        return try SkeletonParser(configuration)
    }

    /// An access log's requests, read as a file would be.
    static func requests(_ requests: [(method: String, path: String, status: Int)]) -> (batch: RecordBatch, format: LogFormat) {
        let format = LogFormat.access(extras: ["rt"])
        var batch = RecordBatch()
        batch.fieldCount = format.fieldNames.count
        var splitter = RecordSplitter(format)
        for (index, request) in requests.enumerated() {
            let start = batch.bytes.count
            batch.bytes += Array(
                "127.0.0.1 - - [26/Nov/2026:09:25:35 +0000] \"\(request.method) \(request.path) HTTP/1.1\" \(request.status) 43 \"-\" \"curl\" rt=0.00\(index % 9)\n"
                    .utf8)
            let end = batch.bytes.count - 1
            splitter.decodedBase = batch.bytes.count
            var fields: [ByteRange] = []
            let outcome = splitter.split(batch.bytes.span, from: start, to: end, fields: &fields)
            batch.fields += fields
            batch.records.append(
                RecordSlot(
                    raw: ByteRange(start: UInt32(start), end: UInt32(end)), content: outcome.content, line: UInt64(index + 1),
                    time: outcome.time, unparsed: outcome.unparsed, lineCount: 1))
        }
        return (batch, format)
    }

    static func parser(_ log: (batch: RecordBatch, format: LogFormat)) throws -> (SkeletonParser, EventBatch) {
        var drain = try SkeletonParser(SkeletonParser.Configuration().adapted(to: log.format))
        var events = EventBatch()
        drain.learn(log.batch, into: &events)
        return (drain, events)
    }

    @Test func `records of one statement are one template whatever their length, and equal texts of two statements are two`() throws {
        let lines = [
            ("a.B#12", "found 3 items in cart"), ("a.B#13", "found 3 items in cart"), ("a.B#12", "found 4 old items in the cart"),
            ("a.B#12", "nothing found at all"),
        ]
        var drain = try Self.drain(.statement(field: 0))
        var events = EventBatch()
        drain.learn(Self.batch(lines), into: &events)
        #expect(events.templates.map(\.rawValue) == [1, 2, 1, 1])
        #expect(drain.templates.map(\.text) == ["a.B#12 <*>", "a.B#13 found <*> items in cart"])
        #expect(events.parameterStarts == [0, 1, 2, 3, 3])
        drain.match(Self.batch([("a.B#12", "quite another text"), ("a.B#14", "found 3 items in cart")]), into: &events)
        #expect(events.templates.map(\.rawValue) == [1, 0])
    }

    @Test func `a parser with statements goes on after it was stored`() throws {
        var drain = try Self.drain(.statement(field: 0))
        var events = EventBatch()
        drain.learn(Self.batch([("a.B#12", "x"), ("a.B#12", "y z"), ("c.D#1", "x")]), into: &events)
        var again = try JSONDecoder().decode(SkeletonParser.self, from: JSONEncoder().encode(drain))
        again.learn(Self.batch([("c.D#1", "other"), ("a.B#12", "q"), ("e.F#9", "x")]), into: &events)
        #expect(events.templates.map(\.rawValue) == [2, 1, 3])
        again.checkInvariants()
    }

    @Test func `texts of two components never meet`() throws {
        var drain = try Self.drain(.component(field: 0))
        var events = EventBatch()
        drain.learn(Self.batch([("sshd", "session 1 opened"), ("su", "session 2 opened"), ("sshd", "session 3 opened")]), into: &events)
        #expect(events.templates.map(\.rawValue) == [1, 2, 1])
        #expect(drain.templates.map(\.text) == ["sshd: session <*> opened", "su: session <*> opened"])
    }

    @Test func `a state stored before heads were known is read`() throws {
        var drain = try SkeletonParser()
        var events = EventBatch()
        drain.learn(RecordBatch(messages: [Array("a 1 b".utf8)]), into: &events)
        var text = String(decoding: try JSONEncoder().encode(drain), as: UTF8.self)
        #expect(!text.contains("rareSegments"))
        text = text.replacing("\"head\":null,", with: "")
        #expect(try JSONDecoder().decode(SkeletonParser.self, from: Data(text.utf8)).templates == drain.templates)
    }

    @Test func `a request is its method, the shape of its path and its status; values are parameters`() throws {
        let log = Self.requests([
            ("GET", "/item/12", 200), ("GET", "/item/90042?from=x/y", 200), ("GET", "/item/7", 404), ("POST", "/item/7", 200),
            ("GET", "/", 200), ("GET", "/api/v2/users/", 200), ("GET", "/api/v2/users", 200),
        ])
        let (drain, events) = try Self.parser(log)
        #expect(events.templates.map(\.rawValue) == [1, 1, 2, 3, 4, 5, 6])
        #expect(
            drain.templates.map(\.text) == [
                "GET /item/<*> 200", "GET /item/<*> 404", "POST /item/<*> 200", "GET / 200", "GET /api/v2/users/ 200",
                "GET /api/v2/users 200",
            ])
        let first = events.parameters[Int(events.parameterStarts[1])..<Int(events.parameterStarts[2])]
        #expect(first.map { log.batch.text($0.range) } == ["90042", "43", "0.001"])
        #expect(first.map(\.kind) == [.number, .number, .number])
    }

    @Test func `many rare words at one place of a path become variable, often seen ones keep their name`() throws {
        var requests: [(String, String, Int)] = []
        for _ in 0..<20 { requests += [("GET", "/shop/cart", 200), ("GET", "/shop/login", 200)] }
        let letters = (0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) }
        for letter in letters { requests.append(("GET", "/shop/article-\(letter)", 200)) }
        var (drain, events) = try Self.parser(Self.requests(requests))
        #expect(Set(drain.templates.map(\.text)) == ["GET /shop/cart 200", "GET /shop/login 200", "GET /shop/<*> 200"])
        drain.match(
            Self.requests([
                ("GET", "/shop/other", 200), ("GET", "/shop/other", 500), ("GET", "/shop/other/x", 200), ("GET", "/shop/cart", 200),
            ])
            .batch, into: &events)
        let texts = events.templates.map { drain.template($0)?.text }
        #expect(texts == ["GET /shop/<*> 200", nil, nil, "GET /shop/cart 200"])
        let span = events.parameters[0]
        #expect(span.kind == .word && span.range.count == 5)
    }

    @Test func `hostile requests are parsed within bounds`() throws {
        let long = String(repeating: "/a", count: 4_000)
        let log = Self.requests([
            ("GET", long, 200), ("GET", "/" + String(repeating: "x", count: 5_000), 200), ("-", "-", 400), ("GET", "//..//%00", 400),
        ])
        let (drain, events) = try Self.parser(log)
        #expect(events.templates.count == 4 && drain.templateCount == 4)
        #expect(drain.templates.allSatisfy { $0.text.utf8.count < 200 })
    }
}
