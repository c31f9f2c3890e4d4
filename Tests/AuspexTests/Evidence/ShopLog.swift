import Testing

@testable import Auspex

/// The log of a small shop, made line by line with a fixed seed: requests of three kinds with an identifier, a user, a status and a duration.
/// Faults are written into it by the tests.
struct ShopLog {
    private(set) var text = ""
    /// Lines written.
    private(set) var lines = 0
    /// Seconds since the log began.
    var clock = 0.0
    private var random: RandomSource
    private var requests = 0

    init(seed: UInt64) { random = RandomSource(seed: seed) }

    /// Writes a line at the present moment.
    mutating func write(_ level: String, _ message: String) {
        let day = Int(clock)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let thousandths = String(1000 + Int((clock - clock.rounded(.down)) * 1000)).dropFirst()
        text += "2026-03-01 \(two(day / 3600)):\(two(day / 60 % 60)):\(two(day % 60)).\(thousandths) \(level) shop.web: \(message)\n"
        lines += 1
    }

    private mutating func identifier() -> String {
        requests += 1
        let digits = String(random.next(), radix: 16) + String(random.next(), radix: 16)
        return String((digits + "00000000000000000000000000000000").prefix(32))
    }

    /// Writes a request: three to five lines.
    ///
    /// - Parameters:
    ///   - skipsCheck: leave out the step that always comes before an order is stored.
    ///   - slow: seconds the query takes; `nil` for as long as usual.
    ///   - status: the outcome.
    mutating func request(skipsCheck: Bool = false, slow: Double? = nil, status: String = "200", isOrder: Bool? = nil) {
        let id = identifier(), user = "u\(Int(random.uniform() * 5))"
        let order = isOrder ?? (random.uniform() < 0.4)
        write("INFO", "req=\(id) received \(order ? "POST" : "GET") from user=\(user)")
        clock += 0.002 + 0.002 * random.uniform()
        if order, !skipsCheck {
            write("INFO", "req=\(id) token checked for user=\(user)")
            clock += 0.001
        }
        let took = slow ?? (0.004 + 0.004 * random.uniform())
        clock += took
        write("INFO", "req=\(id) \(order ? "stored order in" : "read items in") took=\(Int(took * 1_000_000))us")
        clock += 0.001
        write("INFO", "req=\(id) response status=\(status)")
    }

    /// Writes normal operation for so many seconds, about four requests a second.
    mutating func normal(seconds: Double) {
        let end = clock + seconds
        while clock < end {
            request(status: random.uniform() < 0.05 ? "404" : "200")
            clock += 0.1 + 0.28 * random.uniform()
        }
    }
}
