#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Which offset from UTC is in force when: a fixed one, or the rules of a place.
///
/// ```swift
/// let berlin = try TimeZoneRules("Europe/Berlin")
/// berlin.offset(at: 1_700_000_000)  // 3600
/// ```
///
/// Rules are read from the system's zone files (RFC 9636) or from a rule in the manner of POSIX (`CET-1CEST,M3.5.0,M10.5.0/3`).
public struct TimeZoneRules: Sendable, Equatable {
    /// A stretch of time with one offset, in seconds since 1970 UTC.
    struct Period: Sendable, Equatable {
        var start: Int
        var end: Int
        var offset: Int
    }

    /// `Europe/Berlin`, `UTC`, `+02:00`.
    public let name: String
    /// When offsets change, and the offset from then on.
    private var changes: [(at: Int, offset: Int)] = []
    private var offsetBefore: Int
    private var rule: DaylightRule?
    private var ruleText = ""

    /// Coordinated universal time.
    public static let utc = TimeZoneRules(offset: 0)

    /// Always the same offset, in seconds east of UTC.
    public init(offset: Int) {
        name = Self.text(offset: offset)
        offsetBefore = offset
    }

    /// Rules by a name (`Europe/Berlin`, `UTC`), an offset (`+02:00`) or a rule (`CET-1CEST,M3.5.0,M10.5.0/3`).
    ///
    /// - Throws: ``InputError`` for anything else.
    public init(_ name: String) throws(InputError) {
        if ["UTC", "GMT", "Z", "UCT", "ETC/UTC"].contains(name.uppercased()) {
            self = .utc
            return
        }
        if let offset = Self.offset(of: name) {
            self.init(offset: offset)
            return
        }
        if let data = Self.file(named: name), let rules = Self(file: data, name: name) {
            self = rules
            return
        }
        guard name.contains(where: \.isNumber), let rule = DaylightRule(name) else {
            throw InputError("unknown time zone '\(name)': give a name such as Europe/Berlin, an offset such as +02:00, or UTC")
        }
        self.init(name: name, rule: rule)
    }

    private init(name: String, rule: DaylightRule) {
        self.name = name
        self.rule = rule
        offsetBefore = rule.standard
    }

    /// The zone of this machine: `TZ` where it is set, else `/etc/localtime`, else UTC.
    ///
    /// - Parameter variable: what `TZ` says.
    public static func ofMachine(variable: String?) -> TimeZoneRules {
        if let variable, !variable.isEmpty {
            let name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
            // What cannot be read means UTC, as everywhere else on the system.
            return (try? TimeZoneRules(name)) ?? .utc
        }
        let path = "/etc/localtime"
        if let link = Self.link(path), let folder = link.firstRange(of: "zoneinfo/"),
            let zone = try? TimeZoneRules(String(link[folder.upperBound...]))
        {
            return zone
        }
        guard let data = try? FileSystem.read(path, limit: fileLimit), let rules = TimeZoneRules(file: data, name: "UTC") else {
            return .utc
        }
        // A copy without a name: the rule in it says the same of today.
        return rules.ruleText.isEmpty ? rules : TimeZoneRules(file: data, name: rules.ruleText) ?? rules
    }

    /// Compares all rules.
    public static func == (left: TimeZoneRules, right: TimeZoneRules) -> Bool {
        left.name == right.name && left.offsetBefore == right.offsetBefore && left.rule == right.rule
            && left.changes.elementsEqual(right.changes, by: ==)
    }

    /// Seconds east of UTC at an instant.
    public func offset(at instant: Double) -> Int {
        instant.isFinite && abs(instant) < 1e12 ? period(at: Int(instant.rounded(.down))).offset : offsetBefore
    }

    /// The stretch around an instant in which the offset is the same.
    func period(at instant: Int) -> Period {
        guard let last = changes.last, instant < last.at || rule == nil else { return rulePeriod(at: instant) }
        var low = 0, high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
        }
        return Period(
            start: low > 0 ? changes[low - 1].at : .min / 2, end: low < changes.count ? changes[low].at : .max / 2,
            offset: low > 0 ? changes[low - 1].offset : offsetBefore)
    }

    private func rulePeriod(at instant: Int) -> Period {
        guard let rule else { return Period(start: .min / 2, end: .max / 2, offset: changes.last?.offset ?? offsetBefore) }
        var period = rule.period(at: instant)
        if let last = changes.last, period.start < last.at { period.start = last.at }
        return period
    }

    /// The instant of a time on the clocks of the place, given as if it were UTC. A time that came twice is the first unless that lies well
    /// before `last`; one that clocks left out is counted on from before.
    func instant(ofLocal local: Int, after last: Double) -> Int {
        let before = period(at: local - 86_400).offset, after = period(at: local + 86_400).offset
        let early = local - max(before, after), late = local - min(before, after)
        if early == late { return early }
        let isEarly = period(at: early).offset == local - early, isLate = period(at: late).offset == local - late
        if isEarly, isLate { return last.isNaN || Double(early) >= last - 1_800 ? early : late }
        return isEarly ? early : isLate ? late : local - before
    }

    // MARK: Text

    /// `Z`, `+02:00`.
    static func suffix(offset: Int) -> String { offset == 0 ? "Z" : text(offset: offset) }

    private static func text(offset: Int) -> String {
        guard offset != 0 else { return "UTC" }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let size = abs(offset)
        return (offset < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60)
    }

    private static func offset(of text: String) -> Int? {
        guard let sign = text.utf8.first, sign == 0x2B || sign == 0x2D else { return nil }
        let digits = text.utf8.dropFirst().filter { $0 != 0x3A }
        guard digits.count == 2 || digits.count == 4, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        let values = digits.map { Int($0 - 0x30) }
        let hours = values[0] * 10 + values[1], minutes = values.count == 4 ? values[2] * 10 + values[3] : 0
        guard hours < 24, minutes < 60 else { return nil }
        return (sign == 0x2D ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    // MARK: Zone files

    private static let fileLimit = 1 << 20

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 1024)
        // The call gets exactly the buffer's own bytes, one left for the end.
        let length = unsafe buffer.withUnsafeMutableBufferPointer { unsafe readlink(path, $0.baseAddress!, $0.count - 1) }
        return length > 0 ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    private static func file(named name: String) -> [UInt8]? {
        // A name, not a path: nothing else of the machine is read.
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard name.utf8.count <= 64, parts.count <= 4,
            parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-+".contains($0)) }
            })
        else { return nil }
        for folder in ["/usr/share/zoneinfo/", "/usr/lib/zoneinfo/", "/usr/share/lib/zoneinfo/"] {
            if let data = try? FileSystem.read(folder + name, limit: fileLimit) { return data }
        }
        return nil
    }

    /// Reads the second block of a zone file (64-bit times) and the rule behind it.
    init?(file: [UInt8], name: String) {
        func number(_ at: Int, _ size: Int) -> Int? {
            guard at >= 0, at + size <= file.count else { return nil }
            var value: UInt64 = file[at] & 0x80 != 0 ? .max : 0
            for index in at..<(at + size) { value = value << 8 | UInt64(file[index]) }
            return Int(Int64(bitPattern: value))
        }
        func counts(_ at: Int) -> [Int]? {
            guard file.count >= at + 44, Array(file[at..<(at + 4)]) == Array("TZif".utf8) else { return nil }
            let values = (0..<6).compactMap { number(at + 20 + 4 * $0, 4) }
            return values.allSatisfy { (0...100_000).contains($0) } ? values : nil
        }
        guard let first = counts(0), file[4] >= 0x32 else { return nil }
        let start = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
        guard let second = counts(start) else { return nil }
        let count = second[3], types = second[4], times = start + 44
        guard types > 0, times + count * 9 + types * 6 <= file.count else { return nil }
        func offset(_ type: Int) -> Int? { type < types ? number(times + count * 9 + type * 6, 4) : nil }
        self.name = name
        guard let initial = offset(0), abs(initial) < 100_000 else { return nil }
        offsetBefore = initial
        for index in 0..<count {
            guard let at = number(times + 8 * index, 8), let offset = offset(Int(file[times + 8 * count + index])), abs(offset) < 100_000,
                changes.last.map({ $0.at < at }) ?? true
            else { return nil }
            changes.append((max(at, .min / 4), offset))
        }
        let footer = times + count * 9 + types * 6 + second[5] + second[2] * 12 + second[1] + second[0]
        if footer + 1 < file.count, let end = file[(footer + 1)...].firstIndex(of: 0x0A), end > footer + 1 {
            ruleText = String(decoding: file[(footer + 1)..<end], as: UTF8.self)
            rule = DaylightRule(ruleText)
            if changes.isEmpty, let rule { offsetBefore = rule.standard }
        }
    }
}
