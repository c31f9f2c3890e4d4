import Foundation
import TestSupport
import Testing

@testable import Auspex

/// What keys of JSON lines and logfmt mean, found by names and by values.
@Suite struct KeyRolesTests {
    private static func format(_ line: (Int) -> String, count: Int = 60) -> LogFormat {
        LogFormat.detect(sample: Array((0..<count).map { line($0) + "\n" }.joined().utf8)).format
    }

    private static func nginx(_ number: Int) -> String {
        let second = String(100 + number % 60).dropFirst()
        return
            #"{"time_local":"26/Nov/2026:09:35:\#(second) +0000","remote_addr":"10.0.0.\#(number % 9)","request":"GET /item/\#(number) HTTP/1.1","status":200,"body_bytes_sent":\#(40 + number % 7),"request_time":0.00\#(number % 9)}"#
    }

    @Test func `a time is found by its values where its key has no usual name`() {
        let format = Self.format {
            #"{"written":"2026-11-26T09:35:\#(String(100 + $0 % 60).dropFirst())Z","id":\#(1_000_000_000 + $0),"msg":"a"}"#
        }
        #expect(format.keyRoles?.time == "written")
        // A number that could be one is a time only where nothing else is.
        #expect(Self.format { #"{"msec":"17640000\#(10 + $0 % 80).5","n":\#($0),"msg":"a"}"# }.keyRoles?.time == "msec")
        #expect(Self.format { #"{"took":"0.\#($0)","n":\#($0),"msg":"a"}"# }.keyRoles?.time == nil)
    }

    @Test func `requests in JSON lines are events as those of an access log are`() throws {
        let format = Self.format(Self.nginx)
        let roles = try #require(format.keyRoles)
        #expect(roles.time == "time_local" && roles.requestLine == "request" && roles.message == nil && roles.areRequests)
        guard case .access(let method, let path, let status, let values) = try #require(format.eventHead) else {
            Issue.record("no request")
            return
        }
        #expect([method, path, status].map { format.fieldNames[$0] } == ["request_line.method", "request_line.path", "status"])
        #expect(values.map { format.fieldNames[$0] } == ["body_bytes_sent", "request_time"])
        var splitter = RecordSplitter(format), fields: [ByteRange] = []
        // Escapes are decoded behind the line; the request is found there.
        for line in [Self.nginx(3), Self.nginx(3).replacingOccurrences(of: "/item/3", with: #"\/item\/3"#)] {
            fields.removeAll()
            let bytes = Array(line.utf8)
            splitter.decoded.removeAll()
            splitter.decodedBase = bytes.count
            let outcome = splitter.split(bytes.span, from: 0, to: bytes.count, fields: &fields)
            let whole = bytes + splitter.decoded
            #expect(outcome.unparsed == nil && !outcome.time.isNaN)
            #expect(String(decoding: whole[fields[method].indices], as: UTF8.self) == "GET")
            #expect(String(decoding: whole[fields[path].indices], as: UTF8.self) == "/item/3")
        }
    }

    @Test func `a structured log whose messages differ has no requests, whatever fields stand beside them`() {
        let format = Self.format {
            #"{"ts":"2026-11-26T09:35:\#(String(100 + $0 % 60).dropFirst())Z","msg":"\#($0 % 2 == 0 ? "done" : "begun")","path":"/a","status":200}"#
        }
        #expect(format.keyRoles?.areRequests == false && format.eventHead == nil)
    }

    @Test func `a format that was written and read again knows its message`() throws {
        for line in [#"{"ts":"2026-11-26T09:35:10Z","level":"info","msg":"started"}"#, Self.nginx(1)] {
            let format = Self.format { _ in line }
            let again = try JSONDecoder().decode(LogFormat.self, from: JSONEncoder().encode(format))
            #expect(again == format && again.keyRoles == format.keyRoles && again.eventHead == format.eventHead)
            let bytes = Array(line.utf8)
            var content: [String] = []
            for format in [format, again] {
                var splitter = RecordSplitter(format), fields: [ByteRange] = []
                let outcome = splitter.split(bytes.span, from: 0, to: bytes.count, fields: &fields)
                content.append(String(decoding: bytes[outcome.content.indices], as: UTF8.self))
            }
            #expect(content[0] == content[1])
        }
    }

    @Test func `a model of JSON lines with another name for the message finds nothing new in what it learnt from`() throws {
        let folder = try TemporaryFolder()
        let text = (0..<400).map {
            #"{"ts":"2026-11-26T09:\#(String(100 + $0 / 60).dropFirst()):\#(String(100 + $0 % 60).dropFirst())Z","level":"info","job":"j\#($0 / 4)","msg":"step \#("abcd".map { String($0) }[$0 % 4]) done"}"#
                + "\n"
        }.joined()
        let log = try folder.write("jobs.log", text), path = folder.path + "/jobs.auspex"
        _ = try TrainingRun(input: .init(inputs: [log]), plan: try PipelineTests.ngramPlan([])).run().model.save(to: path)
        let model = try TrainedModel(path: path)
        let result = try DetectionRun(model: model, options: .init(inputs: [log])).run()
        #expect(result.incidents.isEmpty && result.events == 400)
    }

    @Test(arguments: [
        ("shop.example.com:443 10.0.0.1 - ann [26/Nov/2026:09:35:33 +0000] \"GET /a HTTP/1.1\" 200 48", ["Front1": "shop.example.com:443"]),
        ("web-1 | 10.0.0.1 - ann [26/Nov/2026:09:35:33 +0000] \"GET /a HTTP/1.1\" 200 48", ["Front1": "web-1", "Front2": "|"]),
        ("10.0.0.1 - ann [26/Nov/2026:09:35:33 +0000] shop.example.com \"GET /a HTTP/1.1\" 200 48", ["Between1": "shop.example.com"]),
    ])
    func `an access log may have words in front and before the request`(line: String, further: [String: String]) throws {
        let format = Self.format { _ in line + " \"-\" \"curl/8\"" }
        #expect(format.name == "combined")
        let bytes = Array(line.utf8)
        var splitter = RecordSplitter(format), fields: [ByteRange] = []
        let outcome = splitter.split(bytes.span, from: 0, to: bytes.count, fields: &fields)
        #expect(outcome.unparsed == nil)
        for (name, value) in further.merging(["Host": "10.0.0.1", "User": "ann", "Path": "/a", "Status": "200"], uniquingKeysWith: { $1 }) {
            let field = try #require(format.fieldIndex(name))
            #expect(String(decoding: bytes[fields[field].indices], as: UTF8.self) == value)
        }
    }

    @Test func `objects inside objects are fields, named after all keys on the way`() throws {
        let line =
            #"{"@timestamp":"2026-11-26T09:35:10Z","log":{"level":"error","logger":"shop"},"#
            + #""http":{"request":{"method":"GET","deep":{"a":1}}},"message":"x","empty":{}}"#
        let format = Self.format { _ in line }
        #expect(format.fieldNames == ["@timestamp", "log.level", "log.logger", "http.request.method", "http.request.deep"])
        #expect(format.levelField == 1 && format.componentField == 2)
        let bytes = Array(line.utf8)
        var splitter = RecordSplitter(format), fields: [ByteRange] = []
        let outcome = splitter.split(bytes.span, from: 0, to: bytes.count, fields: &fields)
        #expect(
            fields.map { String(decoding: bytes[$0.indices], as: UTF8.self) } == [
                "2026-11-26T09:35:10Z", "error", "shop", "GET", #"{"a":1}"#,
            ])
        #expect(String(decoding: bytes[outcome.content.indices], as: UTF8.self) == "x")
        for broken in [#"{"a":{"b":1}"#, #"{"a":{"b"}}"#, #"{"a":{"b":1,}}"#, #"{"a":{"b":1}} x"#] {
            let text = Array(broken.utf8)
            #expect(!JSONLineScanner.scan(text.span, from: 0, to: text.count) { _, _ in })
        }
    }

    private static let object = #"{"ts":"2026-11-26T09:35:10.5Z","level":"warning","trace":"t1","msg":"cache \"a\" is gone"}"#

    @Test(arguments: [
        "Nov 26 09:35:10 web1 shop[4711]: " + KeyRolesTests.object,
        "2026-11-26T09:35:10.5Z stdout F " + KeyRolesTests.object,
        "shop-1  | " + KeyRolesTests.object,
        "docker",
    ])
    func `a message that is an object is opened behind any header, and so is one read again from a model`(line: String) throws {
        // Docker's own file holds the line as a string of JSON.
        let escaped = Self.object.replacingOccurrences(of: #"\"#, with: #"\\"#).replacingOccurrences(of: "\"", with: #"\""#)
        let line = line == "docker" ? #"{"log":"\#(escaped)\n","stream":"stdout","time":"2026-11-26T09:35:10.5Z"}"# : line
        let found = Self.format { _ in line }
        let again = try JSONDecoder().decode(LogFormat.self, from: JSONEncoder().encode(found))
        #expect(again == found)
        let bytes = Array(line.utf8)
        for format in [found, again] {
            var splitter = RecordSplitter(format), fields: [ByteRange] = []
            splitter.decodedBase = bytes.count
            let outcome = splitter.split(bytes.span, from: 0, to: bytes.count, fields: &fields)
            let whole = bytes + splitter.decoded
            func text(_ range: ByteRange) -> String { String(decoding: whole[range.indices], as: UTF8.self) }
            #expect(text(outcome.content) == #"cache "a" is gone"# && !outcome.time.isNaN)
            #expect(try text(fields[#require(format.levelField)]) == "warning")
            #expect(try text(fields[#require(format.fieldIndex("trace"))]) == "t1")
        }
    }

    @Test func `a damaged object behind a header leaves no field that points at text taken back`() {
        let format = Self.format { _ in "2026-11-26T09:35:10.5Z stdout F " + Self.object }
        let line = Array((#"2026-11-26T09:35:10.5Z stdout F {"trace":"a\"b","msg":"x""# + "}}").utf8)
        var splitter = RecordSplitter(format), fields: [ByteRange] = []
        splitter.decodedBase = line.count
        let outcome = splitter.split(line.span, from: 0, to: line.count, fields: &fields)
        #expect(outcome.unparsed == nil && splitter.decoded.isEmpty)
        #expect(fields.allSatisfy { Int($0.end) <= line.count } && Int(outcome.content.end) <= line.count)
    }
}
