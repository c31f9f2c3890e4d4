import Testing

@testable import Auspex

/// How programs people run begin their lines: the time is found in all, the severity where there is one.
@Suite struct KnownHeadersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// Twenty-fifth seconds of a minute stand for `%`, the rest of the message for `…`.
        var line: String
        /// Seconds since 1970 of the first line.
        var time: Double
        var level: String?
        var testDescription: String { name }
    }

    /// 2026-11-28 06:21:10 UTC.
    static let moment = 1_795_846_870.0

    static let cases = [
        Case(name: "MariaDB", line: "2026-11-28  6:21:% 0 [Warning] …", time: moment, level: "Warning"),
        Case(name: "MySQL 5.5", line: "261128  6:21:% [ERROR] …", time: moment, level: "ERROR"),
        Case(name: "BIND", line: "28-Nov-2026 06:21:%.500 queries: info: …", time: moment + 0.5, level: nil),
        Case(
            name: "Tomcat", line: "28-Nov-2026 06:21:%.250 SEVERE [main] org.apache.catalina.Foo.start …", time: moment + 0.25,
            level: "SEVERE"),
        Case(name: "Celery", line: "[2026-11-28 06:21:%,125: INFO/MainProcess] …", time: moment + 0.125, level: nil),
        Case(name: "Samba", line: "[2026/11/28 06:21:%.500000,  0] ../source3/smbd/server.c:1 …", time: moment + 0.5, level: nil),
        Case(name: "klog", line: "E1128 06:21:%.500000       1 controller.go:114] …", time: moment + 0.5, level: "E"),
        Case(name: "CUPS", line: "W [28/Nov/2026:06:21:% +0000] …", time: moment, level: "W"),
        Case(name: "Ruby", line: "I, [2026-11-28T06:21:%.500000 #12]  INFO -- : …", time: moment + 0.5, level: "I"),
        Case(name: "Dropwizard", line: "WARN  [2026-11-28 06:21:%,500] com.acme.Foo: …", time: moment + 0.5, level: "WARN"),
        Case(name: "docker compose", line: "web_1  | 2026-11-28T06:21:%.500Z …", time: moment + 0.5, level: nil),
        Case(name: "java.util.logging", line: "Nov 28, 2026 6:21:% AM com.acme.Foo run …", time: moment, level: nil),
        Case(name: "US dates", line: "11/28/2026 06:21:% PM ERROR …", time: moment + 43_200, level: "ERROR"),
        Case(name: "Snort", line: "11/28-06:21:%.500000  [**] [1:2:1] …", time: moment + 0.5, level: nil),
        Case(name: "audit", line: "type=USER_AUTH msg=audit(17958468%.500:77): …", time: 1_795_846_810.5, level: nil),
        Case(name: "MongoDB", line: #"{"t":{"$date":"2026-11-28T06:21:%.500+00:00"},"s":"I","msg":"…"}"#, time: moment + 0.5, level: nil),
        Case(name: "Serilog", line: #"{"@t":"2026-11-28T06:21:%.5000000Z","@l":"Error","@mt":"…"}"#, time: moment + 0.5, level: "Error"),
    ]

    private static func lines(_ line: String) -> [String] {
        (10..<60).map { second in
            line.replacing("%", with: "\(second)").replacing(
                "…", with: ["query took \(second) ms", "user \(second) left", "cache is full"][second % 3])
        }
    }

    private static func read(_ lines: [String], latest: Double) throws -> (format: LogFormat, times: [Double], fields: [[String: String]]) {
        let sample = Array((lines.joined(separator: "\n") + "\n").utf8)
        let format = LogFormat.detect(sample: sample).format
        var splitter = RecordSplitter(format, latest: latest)
        var times: [Double] = [], fields: [[String: String]] = []
        for line in lines {
            let text = Array(line.utf8)
            splitter.decodedBase = text.count
            var ranges: [ByteRange] = []
            times.append(splitter.split(text.span, from: 0, to: text.count, fields: &ranges).time)
            fields.append(
                Dictionary(uniqueKeysWithValues: zip(format.fieldNames, ranges.map { String(decoding: text[$0.indices], as: UTF8.self) })))
        }
        return (format, times, fields)
    }

    @Test(arguments: cases) func `the time and the severity of a header are found`(_ header: Case) throws {
        let (format, times, fields) = try Self.read(Self.lines(header.line), latest: Self.moment + 3600)
        #expect(format.name != "raw")
        #expect(times == (0..<50).map { header.time + Double($0) }, "\(format.specification): \(times.prefix(2))")
        if let level = header.level {
            let index = try #require(format.levelField)
            #expect(fields[0][format.fieldNames[index]] == level, "\(format.specification): \(fields[0])")
        }
    }

    @Test func `a time of day goes on over midnight, and its day is that of the file`() throws {
        let lines = (0..<60).map {
            "\($0 < 30 ? "23:59:\($0 + 30)" : "00:00:\($0 - 30 < 10 ? "0" : "")\($0 - 30)").500 [main] INFO  com.acme.Foo - step \($0)"
        }
        // Written 12 hours after midnight of 2026-11-28.
        let (_, times, _) = try Self.read(lines, latest: 1_795_824_000 + 43_200)
        // Half a minute before midnight and on.
        let wanted: [Double] = (0..<60).map { second -> Double in 1_795_823_970.5 + Double(second) }
        #expect(times == wanted)
    }

    @Test func `a service in front of the time is a component, an identifier is not`() throws {
        let services = (0..<60).map { "\(["web_1", "db_1"][$0 % 2])    | 2026-11-28 06:21:\(10 + $0 % 50) INFO step \($0)" }
        let (format, _, fields) = try Self.read(services, latest: Self.moment)
        #expect(format.componentField.map { fields[1][format.fieldNames[$0]] } == "db_1")
        let numbers = (0..<60).map { "\($0 * 7919) 2026-11-28 06:21:\(10 + $0 % 50) step \($0)" }
        #expect(try Self.read(numbers, latest: Self.moment).format.name == "raw")
    }

    @Test(arguments: ["2026-11-28 06:21:% status installed …", "Nov 28 06:21:% host app: …", "28 Nov 2026 06:21:% …"])
    func `a date in front of a time of day is no name`(_ line: String) throws {
        let services = (0..<60).map { "\(["web_1", "db_1"][$0 % 2])    | 2026-11-28 06:21:\(10 + $0 % 50) INFO step \($0)" }
        let format = LogFormat.detect(sample: Array(services.joined(separator: "\n").utf8)).format
        try #require(format.specification.contains("front-words"))
        #expect(!format.fits(Array(Self.lines(line).joined(separator: "\n").utf8)))
    }
}
