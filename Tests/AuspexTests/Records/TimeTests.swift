import Foundation
import Testing

@testable import Auspex

@Suite struct TimeTests {
    private func value(_ text: String, _ syntax: TimeReader.Syntax = .any, year: Int = 2000) -> Double {
        var reader = TimeReader(syntax, year: year)
        let bytes = Array(text.utf8)
        return reader.read(bytes.span, from: 0, to: bytes.count).value
    }

    @Test(
        arguments: [
            ("081109 203615", 1_226_262_975), ("2015-10-18 18:01:47,978", 1_445_191_307.978), ("17/06/09 20:10:40", 1_497_039_040),
            ("Sun Dec 04 04:47:44 2005", 1_133_671_664), ("Sun Dec 04 04:47:44.250000 2005", 1_133_671_664.25),
            ("1117838570", 1_117_838_570), ("1117838570.25", 1_117_838_570.25), ("1700000000123", 1_700_000_000.123),
            ("1700000000123456", 1_700_000_000.123456), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
            ("2024-02-29T12:00:00.5+02:00", 1_709_200_800.5), ("2024-02-29 12:00:00-0730", 1_709_235_000),
            ("10/Oct/2000:13:55:36 -0700", 971_211_336), ("20171223-22:15:29:606", 1_514_067_329.606),
            ("20171224-0:7:2:44", 1_514_074_022.44),
            ("2000-02-29T00:00:00Z", 951_782_400), ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("2005-06-03-15.42.50.675872", 1_117_813_370.675872),
        ] as [(String, Double)])
    func `usual spellings are read to the second and its fraction`(_ text: String, _ expected: Double) {
        #expect(abs(value(text) - expected) < 1e-5, "\(text)")
    }

    @Test(arguments: [
        "", " ", "Jun", "Jun 32 10:00:00", "2023-02-29T00:00:00Z", "1900-02-29 00:00:00", "2015-13-01 00:00:00", "2015-10-18 24:00:00",
        "2015-10-18 18:60:00", "2015-10-18 1x:01:47", "99999999999999999999999", "12345", "081109", "0811091 203615", "081109 2036155",
        "Foo Jun 14 15:16:01", "2015-10-18", "2015-00-18 18:01:47", "2015-10-00 18:01:47", "\u{FF}\u{FF}", "10/Oct/2000:13:55:36",
    ])
    func `what is no time gives NaN and no trap`(_ text: String) {
        #expect(value(text).isNaN, "\(text)")
    }

    @Test func `the year is carried over new year and not thrown about by disorder`() {
        var reader = TimeReader(.layout(TimeLayout("MMM_d_HH:mm:ss")), year: 2023)
        let texts = ["Dec 31 23:59:58", "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  1 00:00:02", "Feb 29 00:00:00"]
        let values = texts.map { text -> Double in
            let bytes = Array(text.utf8)
            return reader.read(bytes.span, from: 0, to: bytes.count).value
        }
        #expect(values == [1_704_067_198, 1_704_067_199, 1_704_067_201, 1_704_067_199, 1_704_067_202, 1_709_164_800])
    }

    @Test func `a leap day without a year moves to the next leap year`() {
        #expect(value("Feb 29 00:00:00", year: 2001) == 1_078_012_800)
    }

    @Test func `remembering the last time changes no value`() {
        var random = RandomSource(seed: 5)
        let layouts = ["yyyy-MM-ddTHH:mm:ssSz", "yyyyMMdd-H:m:sS", "yyMMdd HHmmss", "E_MMM_d_HH:mm:ssS_yyyy", "MMM_d_H:mm:ssS"]
        for layout in layouts {
            var shared = TimeReader(.layout(TimeLayout(layout)), year: 2020)
            for _ in 0..<400 {
                let second = Int(random.next() % 60), hour = Int(random.next() % 3), fraction = Int(random.next() % 12)
                let text =
                    switch layout.first {
                    case "E": "Mon Mar \(1 + hour) 0\(hour):00:\(String(format: "%02d", second)).\(fraction) 202\(hour)"
                    case "M": "Mar \(1 + hour) \(hour):00:\(String(format: "%02d", second)).\(fraction)"
                    default:
                        layout.contains("T")
                            ? "2020-03-0\(1 + hour)T00:00:\(String(format: "%02d", second)),\(fraction)+0\(hour):00"
                            : layout.contains("-")
                                ? "20200301-\(hour):0:\(second):\(fraction)"
                                : "20030\(1 + hour) 0000\(String(format: "%02d", second))"
                    }
                let bytes = Array(text.utf8)
                var fresh = TimeReader(.layout(TimeLayout(layout)), year: 2020)
                let expected = fresh.read(bytes.span, from: 0, to: bytes.count).value
                let found = shared.read(bytes.span, from: 0, to: bytes.count).value
                #expect(found == expected && !found.isNaN, "\(text)")
            }
        }
    }

    @Test func `days agree with Foundation over four centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for year in stride(from: 1990, through: 2400, by: 7) {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (12, 31)] {
                let date = try #require(calendar.date(from: DateComponents(year: year, month: month, day: day, hour: 5)))
                let text = String(format: "%04d-%02d-%02dT05:00:00Z", year, month, day)
                #expect(value(text) == date.timeIntervalSince1970, "\(text)")
            }
        }
    }
}
