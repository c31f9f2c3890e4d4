/// Writes log times; the text of the current second is kept, as most lines share it with the line before.
struct SimulatedClock: Sendable {
    private let style: SimulatedSystem.ClockStyle
    private let epoch: Int64
    private var second = Int64.min
    private(set) var text: [UInt8] = []

    /// A clock that starts at `epoch`, seconds since 1970 UTC.
    init(style: SimulatedSystem.ClockStyle, epoch: Int64) {
        self.style = style
        self.epoch = epoch
    }

    /// Sets the clock to so many milliseconds after its start; ``text`` is then the time as the log writes it.
    mutating func set(_ milliseconds: Int64) {
        let now = milliseconds / 1000
        if now != second {
            second = now
            render(epoch + now)
        }
        if style == .dashed {
            let rest = Int(milliseconds % 1000)
            let count = text.count
            text[count - 3] = UInt8(48 + rest / 100)
            text[count - 2] = UInt8(48 + rest / 10 % 10)
            text[count - 1] = UInt8(48 + rest % 10)
        }
    }

    private mutating func render(_ time: Int64) {
        let days = time / 86_400
        let rest = Int(time % 86_400)
        let (year, month, day) = Self.civil(days: Int(days))
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        switch style {
        case .compact:
            text = Array("\(two(year % 100))\(two(month))\(two(day)) \(two(hour))\(two(minute))\(two(second))".utf8)
        case .dashed:
            text = Array("\(year)-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second)).000".utf8)
        case .syslog:
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let padded = day < 10 ? " \(day)" : "\(day)"
            text = Array("\(names[month - 1]) \(padded) \(two(hour)):\(two(minute)):\(two(second))".utf8)
        }
    }

    /// Year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar.
    private static func civil(days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
