import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct TimeZoneTests {
    /// 2026-03-29 12:00:00 UTC, a day on which Berlin's clocks went forward at 1:00 UTC.
    private static let now = 1_774_785_600.0

    private func value(_ text: String, _ zone: TimeZoneRules, latest: Double? = now) -> Double {
        var reader = TimeReader(.any, zone: zone, latest: latest)
        let bytes = Array(text.utf8)
        return reader.read(bytes.span, from: 0, to: bytes.count).value
    }

    @Test(
        arguments: [
            // A zone in the line counts, whatever the log's is.
            ("2026-01-15T10:00:00Z", "Europe/Berlin", "2026-01-15T10:00:00.000Z"),
            ("2026-01-15T10:00:00.250+01:00", "America/New_York", "2026-01-15T09:00:00.250Z"),
            ("2026-01-15 10:00:00 +0530", "Europe/Berlin", "2026-01-15T04:30:00.000Z"),
            ("2026-01-15 10:00:00.123 CET [17]", "UTC", "2026-01-15T09:00:00.123Z"),
            ("2026-07-15 10:00:00.123 CEST [17]", "UTC", "2026-07-15T08:00:00.123Z"),
            ("2026-07-15 10:00:00 PDT: late", "Europe/Berlin", "2026-07-15T17:00:00.000Z"),
            ("2026-01-15 10:00:00 UTC [17] LOG:", "Europe/Berlin", "2026-01-15T10:00:00.000Z"),
            ("15/Jan/2026:10:00:00 -0500", "Europe/Berlin", "2026-01-15T15:00:00.000Z"),
            ("Thu Jan 15 10:00:00 EST 2026", "UTC", "2026-01-15T15:00:00.000Z"),
            ("20260115T100000Z", "Europe/Berlin", "2026-01-15T10:00:00.000Z"),
            ("Thu, 15 Jan 2026 10:00:00 +0100", "UTC", "2026-01-15T09:00:00.000Z"),
            // An epoch is UTC.
            ("1768471200", "Europe/Berlin", "2026-01-15T10:00:00.000Z"),
            ("1768471200123", "Europe/Berlin", "2026-01-15T10:00:00.123Z"),
            ("1768471200123456", "America/New_York", "2026-01-15T10:00:00.123Z"),
            // Without a zone: the log's, summer and winter.
            ("2026-01-15 10:00:00,500", "Europe/Berlin", "2026-01-15T09:00:00.500Z"),
            ("2026-07-15 10:00:00,500", "Europe/Berlin", "2026-07-15T08:00:00.500Z"),
            ("2026/07/15 10:00:00 [error]", "America/New_York", "2026-07-15T14:00:00.000Z"),
            ("2026-01-15 10:00:00 INFO ready", "+05:30", "2026-01-15T04:30:00.000Z"),
            ("15.01.2026 10:00:00", "CET-1CEST,M3.5.0,M10.5.0/3", "2026-01-15T09:00:00.000Z"),
            ("2026-01-15 10:00:00 ITS late", "Asia/Tokyo", "2026-01-15T01:00:00.000Z"),
            // The hour that came twice is the first; the one that never came counts on.
            ("2025-10-26 02:30:00", "Europe/Berlin", "2025-10-26T00:30:00.000Z"),
            ("2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00.000Z"),
            // Without a year: the last such day before the log was written.
            ("Mar 28 10:00:00 host", "UTC", "2026-03-28T10:00:00.000Z"),
            ("Nov 28 10:00:00 host", "Europe/Berlin", "2025-11-28T09:00:00.000Z"),
            ("Mar 30 08:00:00 host", "UTC", "2026-03-30T08:00:00.000Z"), ("Mar 31 08:00:00 host", "UTC", "2025-03-31T08:00:00.000Z"),
            ("Feb 29 10:00:00 host", "UTC", "2024-02-29T10:00:00.000Z"), ("03-17 16:13:38.811", "UTC", "2026-03-17T16:13:38.811Z"),
        ] as [(String, String, String)])
    func `a time becomes the instant its zone and year say`(_ text: String, _ zone: String, _ expected: String) throws {
        #expect(ReportFormat.instant(value(text, try TimeZoneRules(zone))) == expected, "\(text) in \(zone)")
    }

    @Test func `the year changes inside a file, and a leap day is read in any year`() throws {
        var reader = TimeReader(.layout(TimeLayout("MMM_d_HH:mm:ss")), latest: 1_767_312_000)  // 2026-01-02
        let values = ["Dec 31 23:59:59", "Jan  1 00:00:01", "Feb 28 10:00:00", "Feb 29 10:00:00", "Mar  1 10:00:00"].map { text in
            let bytes = Array(text.utf8)
            return ReportFormat.instant(reader.read(bytes.span, from: 0, to: bytes.count).value)
        }
        #expect(
            values == [
                "2025-12-31T23:59:59.000Z", "2026-01-01T00:00:01.000Z", "2026-02-28T10:00:00.000Z", "2026-03-01T10:00:00.000Z",
                "2026-03-01T10:00:00.000Z",
            ])
    }

    @Test func `an hour that comes twice is told apart by the order of the lines`() throws {
        var reader = TimeReader(.any, zone: try TimeZoneRules("Europe/Berlin"))
        let values = ["2025-10-26 01:59:00", "2025-10-26 02:59:59", "2025-10-26 02:00:00", "2025-10-26 03:00:00"].map { text in
            let bytes = Array(text.utf8)
            return ReportFormat.instant(reader.read(bytes.span, from: 0, to: bytes.count).value).dropFirst(11).prefix(8)
        }
        #expect(values == ["23:59:00", "00:59:59", "01:00:00", "02:00:00"])
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Dublin"])
    func `offsets and local times agree with Foundation`(_ name: String) throws {
        let rules = try TimeZoneRules(name)
        let reference = try #require(TimeZone(identifier: name))
        var random = RandomSource(seed: 3)
        for _ in 0..<2_000 {
            let instant = Double(random.next() % 2_800_000_000)
            let offset = reference.secondsFromGMT(for: Date(timeIntervalSince1970: instant))
            #expect(rules.offset(at: instant) == offset, "\(name) \(instant)")
            let local = Int(instant) + offset
            #expect(rules.instant(ofLocal: local, after: instant) == Int(instant), "\(name) \(instant)")
        }
    }

    @Test(arguments: ["", "Nowhere/City", "../../etc/passwd", "+25:00", "CET-1CEST,M13.5.0,M10.5.0", "Europe"])
    func `what is no zone is refused`(_ name: String) {
        #expect(throws: InputError.self) { try TimeZoneRules(name) }
    }

    @Test func `a damaged zone file is no zone`() throws {
        let data = try FileSystem.read("/usr/share/zoneinfo/Europe/Berlin", limit: 1 << 20)
        var random = RandomSource(seed: 9)
        for length in stride(from: 0, to: data.count, by: 13) {
            _ = TimeZoneRules(file: Array(data[..<length]), name: "x")?.offset(at: 1e9)
        }
        for _ in 0..<500 {
            var damaged = data
            for _ in 0..<4 { damaged[Int(random.next() % UInt64(data.count))] = UInt8(truncatingIfNeeded: random.next()) }
            _ = TimeZoneRules(file: damaged, name: "x")?.offset(at: 1e9)
        }
    }

    @Test func `times are told in the zone of the lines, else in the log's`() throws {
        func told(_ lines: [String], _ clock: ReadingClock) throws -> String {
            let folder = try TemporaryFolder()
            let path = try folder.write("app.log", lines.joined(separator: "\n") + "\n")
            let reader = try RecordReader(inputs: [path], options: .init(clock: clock))
            var batch = RecordBatch()
            while try reader.read(into: &batch) {}
            return reader.summary.zones.zone(clock).name
        }
        let berlin = ReadingClock(zone: try TimeZoneRules("Europe/Berlin")), given = ReadingClock(zone: berlin.zone, isGiven: true)
        let offset = (0..<30).map { "2026-01-15T10:00:\(10 + $0)+02:00 INFO ready \($0)" }
        let none = (0..<30).map { "2026-01-15T10:00:\(10 + $0) INFO ready \($0)" }
        #expect(try told(offset, berlin) == "+02:00")
        #expect(try told(offset, given) == "Europe/Berlin")
        #expect(try told(none, berlin) == "Europe/Berlin")
        #expect(try told(offset + none, berlin) == "Europe/Berlin")
    }
}
