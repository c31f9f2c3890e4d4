/// Standard time, and when clocks are put forward and back each year: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX.1-2017, 8.3, and RFC 9636).
struct DaylightRule: Sendable, Equatable {
    /// The day of a change.
    private enum Day: Sendable, Equatable {
        /// Month, week (5: the last) and day of the week from Sunday.
        case weekday(month: Int, week: Int, day: Int)
        /// Day of the year from 1, a 29th of February not counted.
        case julian(Int)
        /// Day of the year from 0.
        case ordinal(Int)
    }

    private struct Change: Sendable, Equatable {
        var day: Day
        /// Seconds after midnight; may be negative or beyond a day.
        var time: Int
    }

    /// Seconds east of UTC in standard time.
    let standard: Int
    private var daylight: (offset: Int, from: Change, until: Change)?

    static func == (left: DaylightRule, right: DaylightRule) -> Bool {
        left.standard == right.standard && left.daylight?.offset == right.daylight?.offset && left.daylight?.from == right.daylight?.from
            && left.daylight?.until == right.daylight?.until
    }

    /// Reads a rule; `nil` when it is none.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard text.utf8.count <= 128, Self.word(&rest), let west = Self.time(&rest) else { return nil }
        standard = -west
        guard !rest.isEmpty else { return }
        guard Self.word(&rest) else { return nil }
        var offset = standard + 3600
        if let first = rest.first, first != 0x2C {
            guard let west = Self.time(&rest) else { return nil }
            offset = -west
        }
        // Without dates: those of the United States, as the C library has it.
        if rest.isEmpty { rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard let from = Self.change(&rest), let until = Self.change(&rest), rest.isEmpty else { return nil }
        daylight = (offset, from, until)
    }

    /// The stretch around an instant in which the offset is the same.
    func period(at instant: Int) -> TimeZoneRules.Period {
        guard let daylight else { return .init(start: .min / 2, end: .max / 2, offset: standard) }
        let days = Int((Double(instant) / 86_400).rounded(.down))
        let year = CivilDate(days: days).year
        var changes: [(at: Int, offset: Int)] = []
        for year in (year - 1)...(year + 1) {
            changes.append((Self.seconds(daylight.from, year) - standard, daylight.offset))
            changes.append((Self.seconds(daylight.until, year) - daylight.offset, standard))
        }
        changes.sort { $0.at < $1.at }
        let next = changes.firstIndex { $0.at > instant } ?? changes.count - 1
        guard next > 0 else { return .init(start: .min / 2, end: changes[0].at, offset: standard) }
        return .init(start: changes[next - 1].at, end: changes[next].at, offset: changes[next - 1].offset)
    }

    /// Local seconds since 1970 of a change.
    private static func seconds(_ change: Change, _ year: Int) -> Int {
        var parts = CivilDate(days: 0)
        parts.year = year
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let day: Int
        switch change.day {
        case .weekday(let month, let week, let weekday):
            parts.month = month
            let first = parts.days
            // 1970-01-01 was a Thursday.
            var date = first + ((weekday - (first + 4)) % 7 + 7) % 7 + 7 * (week - 1)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            if date >= first + length { date -= 7 }
            day = date
        case .julian(let number): day = parts.days + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .ordinal(let number): day = parts.days + number
        }
        return day * 86_400 + change.time
    }

    // MARK: Reading

    /// Over a name: letters, or anything in `<…>`.
    private static func word(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")), end > rest.startIndex + 3 else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { ($0 | 0x20) &- 0x61 < 26 }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if let first = rest.first, first == 0x2B || first == 0x2D {
            sign = first == 0x2D ? -1 : 1
            rest = rest.dropFirst()
        }
        guard let hours = number(&rest), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where rest.first == 0x3A {
            rest = rest.dropFirst()
            guard let value = number(&rest), value < 60 else { return nil }
            seconds += value * unit
        }
        return sign * seconds
    }

    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.first == 0x2C else { return nil }
        rest = rest.dropFirst()
        let day: Day
        if rest.first == UInt8(ascii: "M") {
            rest = rest.dropFirst()
            guard let month = number(&rest), rest.popFirst() == 0x2E, let week = number(&rest), rest.popFirst() == 0x2E,
                let weekday = number(&rest), (1...12).contains(month), (1...5).contains(week), weekday < 7
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        } else {
            let isJulian = rest.first == UInt8(ascii: "J")
            if isJulian { rest = rest.dropFirst() }
            guard let number = number(&rest), number <= 365 else { return nil }
            day = isJulian ? .julian(max(1, number)) : .ordinal(number)
        }
        var seconds = 7200
        if rest.first == 0x2F {
            rest = rest.dropFirst()
            guard let value = time(&rest) else { return nil }
            seconds = value
        }
        return Change(day: day, time: seconds)
    }
}
