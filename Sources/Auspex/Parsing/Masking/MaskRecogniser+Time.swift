extension MaskRecogniser {
    /// `H:MM`, `HH:MM:SS`, with a fraction behind seconds.
    func timeOfDay(_ index: Int) -> MaskHit {
        let hour = digits(index, limit: 2)
        guard hour > index, byte(hour) == UInt8(ascii: ":"), digits(hour &+ 1, limit: 2) == hour &+ 3 else { return .nothing }
        var i = hour &+ 3
        if byte(i) == UInt8(ascii: ":") {
            guard digits(i &+ 1, limit: 2) == i &+ 3 else { return .nothing }
            i &+= 3
            if byte(i) == UInt8(ascii: ".") || byte(i) == UInt8(ascii: ","), isDigit(i &+ 1) { i = digits(i &+ 1, limit: 9) }
        }
        guard !isWord(i), byte(i) != UInt8(ascii: ":") || !isWord(i &+ 1) else { return .nothing }
        return MaskHit(end: i, kind: .timestamp)
    }

    /// `2015-10-18`, `2015/10/18`, `17/06/09` or `6/9/2017`, and the time of day behind a `T` or a blank.
    func numericDate(_ index: Int) -> MaskHit {
        let first = digits(index, limit: 5)
        let separator = byte(first)
        guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") else { return .nothing }
        let isYearFirst = first - index == 4
        guard isYearFirst || (separator == UInt8(ascii: "/") && first - index <= 2) else { return .nothing }
        let second = digits(first + 1, limit: 3)
        guard second > first + 1, second - first <= 3, byte(second) == separator else { return .nothing }
        var i = digits(second + 1, limit: 5)
        let width = i - second - 1
        guard isYearFirst ? (1...2).contains(width) : width == 2 || width == 4 else { return .nothing }
        if byte(i) == UInt8(ascii: "T") || byte(i) == UInt8(ascii: " ") || byte(i) == UInt8(ascii: "_") {
            var time = timeOfDay(i + 1)
            if !time.isHit, byte(i) == UInt8(ascii: "T") { time = zonedTime(i + 1) }
            if time.isHit {
                i = time.end
                i = zone(i)
            }
        }
        guard !isWord(i), byte(i) != UInt8(ascii: "/") else { return .nothing }
        return MaskHit(end: i, kind: .timestamp)
    }

    /// `HH:MM:SS.fffZ`: a time of day directly followed by its zone.
    private func zonedTime(_ index: Int) -> MaskHit {
        var i = digits(index, limit: 2)
        for _ in 0..<2 where byte(i) == UInt8(ascii: ":") { i = digits(i + 1, limit: 2) }
        guard i >= index + 5 else { return .nothing }
        if byte(i) == UInt8(ascii: ".") || byte(i) == UInt8(ascii: ","), isDigit(i + 1) { i = digits(i + 1, limit: 9) }
        let zoned = zone(i)
        return zoned > i && !isWord(zoned) ? MaskHit(end: zoned, kind: .timestamp) : .nothing
    }

    /// `Z`, `+02:00`, `+0200`: one past it, or `index`.
    private func zone(_ index: Int) -> Int {
        if byte(index) == UInt8(ascii: "Z"), !isWord(index + 1) { return index + 1 }
        guard byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "-") else { return index }
        var i = digits(index + 1, limit: 2)
        guard i == index + 3 else { return index }
        if byte(i) == UInt8(ascii: ":") { i += 1 }
        let stop = digits(i, limit: 2)
        return stop == i + 2 && !isWord(stop) ? stop : index
    }

    /// `Sun Jul 10 03:55:15 2005`, `Jun  9 06:06:01`, `10 Jul 2005`: a date with a month name. `index` is at a three-letter word.
    ///
    /// A month and a day of the month are needed; week day, time, year and zone may stand before or behind.
    func namedDate(_ index: Int) -> MaskHit {
        var i = index
        var last = -1
        var month = false, day = false, time = false, year = false, weekday = false, zone = false
        for _ in 0..<6 {
            let start = i
            let first = byte(i)
            if kind(i) == ByteClass.digit {
                let stop = digits(i, limit: 5)
                let width = stop - i
                if byte(stop) == UInt8(ascii: ":"), !time, month {
                    let hit = timeOfDay(i)
                    guard hit.isHit else { break }
                    time = true
                    i = hit.end
                } else if width <= 2, !day, !isWord(stop), byte(stop) != UInt8(ascii: ".") || !isDigit(stop + 1) {
                    day = true
                    i = stop
                } else if width == 4, !year, month, day, first == UInt8(ascii: "1") || first == UInt8(ascii: "2"), !isWord(stop) {
                    year = true
                    i = stop
                } else {
                    break
                }
            } else {
                switch Self.name(first, byte(i + 1), byte(i + 2)) {
                case .month where !month: month = true
                case .weekday where !weekday && !month: weekday = true
                case .zone where time && !zone: zone = true
                default: i = -1
                }
                guard i >= 0, !isWord(i + 3) else { break }
                i += 3
            }
            guard i > start else { break }
            last = i
            if byte(i) == UInt8(ascii: ","), byte(i + 1) == UInt8(ascii: " ") { i += 1 }
            guard byte(i) == UInt8(ascii: " ") else { break }
            i += byte(i + 1) == UInt8(ascii: " ") ? 2 : 1
        }
        return month && day && last > 0 && !isWord(last) ? MaskHit(end: last, kind: .timestamp) : .nothing
    }

    /// What a three-letter word names in a date.
    enum DateName { case month, weekday, zone, other }

    /// Looks a three-letter word up.
    static func name(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> DateName {
        switch UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c) {
        case 0x4A616E, 0x466562, 0x4D6172, 0x417072, 0x4D6179, 0x4A756E, 0x4A756C, 0x417567, 0x536570, 0x4F6374, 0x4E6F76, 0x446563:
            return .month
        case 0x4D6F6E, 0x547565, 0x576564, 0x546875, 0x467269, 0x536174, 0x53756E:
            return .weekday
        case 0x555443, 0x474D54, 0x455354, 0x454454, 0x435354, 0x434454, 0x4D5354, 0x4D4454, 0x505354, 0x504454, 0x434554:
            return .zone
        default:
            return .other
        }
    }
}
