/// Reads times of one source in log order: a layout, what it remembers from line to line, and the carried year.
struct TimeReader: Sendable {
    /// What a time field may look like.
    enum Syntax: Sendable, Equatable {
        /// One known layout.
        case layout(TimeLayout)
        /// Seconds since 1970 (with fraction), or milli-, micro- or nanoseconds, told apart by their number of digits.
        case epoch
        /// Any of ``TimeReader/known`` or an epoch; the one that fitted last is tried first.
        case any
    }

    /// Layouts tried where the format does not fix one. More specific before less. Of `05/11/2026` nobody can say whether it is in May or November: months
    /// first is tried first, so that a log of days first is read wrong until its first day after the twelfth.
    static let known: [TimeLayout] = [
        "yyyy-MM-ddTHH:mm:ssSz", "yyyy/MM/dd HH:mm:ssSz", "yy/MM/dd HH:mm:ssS", "yyMMdd HHmmss", "MMM_d_H:mm:ssS",
        "E_MMM_d_HH:mm:ssSz_yyyy", "d/MMM/yyyy:HH:mm:ssSZ", "MM-dd HH:mm:ssS", "MM.dd HH:mm:ssS", "yyyyMMdd-H:m:sS",
        "yyyy-MM-dd-HH.mm.ssS", "yyyyMMddTHHmmssSz", "d_MMM_yyyy HH:mm:ssSz", "MMM_d_yyyy HH:mm:ssSz", "dd.MM.yyyy HH:mm:ssS",
        "E, d MMM yyyy HH:mm:ssSz", "yyyy.MM.dd HH:mm:ssSz", "yyyy MMM_d HH:mm:ssSz",
        "d-MMM-yyyy HH:mm:ssSz", "yyyy-MM-dd_H:mm:ssSz", "yyMMdd_H:mm:ssS", "MMdd HH:mm:ssS", "MM/dd-HH:mm:ssS",
        "MM/dd/yyyy_H:mm:ssS_a", "MMM_d,_yyyy_H:mm:ss_a", "MM/dd/yyyy_HH:mm:ssS", "dd/MM/yyyy_HH:mm:ssS", "MMM_d,_yyyy_HH:mm:ssS",
        "HH:mm:ssS",
    ].map(TimeLayout.init)

    private let syntax: Syntax
    /// The zone of times that name none.
    private let zone: TimeZoneRules
    /// About when the last record was written: a first time without a year lies before that.
    private let latest: Double?
    /// Times on the clocks of the zone (as if they were UTC) between which its offset is known and the same.
    private var plain: (from: Int, to: Int, offset: Int) = (0, 0, 0)
    /// The zones met so far.
    private(set) var zones = ZonesSeen()
    private var lastOffset = Int.min
    var year: Int
    var last = Double.nan
    var favourite = -1
    // The head of the last time that parsed, as three overlapping words, and its value.
    private var cachedLength = 0
    private var cachedLayout = -2
    private var cachedWords: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var cachedSeconds = 0
    /// The zone's offset at that time.
    private var cachedOffset = 0

    /// - Parameters:
    ///   - zone: the zone of times that name none.
    ///   - latest: about when the last record was written; the first time without a year is the last such time before that and a day.
    ///   - year: the year of the first time in a layout without one, where nobody knows when the log was written.
    init(_ syntax: Syntax, zone: TimeZoneRules = .utc, latest: Double? = nil, year: Int = 2000) {
        self.syntax = syntax
        self.zone = zone
        self.latest = latest
        self.year = min(max(year, 0), 9_999)
    }

    /// The time that starts at `start`: its value in seconds since 1970 UTC and the end of its text; NaN when there is none.
    @inline(__always)
    mutating func read(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> (value: Double, end: Int) {
        switch syntax {
        case .layout(let layout): return read(layout, number: -1, bytes, from: start, to: end)
        case .epoch: return Self.epoch(bytes, from: start, to: end)
        case .any: return readAny(bytes, from: start, to: end)
        }
    }

    private mutating func readAny(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> (value: Double, end: Int) {
        if favourite >= 0 {
            let result = read(Self.known[favourite], number: favourite, bytes, from: start, to: end)
            if !result.value.isNaN { return result }
        }
        let epoch = Self.epoch(bytes, from: start, to: end)
        if !epoch.value.isNaN { return epoch }
        for number in Self.known.indices where number != favourite {
            let result = read(Self.known[number], number: number, bytes, from: start, to: end)
            if !result.value.isNaN {
                favourite = number
                return result
            }
        }
        return (.nan, start)
    }

    @inline(__always)
    private mutating func read(
        _ layout: TimeLayout, number: Int, _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> (value: Double, end: Int) {
        var parts = TimeLayout.Parts()
        var seconds = 0
        var position = start
        if cachedLayout == number, cachedLength >= 8, cachedLength <= end - start, Self.words(bytes, start, cachedLength) == cachedWords {
            seconds = cachedSeconds
            position += cachedLength
            if isDigit(bytes, position, end) { return whole(layout, number: number, bytes, from: start, to: end) }
            if layout.tail.isEmpty {
                last = Double(seconds - cachedOffset)
                return (last, position)
            }
            let next = TimeLayout.run(layout.tail, bytes, from: position, to: end, &parts)
            // A tail that holds the year (`… 2005`) makes the head alone worthless; such layouts are read whole below.
            guard parts.year < 0 else { return whole(layout, number: number, bytes, from: start, to: end) }
            guard next >= 0 else { return (.nan, start) }
            if parts.hasZone { note(parts.offset) } else { zones.namesNone = true }
            last = Double(seconds - (parts.hasZone ? parts.offset : cachedOffset)) + parts.fraction
            return (last, next)
        }
        return whole(layout, number: number, bytes, from: start, to: end)
    }

    private mutating func whole(
        _ layout: TimeLayout, number: Int, _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> (value: Double, end: Int) {
        var parts = TimeLayout.Parts()
        let headEnd = TimeLayout.run(layout.head, bytes, from: start, to: end, &parts)
        guard headEnd >= 0 else { return (.nan, start) }
        let yearInHead = parts.year >= 0 || !layout.hasYear
        let next = TimeLayout.run(layout.tail, bytes, from: headEnd, to: end, &parts)
        guard next >= 0, !isDigit(bytes, next, end) else { return (.nan, start) }
        guard TimeLayout.isValid(parts, year: parts.year, isGuessed: !layout.hasYear) else { return (.nan, start) }
        let local: Int
        if layout.hasDay {
            let chosen = layout.hasYear ? parts.year : carriedYear(parts)
            local = TimeLayout.seconds(parts, year: chosen) + parts.offset
        } else {
            local = carriedDay(parts)
        }
        if parts.hasZone { note(parts.offset) } else { zones.namesNone = true }
        // In the cache the zone's own offset is at hand also where this line names one: the next with the same head may not.
        let offset = self.offset(atLocal: local)
        let seconds = local - (parts.hasZone ? parts.offset : offset)
        let length = headEnd - start
        if yearInHead, !layout.hasHalves, (8...24).contains(length) {
            cachedLayout = number
            cachedLength = length
            cachedWords = Self.words(bytes, start, length)
            cachedSeconds = local
            cachedOffset = offset
        } else {
            cachedLength = 0
        }
        last = Double(seconds) + parts.fraction
        return (last, next)
    }

    /// The year that puts a time without one nearest to the time before it, so that December is followed by January.
    private mutating func carriedYear(_ parts: TimeLayout.Parts) -> Int {
        // A leap day without a year needs a leap year; before any time is known the next one serves.
        if last.isNaN {
            guard let latest, latest.isFinite, abs(latest) < 1e11 else {
                while parts.month == 2, parts.day == 29, !TimeLayout.isValid(parts, year: year), year < 9_999 { year += 1 }
                return year
            }
            // The last such day before the log was written. A day more: its clock and the file's need not agree.
            let limit = Int(latest) + 86_400 + zone.offset(at: latest)
            year = CivilDate(days: Int((Double(limit) / 86_400).rounded(.down))).year
            if TimeLayout.seconds(parts, year: year) > limit { year -= 1 }
            while parts.month == 2, parts.day == 29, !TimeLayout.isValid(parts, year: year), year > 0 { year -= 1 }
            year = min(max(year, 0), 9_999)
            return year
        }
        let half = 183.0 * 86_400
        let distance = Double(TimeLayout.seconds(parts, year: year)) - last
        if distance < -half, year < 9_999 {
            year += 1
            return year
        }
        return distance > half && year > 0 ? year - 1 : year
    }

    /// A time of day on the day that puts it nearest to the time before it, so that midnight is followed by the next day.
    private mutating func carriedDay(_ parts: TimeLayout.Parts) -> Int {
        let day = 86_400, time = parts.hour * 3600 + parts.minute * 60 + parts.second
        guard last.isNaN else {
            let before = Int(last.rounded(.down)) + zone.offset(at: last)
            let distance = time - (before - Int((Double(before) / Double(day)).rounded(.down)) * day)
            return before + distance + (distance < -day / 2 ? day : distance > day / 2 ? -day : 0)
        }
        guard let latest, latest.isFinite, abs(latest) < 1e11 else { return TimeLayout.seconds(.init(), year: year) + time }
        // The last such time before the log was written. An hour more: its clock and the file's need not agree.
        let limit = Int(latest) + 3600 + zone.offset(at: latest)
        let found = Int((Double(limit) / Double(day)).rounded(.down)) * day + time
        return found > limit ? found - day : found
    }

    /// Seconds the zone is ahead of UTC at a time on its clocks.
    @inline(__always)
    private mutating func offset(atLocal local: Int) -> Int {
        if local >= plain.from, local < plain.to { return plain.offset }
        let instant = zone.instant(ofLocal: local, after: last)
        let period = zone.period(at: instant)
        // Around a change every time is looked up: there the clocks show some times twice and others never.
        plain = (period.start + period.offset + 86_400, period.end + period.offset - 86_400, period.offset)
        return local - instant
    }

    @inline(__always)
    private mutating func note(_ offset: Int) {
        guard offset != lastOffset else { return }
        lastOffset = offset
        zones.note(offset)
    }

    @inline(__always)
    private func isDigit(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
        index < end && bytes[index] &- 0x30 < 10
    }

    /// Up to 24 bytes as three words that overlap where the text is shorter.
    @inline(__always)
    private static func words(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> (UInt64, UInt64, UInt64) {
        (
            ByteScan.load8(bytes, at: start),
            ByteScan.load8(bytes, at: start + min(8, length - 8)),
            ByteScan.load8(bytes, at: start + length - 8)
        )
    }

    /// 9–10 digits are seconds, 13 milli-, 16 micro-, 19 nanoseconds; a fraction may follow.
    static func epoch(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> (value: Double, end: Int) {
        var index = start
        var value: UInt64 = 0
        while index < end, bytes[index] &- 0x30 < 10, index - start < 19 {
            value = value &* 10 &+ UInt64(bytes[index] - 0x30)
            index += 1
        }
        let scale: Double
        switch index - start {
        case 9, 10: scale = 1
        case 13: scale = 1e3
        case 16: scale = 1e6
        case 19: scale = 1e9
        default: return (.nan, start)
        }
        if index < end, bytes[index] &- 0x30 < 10 || (bytes[index] | 0x20) &- 0x61 < 26 { return (.nan, start) }
        var result = Double(value) / scale
        if index + 1 < end, bytes[index] == 0x2E, bytes[index + 1] &- 0x30 < 10 {
            var weight = 0.1 / scale
            index += 1
            while index < end, bytes[index] &- 0x30 < 10 {
                result += Double(bytes[index] - 0x30) * weight
                weight *= 0.1
                index += 1
            }
        }
        return (result, index)
    }
}
