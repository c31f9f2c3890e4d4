/// A piece of a page. Literal text in the source is markup; everything interpolated is escaped, so outside text cannot become markup by accident.
///
/// ```swift
/// page.append("<td title=\"\(templateText)\">\(rawLine)</td>")
/// ```
/// Interpolations are safe in element content and in *quoted* attributes; none belongs inside `<script>` or `<style>`.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The page so far, UTF-8.
    private(set) var bytes: [UInt8]

    /// An empty piece.
    init() { bytes = [] }

    /// Trusted markup.
    init(stringLiteral value: String) { bytes = Array(value.utf8) }

    /// Markup with escaped interpolations.
    init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    /// Appends another piece.
    mutating func append(_ other: HTML) { bytes += other.bytes }

    /// Collects literals as they are and interpolations escaped.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        /// Outside text, escaped; at most `limit` characters of it.
        mutating func appendInterpolation(_ text: String, limit: Int = .max) { HTML.escape(text, limit: limit, into: &bytes) }

        /// A piece that is markup already.
        mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        /// A plain whole number, for attributes.
        mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

        /// A whole number for reading, with thousands separators.
        mutating func appendInterpolation(count: Int) { bytes += ReportFormat.grouped(count).utf8 }

        /// A coordinate or length: two decimals at most, never an exponent, never anything that is not a number.
        mutating func appendInterpolation(at value: Double) { bytes += ReportFormat.fixed(value, 2).utf8 }
    }

    /// Escapes outside text, at most `limit` scalars of it.
    ///
    /// Markup characters become entities; control characters, line separators and characters that reorder or hide text are shown as
    /// their code point (`‹U+1B›`, runs as `‹U+0 × 37›`), so that a log line can neither break out of its place nor pose as another.
    private static func escape(_ text: String, limit: Int, into bytes: inout [UInt8]) {
        var left = limit
        var isCut = false
        var hidden: (code: UInt32, count: Int) = (0, 0)
        func show(into bytes: inout [UInt8]) {
            guard hidden.count > 0 else { return }
            let times = hidden.count > 1 ? " × \(ReportFormat.grouped(hidden.count))" : ""
            bytes += "‹U+\(String(hidden.code, radix: 16, uppercase: true))\(times)›".utf8
            hidden.count = 0
        }
        for scalar in text.unicodeScalars {
            guard left > 0 else {
                isCut = true
                break
            }
            if scalar.isHidden {
                if hidden.count > 0, hidden.code == scalar.value {
                    hidden.count += 1
                } else {
                    show(into: &bytes)
                    hidden = (scalar.value, 1)
                    left -= 1
                }
                continue
            }
            show(into: &bytes)
            left -= 1
            switch scalar.value {
            case 0x26: bytes += "&amp;".utf8
            case 0x3C: bytes += "&lt;".utf8
            case 0x3E: bytes += "&gt;".utf8
            case 0x22: bytes += "&quot;".utf8
            case 0x27: bytes += "&#39;".utf8
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        show(into: &bytes)
        if isCut { bytes += "…".utf8 }
    }
}
