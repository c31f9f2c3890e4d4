import Auspex

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

    /// Text on one line, without control characters, cut to a width in columns.
    static func line(_ text: String, width: Int) -> String {
        var result: [Unicode.Scalar] = []
        var columns = 0
        // Where the text is cut if it turns out too long: room for the mark of omission must be left.
        var cut = 0
        for scalar in text.unicodeScalars {
            // Control characters could drive the terminal, and hidden ones make a line look like another; a log line must not.
            let shown: Unicode.Scalar = scalar.isHidden || scalar.value < 0x20 ? " " : scalar
            let size = self.columns(shown)
            if columns + size > width { return Self.string(result.prefix(cut)) + (width > 0 ? "…" : "") }
            columns += size
            result.append(shown)
            if columns < width { cut = result.count }
        }
        return string(result[...])
    }

    /// Text on a few rows of a width, without control characters, broken at blanks where there are some; what does not fit is left out.
    static func rows(_ text: String, width: Int, limit: Int) -> [String] {
        let width = max(20, width)
        // Far more than can be shown; a line may be a megabyte long.
        let sample = Self.string(ArraySlice(text.unicodeScalars.prefix(8 * width * limit)))
        var rest = Array(line(sample, width: .max).unicodeScalars)[...]
        var rows: [String] = []
        while !rest.isEmpty {
            var columns = 0
            let fitting = rest.prefix { scalar in
                columns += self.columns(scalar)
                return columns <= width
            }
            if fitting.count == rest.count || rows.count == limit - 1 {
                rows.append(line(Self.string(rest), width: width))
                break
            }
            // Words stay whole, unless that wastes most of the row.
            let blank = fitting.lastIndex(of: " ").flatMap { fitting.startIndex.distance(to: $0) > width / 2 ? $0 : nil }
            var row = rest[..<(blank ?? fitting.endIndex)]
            rest = rest[(blank.map { $0 + 1 } ?? fitting.endIndex)...].drop { $0 == " " }
            while row.last == " " { row.removeLast() }
            rows.append(Self.string(row))
        }
        return rows
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Columns a character takes on a terminal: two for East Asian and pictorial ones, none for marks on the character before.
    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory) ? 0 : 1
        }
    }
}
