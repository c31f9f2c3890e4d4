/// What a byte can be part of, as bits: the one table look-up of the hot path.
enum ByteClass {
    /// A letter that is no hexadecimal digit, `_`, or a byte of a multi-byte UTF-8 character.
    static let letter: UInt8 = 1
    /// `a`–`f`, `A`–`F`.
    static let hexLetter: UInt8 = 2
    /// `0`–`9`.
    static let digit: UInt8 = 4
    /// Blank, tab, line end.
    static let space: UInt8 = 8
    /// Punctuation at which a masked value may begin (`=`, `/`, `\`, `-`, `+`, `<`, `>`, `~`, `:`): looked at more closely.
    static let opener: UInt8 = 16
    /// Other punctuation: copied as it is.
    static let plain: UInt8 = 32
    /// A control byte. Written as ``controlReplacement`` so that it cannot be taken for a mask.
    static let control: UInt8 = 64
    /// Ends a path or a value: white space and closing or separating punctuation.
    static let stop: UInt8 = 128

    /// Letters, digits and `_`.
    static let word: UInt8 = letter | hexLetter | digit

    /// What stands in a skeleton for a control byte of the text.
    static let controlReplacement: UInt8 = 0x7F

    /// The bits of a byte.
    static func of(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): return hexLetter
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...0xFF: return letter
        case 0x20, 0x09...0x0D: return space | stop
        case 0x00...0x1F, 0x7F: return control
        case UInt8(ascii: "="): return opener | stop
        case UInt8(ascii: "<"), UInt8(ascii: ">"): return opener | stop
        case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: ":"):
            return opener
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "|"), UInt8(ascii: "&"):
            return plain | stop
        default: return plain
        }
    }
}
