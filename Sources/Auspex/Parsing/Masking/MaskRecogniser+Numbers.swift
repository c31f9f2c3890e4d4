/// A run of word bytes with its inner joiners (`.` and `-` between word bytes): what a reader would call one name or number.
struct Composite {
    /// One past its last byte.
    var end: Int
    /// ``ByteClass`` bits of all its word bytes.
    var classes: UInt8
    /// How many dots join it.
    var dots = 0
    /// How many hyphens join it.
    var hyphens = 0
}

extension MaskRecogniser {
    /// Goes on from the end of a run of word bytes over joiners and further runs.
    @inline(__always)
    func composite(from runEnd: Int, classes: UInt8) -> Composite {
        var result = Composite(end: runEnd, classes: classes)
        while true {
            let joiner = byte(result.end)
            guard joiner == UInt8(ascii: ".") || joiner == UInt8(ascii: "-"), isWord(result.end &+ 1) else { return result }
            if joiner == UInt8(ascii: ".") { result.dots &+= 1 } else { result.hyphens &+= 1 }
            var i = result.end &+ 1
            while true {
                let bits = kind(i) & ByteClass.word
                if bits == 0 { break }
                result.classes |= bits
                i &+= 1
            }
            result.end = i
        }
    }

    /// The mask for a word that holds at least one digit. Always hits: what nothing else knows is an identifier.
    func wordWithDigits(_ index: Int, runEnd: Int, classes: UInt8) -> MaskHit {
        let first = byte(index)
        let next = byte(runEnd)
        if next == UInt8(ascii: "-"), runEnd &- index == 8 {
            let hit = uuid(index)
            if hit.isHit { return hit }
        }
        if kind(index) == ByteClass.digit {
            if next == UInt8(ascii: ".") {
                let hit = ipv4(index)
                if hit.isHit { return hit }
            } else if next == UInt8(ascii: ":") {
                var hit = timeOfDay(index)
                if hit.isHit { return hit }
                hit = colonGroups(index)
                if hit.isHit { return hit }
            } else if next == UInt8(ascii: "-") || next == UInt8(ascii: "/") {
                let hit = numericDate(index)
                if hit.isHit { return hit }
            }
            if first == UInt8(ascii: "0"), byte(index &+ 1) | 0x20 == UInt8(ascii: "x"), isHex(index &+ 2) {
                let stop = hexDigits(index &+ 2)
                if !isWord(stop) { return MaskHit(end: stop, kind: .hexadecimal) }
            }
            let hit = number(index)
            if hit.isHit { return hit }
        } else {
            if first == UInt8(ascii: "b") {
                let hit = block(index)
                if hit.isHit { return hit }
            }
            if next == UInt8(ascii: ":"), runEnd &- index <= 4, isHex(index) {
                let hit = colonGroups(index)
                if hit.isHit { return hit }
            }
        }
        if next == UInt8(ascii: ":"), byte(runEnd &+ 1) == UInt8(ascii: "/"), byte(runEnd &+ 2) == UInt8(ascii: "/") {
            return url(behindScheme: runEnd &+ 3)
        }
        let whole = composite(from: runEnd, classes: classes)
        return named(whole, index)
    }

    /// Whether a run of the letters A to F is a number that happens to have no digit (one in 20,000 of ten places): longer than words of these letters
    /// are, in letters of one case, and no part of a name.
    func isHexadecimalWord(_ index: Int, _ end: Int) -> Bool {
        let isUpper = byte(index) & 0x20 == 0
        guard end &- index >= (isUpper ? 7 : 8) else { return false }
        switch byte(end) {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"): return false
        default: break
        }
        for i in index..<end where (byte(i) & 0x20 == 0) != isUpper { return false }
        return true
    }

    /// A composite with digits: e-mail, long hexadecimal number or identifier, with the port when it is a host name.
    func named(_ whole: Composite, _ index: Int) -> MaskHit {
        if byte(whole.end) == UInt8(ascii: "@") {
            let hit = mailDomain(whole.end &+ 1)
            if hit.isHit { return hit }
        }
        if whole.classes & ByteClass.letter == 0, whole.dots == 0, whole.hyphens == 0, whole.end &- index >= 6 {
            return MaskHit(end: whole.end, kind: .hexadecimal)
        }
        if whole.dots > 0, byte(whole.end) == UInt8(ascii: ":") {
            let port = digits(whole.end &+ 1, limit: 6)
            if port > whole.end &+ 1, !isWord(port) { return MaskHit(end: port, kind: .identifier) }
        }
        return MaskHit(end: whole.end, kind: .identifier)
    }

    /// A decimal number, with fraction, groups of thousands or a unit. `index` is at a digit.
    @inline(__always)
    func number(_ index: Int) -> MaskHit {
        var i = digits(index)
        if byte(i) == UInt8(ascii: "."), isDigit(i &+ 1) {
            i = digits(i &+ 1)
        } else {
            while byte(i) == UInt8(ascii: ","), digits(i &+ 1, limit: 4) == i &+ 4, i &- index <= 15 { i &+= 4 }
        }
        let bits = kind(i)
        if bits & ByteClass.word == 0 {
            let next = byte(i)
            if next == UInt8(ascii: ".") || next == UInt8(ascii: "-"), isWord(i &+ 1) { return .nothing }
            if next == UInt8(ascii: "%") { return MaskHit(end: i &+ 1, kind: .quantity) }
            if next == UInt8(ascii: " ") {
                let unit = sizeUnit(i &+ 1)
                if unit > 0 { return MaskHit(end: unit, kind: .quantity) }
            }
            return MaskHit(end: i, kind: .number)
        }
        let unit = unit(i)
        return unit > 0 ? MaskHit(end: unit, kind: .quantity) : .nothing
    }

    /// One past an abbreviated unit of size (`B`, `KB`, `MiB`, …) that begins at `index`, or 0.
    ///
    /// Only these may stand apart from their number: the same message shows `512 B` one time and `1.2 KB` the next, while
    /// `seconds` or `bytes` stay the same words and help to read the template.
    func sizeUnit(_ index: Int) -> Int {
        var i = index
        switch byte(i) {
        case UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"), UInt8(ascii: "P"), UInt8(ascii: "k"): i &+= 1
        default: break
        }
        if i > index, byte(i) == UInt8(ascii: "i") { i &+= 1 }
        guard byte(i) == UInt8(ascii: "B"), !isWord(i &+ 1) else { return 0 }
        return i &+ 1
    }

    /// One past a unit of size, time or frequency that begins at `index`, or 0.
    func unit(_ index: Int) -> Int {
        let size = sizeUnit(index)
        if size > 0 { return size }
        var i = index
        var word: UInt64 = 0
        while i &- index < 8, isWord(i) {
            word = word << 8 | UInt64(byte(i) | 0x20)
            i &+= 1
        }
        guard i > index, !isWord(i) else { return 0 }
        switch word {
        case 0x73, 0x6D, 0x68, 0x64, 0x6D73, 0x7573, 0x6E73: return i  // s m h d ms us ns
        case 0x736563, 0x73656373, 0x6D736563, 0x7365636F_6E64, 0x7365_636F6E64_73: return i  // sec secs msec second seconds
        case 0x6D696E, 0x6D696E73, 0x6D696E75_7465, 0x6D69_6E757465_73: return i  // min mins minute minutes
        case 0x686F_7572, 0x686F75_7273, 0x646179, 0x64617973: return i  // hour hours day days
        case 0x627974_65, 0x6279_746573, 0x62, 0x6B62, 0x6D62, 0x6762: return i  // byte bytes b kb mb gb
        case 0x687A, 0x6B687A, 0x6D687A, 0x67687A, 0x6B, 0x67: return i  // hz khz mhz ghz k g
        default: return 0
        }
    }

    /// `<1 sec`, `~5ms`, `>10 s`: a comparison sign, a number and its unit, which belong together. `index` is at the sign.
    func comparedQuantity(_ index: Int) -> MaskHit {
        guard isDigit(index &+ 1) else { return .nothing }
        var i = digits(index &+ 1)
        if byte(i) == UInt8(ascii: "."), isDigit(i &+ 1) { i = digits(i &+ 1) }
        if byte(i) == UInt8(ascii: " ") { i &+= 1 }
        let stop = unit(i)
        return stop > 0 ? MaskHit(end: stop, kind: .quantity) : .nothing
    }
}
