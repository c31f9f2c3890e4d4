import Auspex

/// The moment in a line of one of the lab's logs, whatever the server's way of writing it: seconds on a scale where only differences count.
struct LineInstants {
    /// Bytes of a line that are looked at.
    private static let reach = 200
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private let dayFirst: Pattern
    private let yearFirst: Pattern

    init() throws {
        dayFirst = try Pattern(#"(\d\d)[/ ]([A-Z][a-z]{2})[/ ](\d{4})[: ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?"#)
        yearFirst = try Pattern(#"(\d{4})[-/](\d\d)[-/](\d\d)[ T]+(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?"#)
    }

    /// The first moment in a line; `nil` for none.
    func instant(of line: [UInt8]) -> Double? {
        let range = 0..<min(line.count, Self.reach)
        func text(_ range: Range<Int>?) -> String { range.map { String(decoding: line[$0], as: UTF8.self) } ?? "" }
        func seconds(_ groups: [Range<Int>?]) -> Double {
            let clock = groups[4...6].map { Double(text($0)) ?? 0 }
            return clock[0] * 3600 + clock[1] * 60 + clock[2] + (Double("0." + text(groups[7])) ?? 0)
        }
        func day(_ year: Range<Int>?, _ month: Int, _ day: Range<Int>?) -> Double {
            Double(Self.days(year: Int(text(year)) ?? 0, month: month, day: Int(text(day)) ?? 0)) * 86_400
        }
        if let groups = dayFirst.firstMatch(in: line, range: range)?.groups, let month = Self.months.firstIndex(of: text(groups[2])) {
            return day(groups[3], month + 1, groups[1]) + seconds(groups)
        }
        guard let groups = yearFirst.firstMatch(in: line, range: range)?.groups else { return nil }
        return day(groups[1], Int(text(groups[2])) ?? 1, groups[3]) + seconds(groups)
    }

    /// Days since 1 March of the year 0: a year that begins in March has its leap day at the end.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month < 3 ? year - 1 : year, month = month < 3 ? month + 9 : month - 3
        return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
    }
}
