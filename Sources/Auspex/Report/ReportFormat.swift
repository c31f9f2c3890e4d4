/// How the report page writes numbers, times and shares.
package enum ReportFormat {
    /// A whole number with thousands separators: `12,345`.
    package static func grouped(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// A kind of line as a person reads it: what varies is left open.
    package static func template(_ text: String) -> String {
        text.split(separator: "<*>", omittingEmptySubsequences: false).joined(separator: "…")
    }

    /// How often something came back: `once`, `3 times`.
    package static func times(_ count: Int) -> String { count == 1 ? "once" : grouped(count) + " times" }

    /// A number with at most so many decimals, without an exponent: `12.5`. What is not finite, or too large to matter, counts as 0.
    package static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "0" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((abs(value) * scale).rounded(.toNearestOrEven))
        var result = String(scaled / Int(scale))
        var rest = String(scaled % Int(scale))
        while rest.count < decimals { rest = "0" + rest }
        while rest.last == "0" { rest.removeLast() }
        if decimals > 0, !rest.isEmpty { result += "." + rest }
        return (value < 0 && scaled != 0 ? "-" : "") + result
    }

    /// A score for reading: three significant digits or so; `∞` and `–` for what is not finite.
    package static func score(_ value: Double) -> String {
        if value.isNaN { return "–" }
        if value.isInfinite { return value < 0 ? "−∞" : "∞" }
        let size = abs(value)
        if size >= 1e9 { return "> 10⁹" }
        return size >= 1_000 ? grouped(Int(value.rounded())) : fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4)
    }

    /// A ratio with exactly four decimals: `0.7100`; `–` for what is not finite.
    package static func ratio(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "–" }
        let scaled = Int((abs(value) * 10_000).rounded())
        let digits = String(scaled % 10_000)
        return (value < 0 ? "-" : "") + "\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A share as a percentage for reading: `98 %`, `1.2 %`, `< 0.1 %`.
    package static func percent(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let percentage = value * 100
        if percentage > 0, percentage < 0.1 { return "< 0.1 %" }
        if percentage < 100, percentage > 99.9 { return "> 99.9 %" }
        return fixed(percentage, percentage >= 10 && percentage < 99 ? 0 : 1) + " %"
    }

    /// Seconds for reading: `40 ms`, `2.5 s`, `3 min`, `4.2 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "–" }
        let size = abs(seconds)
        if size == 0 { return "0 s" }
        if size < 0.000_999_5 { return fixed(seconds * 1e6, 0) + " µs" }
        if size < 0.999_5 { return fixed(seconds * 1000, 0) + " ms" }
        if size < 120 { return fixed(seconds, 1) + " s" }
        return size < 7200 ? fixed(seconds / 60, 1) + " min" : fixed(seconds / 3600, 1) + " h"
    }

    /// A moment for machines, ISO 8601 with milliseconds and the offset: `2008-11-09T20:36:15.250Z`, `2008-11-09T21:36:15.250+01:00`.
    package static func instant(_ seconds: Double, in zone: TimeZoneRules = .utc) -> String {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "" }
        var whole = seconds.rounded(.down)
        var thousandths = Int(((seconds - whole) * 1000).rounded())
        if thousandths == 1000 { (whole, thousandths) = (whole + 1, 0) }
        let offset = zone.offset(at: whole)
        let text = clock(whole + Double(offset)).split(separator: " ").joined(separator: "T")
        return text + ".\(String(1000 + thousandths).dropFirst())" + TimeZoneRules.suffix(offset: offset)
    }

    /// A moment for people, with its zone: `2008-11-09 20:36:15 UTC`, `2008-11-09 21:36:15 +01:00`.
    package static func moment(_ seconds: Double, in zone: TimeZoneRules = .utc) -> String {
        person(instant(seconds, in: zone))
    }

    /// A moment for machines as a person reads it: `2008-11-09 20:36:15 UTC`.
    package static func person(_ instant: String) -> String {
        guard instant.count > 19 else { return "–" }
        return clock(instant) + " " + zone(instant)
    }

    /// From when to when, the zone once: `2008-11-09 20:36:15 – 20:37:00 UTC`.
    package static func person(from start: String, to end: String?) -> String {
        guard let end, clock(end) != clock(start), end.count > 19 else { return person(start) }
        guard zone(start) == zone(end) else { return "\(person(start)) – \(person(end))" }
        let until = clock(end)
        return "\(clock(start)) – \(until.prefix(10) == clock(start).prefix(10) ? String(until.dropFirst(11)) : until) \(zone(end))"
    }

    private static func clock(_ instant: String) -> String { String(instant.prefix(19)).replacing("T", with: " ") }

    private static func zone(_ instant: String) -> String {
        let rest = instant.dropFirst(19).drop { $0 == "." || $0.isNumber }
        return rest == "Z" ? "UTC" : String(rest)
    }

    /// What a clock of the zone shows, `2008-11-09 20:36:15`, given as if it were UTC.
    private static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.down))
        let days = (whole >= 0 ? whole : whole - 86_399) / 86_400
        let date = CivilDate(days: days)
        let rest = whole - days * 86_400
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let year = (0..<1_000).contains(date.year) ? String(String(date.year + 10_000).dropFirst()) : String(date.year)
        return "\(year)-\(two(date.month))-\(two(date.day)) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }
}
