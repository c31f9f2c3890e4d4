/// How a format writes its time, compiled into steps over bytes. Integer arithmetic only; never traps on odd digits.
///
/// Layout letters: `yyyy` `yy` year, `MMM` English month name, `MM` two digits, `M` one or two, likewise `d`, `H`, `m`, `s`;
/// `E` weekday (any letters, skipped); `S` an optional fraction after `.`, `,` or `:`; `Z` a zone (`Z`, `UTC`, `+0200`, `+02:00`, `-07`);
/// `z` an optional zone; `a` `AM` or `PM`; `_` any run of blanks; `T` a `T`, `t`, `_` or blank. Other characters stand for themselves.
/// A zone may also be a well-known abbreviation (`CET`, `PDT`); those that mean several places (`IST`) are not among them.
struct TimeLayout: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case year4, year2, monthName
        case digits(Unit, minimum: Int, maximum: Int)
        case weekday, fraction, zone, optionalZone, halfOfDay, blanks, dateTimeSeparator
        case literal(UInt8)
    }

    enum Unit: Sendable { case month, day, hour, minute, second }

    /// What the steps have gathered so far.
    struct Parts {
        var year = -1
        var month = 1
        var day = 1
        var hour = 0
        var minute = 0
        var second = 0
        var fraction = 0.0
        var offset = 0
        var hasZone = false
    }

    let text: String
    /// Everything before the first optional fraction or zone, the part worth remembering between lines.
    let head: [Step]
    let tail: [Step]
    let hasYear: Bool
    /// Whether it names a day, not only a time of day.
    let hasDay: Bool
    /// Whether its hours are those of half a day.
    let hasHalves: Bool

    /// Compiles a layout; the letters are those of the type's description.
    init(_ text: String) {
        var steps: [Step] = []
        let letters = Array(text.utf8)
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            var run = 1
            while index + run < letters.count, letters[index + run] == letter { run += 1 }
            let minimum = run
            let width = max(run, 2)
            switch letter {
            case UInt8(ascii: "y"): steps.append(run >= 4 ? .year4 : .year2)
            case UInt8(ascii: "M"): steps.append(run >= 3 ? .monthName : .digits(.month, minimum: minimum, maximum: width))
            case UInt8(ascii: "d"): steps.append(.digits(.day, minimum: minimum, maximum: width))
            case UInt8(ascii: "H"): steps.append(.digits(.hour, minimum: minimum, maximum: width))
            case UInt8(ascii: "m"): steps.append(.digits(.minute, minimum: minimum, maximum: width))
            case UInt8(ascii: "s"): steps.append(.digits(.second, minimum: minimum, maximum: width))
            case UInt8(ascii: "E"): steps.append(.weekday)
            case UInt8(ascii: "S"): steps.append(.fraction)
            case UInt8(ascii: "Z"): steps.append(.zone)
            case UInt8(ascii: "z"): steps.append(.optionalZone)
            case UInt8(ascii: "a"): steps.append(.halfOfDay)
            case UInt8(ascii: "_"), UInt8(ascii: " "): steps.append(.blanks)
            case UInt8(ascii: "T"): steps.append(.dateTimeSeparator)
            default: for _ in 0..<run { steps.append(.literal(letter)) }
            }
            index += run
        }
        self.text = text
        let cut = steps.firstIndex { $0 == .fraction || $0 == .zone || $0 == .optionalZone } ?? steps.count
        head = Array(steps[..<cut])
        tail = Array(steps[cut...])
        hasYear = steps.contains { $0 == .year4 || $0 == .year2 }
        hasDay = steps.contains { if case .digits(.day, _, _) = $0 { true } else { false } }
        hasHalves = steps.contains(.halfOfDay)
    }

    /// Runs steps from `start`; the end of what they took, or -1.
    @inline(__always)
    static func run(_ steps: [Step], _ bytes: Span<UInt8>, from start: Int, to end: Int, _ parts: inout Parts) -> Int {
        var position = start
        for step in steps {
            switch step {
            case .literal(let byte):
                guard position < end, bytes[position] == byte else { return -1 }
                position += 1
            case .digits(let unit, let minimum, let maximum):
                var value = 0
                let from = position
                while position < end, position - from < maximum, bytes[position] &- 0x30 < 10 {
                    value = value * 10 + Int(bytes[position] - 0x30)
                    position += 1
                }
                guard position - from >= minimum else { return -1 }
                switch unit {
                case .month: parts.month = value
                case .day: parts.day = value
                case .hour: parts.hour = value
                case .minute: parts.minute = value
                case .second: parts.second = value
                }
            case .year4:
                guard let value = digits(bytes, position, end, count: 4) else { return -1 }
                parts.year = value
                position += 4
            case .year2:
                guard let value = digits(bytes, position, end, count: 2) else { return -1 }
                parts.year = value < 70 ? 2000 + value : 1900 + value
                position += 2
            case .monthName:
                guard position + 3 <= end else { return -1 }
                let month = Self.month(bytes[position] | 0x20, bytes[position + 1] | 0x20, bytes[position + 2] | 0x20)
                guard month > 0 else { return -1 }
                parts.month = month
                position += 3
            case .weekday:
                let from = position
                while position < end, position - from < 9, (bytes[position] | 0x20) &- 0x61 < 26 { position += 1 }
                guard position - from >= 3 else { return -1 }
            case .blanks:
                let from = position
                position = ByteScan.skipBlanks(bytes, from: position, to: end)
                guard position > from else { return -1 }
            case .dateTimeSeparator:
                guard position < end, bytes[position] | 0x20 == 0x74 || bytes[position] == 0x5F || ByteScan.isBlank(bytes[position])
                else { return -1 }
                position += 1
            case .fraction:
                position = fraction(bytes, position, end, &parts)
            case .zone:
                let next = zone(bytes, position, end, &parts)
                guard next > position else { return -1 }
                position = next
            case .optionalZone:
                position = zone(bytes, position, end, &parts)
            case .halfOfDay:
                guard position + 1 < end, bytes[position + 1] | 0x20 == 0x6D, parts.hour <= 12 else { return -1 }
                switch bytes[position] | 0x20 {
                case UInt8(ascii: "a"): parts.hour = parts.hour == 12 ? 0 : parts.hour
                case UInt8(ascii: "p"): parts.hour = parts.hour == 12 ? 12 : parts.hour + 12
                default: return -1
                }
                position += 2
            }
        }
        return position
    }

    @inline(__always)
    private static func digits(_ bytes: Span<UInt8>, _ position: Int, _ end: Int, count: Int) -> Int? {
        guard position + count <= end else { return nil }
        var value = 0
        for offset in 0..<count {
            let digit = bytes[position + offset] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// `.`, `,` or `:` and digits, if both are there; digits beyond the ninth are skipped.
    private static func fraction(_ bytes: Span<UInt8>, _ position: Int, _ end: Int, _ parts: inout Parts) -> Int {
        guard position + 1 < end, bytes[position] == 0x2E || bytes[position] == 0x2C || bytes[position] == 0x3A,
            bytes[position + 1] &- 0x30 < 10
        else { return position }
        var index = position + 1
        var value = 0
        var scale = 1
        while index < end, bytes[index] &- 0x30 < 10 {
            if scale < 1_000_000_000 {
                value = value * 10 + Int(bytes[index] - 0x30)
                scale *= 10
            }
            index += 1
        }
        parts.fraction = Double(value) / Double(scale)
        return index
    }

    /// `Z`, `UTC`, `GMT` or a signed offset, after at most one blank; `position` when there is none.
    private static func zone(_ bytes: Span<UInt8>, _ position: Int, _ end: Int, _ parts: inout Parts) -> Int {
        var index = position
        if index < end, bytes[index] == 0x20 { index += 1 }
        guard index < end else { return position }
        switch bytes[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            let isWord = index + 1 < end && (bytes[index + 1] | 0x20) &- 0x61 < 26
            if isWord { return position }
            parts.hasZone = true
            return index + 1
        case UInt8(ascii: "U"), UInt8(ascii: "G"):
            guard index + 3 <= end else { return position }
            let word = (bytes[index], bytes[index + 1], bytes[index + 2])
            guard word == (0x55, 0x54, 0x43) || word == (0x47, 0x4D, 0x54) else { return position }
            parts.hasZone = true
            return index + 3
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let sign = bytes[index] == 0x2B ? 1 : -1
            guard let hours = digits(bytes, index + 1, end, count: 2), hours < 24 else { return position }
            index += 3
            var minutes = 0
            let colon = index < end && bytes[index] == 0x3A ? 1 : 0
            if let value = digits(bytes, index + colon, end, count: 2), value < 60 {
                minutes = value
                index += colon + 2
            }
            parts.offset = sign * (hours * 3600 + minutes * 60)
            parts.hasZone = true
            return index
        case 0x41...0x5A:
            guard let (offset, length) = ZoneAbbreviations.read(bytes, from: index, to: end) else { return position }
            parts.offset = offset
            parts.hasZone = true
            return index + length
        default: return position
        }
    }

    /// 1…12 for the first three letters of an English month name in lower case, else 0.
    static func month(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Int {
        switch (a, b, c) {
        case (0x6A, 0x61, 0x6E): 1
        case (0x66, 0x65, 0x62): 2
        case (0x6D, 0x61, 0x72): 3
        case (0x61, 0x70, 0x72): 4
        case (0x6D, 0x61, 0x79): 5
        case (0x6A, 0x75, 0x6E): 6
        case (0x6A, 0x75, 0x6C): 7
        case (0x61, 0x75, 0x67): 8
        case (0x73, 0x65, 0x70): 9
        case (0x6F, 0x63, 0x74): 10
        case (0x6E, 0x6F, 0x76): 11
        case (0x64, 0x65, 0x63): 12
        default: 0
        }
    }

    /// Whether the parts name a real instant (a 29th of February in its year, or in any where the year is only guessed; second 60 is a leap
    /// second).
    static func isValid(_ parts: Parts, year: Int, isGuessed: Bool = false) -> Bool {
        guard (1...12).contains(parts.month), parts.day >= 1, parts.hour < 24, parts.minute < 60, parts.second <= 60 else { return false }
        let isLeap = isGuessed || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length =
            switch parts.month {
            case 2: isLeap ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        return parts.day <= length
    }

    /// Whole seconds since 1970-01-01 UTC (proleptic Gregorian; Hinnant's days-from-civil), zone applied, without the fraction.
    static func seconds(_ parts: Parts, year: Int) -> Int {
        let shifted = parts.month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (parts.month + (parts.month > 2 ? -3 : 9)) + 2) / 5 + parts.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + parts.hour * 3600 + parts.minute * 60 + parts.second - parts.offset
    }
}
