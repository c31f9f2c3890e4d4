/// Numbers the way the program writes them for people.
enum Words {
    /// `12,345`.
    static func grouped(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// `3 sessions`, `1 session`.
    static func count(_ value: Int, _ noun: String) -> String {
        "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// A number with so many decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard !value.isNaN else { return "–" }
        // Larger numbers are no counts and no shares; scaled, they would not fit an integer.
        guard abs(value) < 1e12 else { return value < 0 ? "-∞" : "∞" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let whole = scaled / Int(scale)
        guard decimals > 0 else { return (value < 0 ? "-" : "") + String(whole) }
        let rest = String(scaled % Int(scale))
        return (value < 0 && scaled != 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
    }

    /// `98 %`, `1.2 %`, `0.03 %`.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        let value = share * 100
        if value == 0 { return "0 %" }
        if value < 0.01 { return "< 0.01 %" }
        return fixed(value, value >= 10 ? 0 : value >= 1 ? 1 : 2) + " %"
    }

    /// `0.4 s`, `12 s`, `3 min`.
    static func duration(_ seconds: Double) -> String {
        if seconds < 10 { return fixed(seconds, 1) + " s" }
        if seconds < 120 { return fixed(seconds, 0) + " s" }
        return seconds < 7200 ? fixed(seconds / 60, 0) + " min" : fixed(seconds / 3600, 1) + " h"
    }

    /// Text on one line, without control characters, cut to a width.
    static func line(_ text: String, width: Int) -> String {
        var result = ""
        var count = 0
        for character in text.unicodeScalars {
            if count >= width {
                result.removeLast()
                return result + "…"
            }
            // Control characters could drive the terminal; a log line must not.
            let shown: Unicode.Scalar = character.value < 0x20 || (0x7F...0x9F).contains(character.value) ? " " : character
            result.unicodeScalars.append(shown)
            count += 1
        }
        return result
    }
}
