/// Text that means nothing by itself: encoded bytes, and what stands in quotes.
extension MaskRecogniser {
    /// The longest text in quotes that is one parameter.
    static let quotedLimit = 256

    /// Bytes in base64 (a key's fingerprint, a token): letters of both cases, digits, `+` and `/`, so mixed that they are no path.
    func base64(_ index: Int) -> MaskHit {
        var i = index
        var changes = 0, signs = 0
        var seen: UInt8 = 0, previous: UInt8 = 0
        while true {
            let b = byte(i)
            let sort: UInt8
            switch b {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sort = 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"): sort = 2
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): sort = 4
            case UInt8(ascii: "+"), UInt8(ascii: "/"):
                sort = 8
                signs &+= 1
            default: sort = 0
            }
            if sort == 0 { break }
            if sort != previous { changes &+= 1 }
            previous = sort
            seen |= sort
            i &+= 1
        }
        // Random text changes the sort of character at two places in three.
        guard i &- index >= 20, seen == 15, changes &* 5 >= (i &- index) &* 2, signs &* 6 <= i &- index else { return .nothing }
        while byte(i) == UInt8(ascii: "="), i < end { i &+= 1 }
        return isWord(i) ? .nothing : MaskHit(end: i, kind: .identifier)
    }

    /// Whether what stands before could be part of the same base64 text, which was looked at from its beginning.
    @inline(__always)
    func isBase64Joiner(before index: Int, start: Int) -> Bool {
        guard index > start else { return false }
        let previous = unsafe text[index &- 1]
        return previous == UInt8(ascii: "+") || previous == UInt8(ascii: "/")
    }

    /// Where the quote that opened right before `index` closes, or `nil` when what follows is no quoted value.
    func closingQuote(from index: Int, _ quote: UInt8) -> Int? {
        let isSingle = quote == UInt8(ascii: "'")
        guard kind(index) & ByteClass.space == 0 else { return nil }
        let limit = Swift.min(end, index &+ Self.quotedLimit)
        var i = index
        while i < limit, byte(i) != quote {
            let bits = kind(i)
            // An apostrophe is no quote; a name in single quotes has no blank.
            if bits == ByteClass.control || isSingle && bits & ByteClass.space != 0 { return nil }
            i &+= byte(i) == UInt8(ascii: "\\") && !isSingle ? 2 : 1
        }
        guard i < limit, byte(i) == quote, !isWord(i &+ 1), !isMethod(index) else { return nil }
        return byte(i &+ 1) == UInt8(ascii: ":") && !isSingle && kind(i &+ 2) & ByteClass.space == 0 ? nil : i
    }

    /// Whether an HTTP method begins there.
    private func isMethod(_ index: Int) -> Bool {
        var word: UInt64 = 0
        var i = index
        while i &- index < 8, byte(i) &- 0x41 < 26 {
            word = word << 8 | UInt64(byte(i))
            i &+= 1
        }
        guard byte(i) == UInt8(ascii: " ") else { return false }
        switch word {
        case 0x47_4554, 0x504F_5354, 0x48_4541_44, 0x50_5554, 0x4445_4C45_5445, 0x50_4154_4348, 0x4F50_5449_4F4E_53: return true
        default: return false
        }
    }
}
