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
        let date = CivilDate(days: Int(days))
        let (year, month, day) = (date.year, date.month, date.day)
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
}
