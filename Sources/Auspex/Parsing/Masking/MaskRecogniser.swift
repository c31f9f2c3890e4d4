/// A recognised span: where it ends and what it is.
struct MaskHit {
    /// One past the last byte; `nothing.end` is -1.
    var end: Int
    /// What it is.
    var kind: ParameterKind

    /// No mask fits here.
    static let nothing = MaskHit(end: -1, kind: .word)

    /// Whether something was recognised.
    @inline(__always)
    var isHit: Bool { end >= 0 }
}

/// The byte-level masks: pure look-ahead functions on the text of one message.
///
/// Each takes a position at which a value may begin, that is, no letter or digit stands before it, and reads at most to ``end``.
/// Unsafe because it reads through raw pointers; safe because every read is below ``end``, which the caller keeps inside the batch, and
/// the table has an entry for every byte.
@safe struct MaskRecogniser {
    /// The batch's bytes.
    let text: UnsafePointer<UInt8>
    /// One past the last byte to look at.
    let end: Int
    /// ``ByteClass`` of every byte.
    let classes: UnsafePointer<UInt8>

    /// The byte at a position, 0 behind the end.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 {
        index < end ? unsafe text[index] : 0
    }

    /// The class of the byte at a position; behind the end it is white space.
    @inline(__always)
    func kind(_ index: Int) -> UInt8 {
        index < end ? unsafe classes[Int(text[index])] : ByteClass.space | ByteClass.stop
    }

    /// Whether a letter, digit or `_` stands there.
    @inline(__always)
    func isWord(_ index: Int) -> Bool { kind(index) & ByteClass.word != 0 }

    /// Whether a letter, digit, `_` or closing bracket stands before `index`.
    @inline(__always)
    func isWordBefore(_ index: Int, start: Int) -> Bool {
        guard index > start else { return false }
        let previous = unsafe text[index &- 1]
        return unsafe classes[Int(previous)] & ByteClass.word != 0 || previous == UInt8(ascii: ")")
    }

    /// Whether a digit stands there.
    @inline(__always)
    func isDigit(_ index: Int) -> Bool { kind(index) == ByteClass.digit }

    /// Whether a hexadecimal digit stands there.
    @inline(__always)
    func isHex(_ index: Int) -> Bool { kind(index) & (ByteClass.digit | ByteClass.hexLetter) != 0 }

    /// One past the run of digits that begins at `index`, at most `limit` long.
    @inline(__always)
    func digits(_ index: Int, limit: Int = .max) -> Int {
        var i = index
        while i &- index < limit, isDigit(i) { i &+= 1 }
        return i
    }

    /// One past the run of hexadecimal digits that begins at `index`, at most `limit` long.
    func hexDigits(_ index: Int, limit: Int = .max) -> Int {
        var i = index
        while i &- index < limit, isHex(i) { i &+= 1 }
        return i
    }

    /// `8-4-4-4-12` hexadecimal digits and no word byte behind.
    func uuid(_ index: Int) -> MaskHit {
        guard index &+ 36 <= end else { return .nothing }
        var i = index
        for (part, length) in [8, 4, 4, 4, 12].enumerated() {
            guard hexDigits(i, limit: length) == i + length else { return .nothing }
            i += length
            if part < 4 {
                guard byte(i) == UInt8(ascii: "-") else { return .nothing }
                i += 1
            }
        }
        return isWord(i) ? .nothing : MaskHit(end: i, kind: .uuid)
    }

    /// Four decimal groups of at most three digits, not followed by more of the same; `:port` belongs to it.
    func ipv4(_ index: Int) -> MaskHit {
        var i = index
        for part in 0..<4 {
            var value = 0
            let start = i
            while i &- start < 3, isDigit(i) {
                value = value * 10 + Int(byte(i) & 15)
                i &+= 1
            }
            guard i > start, value <= 255 else { return .nothing }
            if part < 3 {
                guard byte(i) == UInt8(ascii: ".") else { return .nothing }
                i &+= 1
            }
        }
        guard !isWord(i), !(byte(i) == UInt8(ascii: ".") && isDigit(i &+ 1)) else { return .nothing }
        if byte(i) == UInt8(ascii: ":") {
            let port = digits(i &+ 1, limit: 6)
            if port > i &+ 1, port &- i <= 6, !isWord(port) { i = port }
        }
        return MaskHit(end: i, kind: .ipv4)
    }

    /// Groups of hexadecimal digits with colons: a MAC address (six or eight groups of two) or IPv6 (eight groups, or `::` somewhere).
    func colonGroups(_ index: Int) -> MaskHit {
        var i = index
        var groups = 0, twos = 0, doubles = 0, digitSeen = false
        if byte(i) == UInt8(ascii: ":") {
            guard byte(i + 1) == UInt8(ascii: ":") else { return .nothing }
            doubles = 1
            i += 2
        }
        while groups < 9 {
            let stop = hexDigits(i, limit: 5)
            guard stop > i else { break }
            guard stop - i <= 4 else { return .nothing }
            if byte(stop) == UInt8(ascii: "."), doubles > 0 || groups == 6 {
                let tail = ipv4(i)
                return tail.isHit ? MaskHit(end: tail.end, kind: .ipv6) : .nothing
            }
            for position in i..<stop where isDigit(position) { digitSeen = true }
            groups += 1
            if stop - i == 2 { twos += 1 }
            i = stop
            guard byte(i) == UInt8(ascii: ":") else { break }
            if byte(i + 1) == UInt8(ascii: ":") {
                doubles += 1
                i += 2
            } else if isHex(i + 1) {
                i += 1
            } else {
                break
            }
        }
        guard !isWord(i) else { return .nothing }
        if doubles == 0, groups == twos, groups == 6 || groups == 8 { return MaskHit(end: i, kind: .mac) }
        if doubles == 0, groups == 8 { return MaskHit(end: i, kind: .ipv6) }
        if doubles == 1, groups < 8, digitSeen, groups > 0 { return MaskHit(end: i, kind: .ipv6) }
        return .nothing
    }

    /// `blk_` with a signed number; `index` is at the `b`.
    func block(_ index: Int) -> MaskHit {
        guard byte(index) == UInt8(ascii: "b"), byte(index &+ 1) == UInt8(ascii: "l"), byte(index &+ 2) == UInt8(ascii: "k"),
            byte(index &+ 3) == UInt8(ascii: "_")
        else { return .nothing }
        let start = index &+ (byte(index &+ 4) == UInt8(ascii: "-") ? 5 : 4)
        let stop = digits(start)
        guard stop > start else { return .nothing }
        return !isWord(stop) || byte(stop) == UInt8(ascii: "_") ? MaskHit(end: stop, kind: .block) : .nothing
    }

    /// A path that begins with `/` or `\`: to the next stop; behind a `?` the signs of a query belong to it.
    func path(_ index: Int) -> MaskHit {
        var i = index &+ 1
        var query = false
        while i < end {
            let b = byte(i)
            if query, b == UInt8(ascii: "=") || b == UInt8(ascii: "&") || b == UInt8(ascii: ":") || b == UInt8(ascii: ",") {
                i &+= 1
                continue
            }
            if kind(i) & ByteClass.stop != 0 || b == UInt8(ascii: ":") || kind(i) == ByteClass.control { break }
            if b == UInt8(ascii: "?") { query = true }
            i &+= 1
        }
        while i > index &+ 1, byte(i &- 1) == UInt8(ascii: ".") { i &-= 1 }
        return i > index &+ 1 ? MaskHit(end: i, kind: .path) : .nothing
    }

    /// What follows `://`: to white space or a closing sign.
    func url(behindScheme index: Int) -> MaskHit {
        var i = index
        while i < end {
            let b = byte(i)
            let isInner = b == UInt8(ascii: "=") || b == UInt8(ascii: "&")
            if kind(i) & ByteClass.stop != 0, !isInner { break }
            i &+= 1
        }
        while i > index, byte(i &- 1) == UInt8(ascii: ".") || byte(i &- 1) == UInt8(ascii: ":") { i &-= 1 }
        return MaskHit(end: i, kind: .url)
    }

    /// The part of an e-mail address behind the `@`: a name with at least one dot in it.
    func mailDomain(_ index: Int) -> MaskHit {
        var i = index
        var dots = 0
        while isWord(i) || ((byte(i) == UInt8(ascii: ".") || byte(i) == UInt8(ascii: "-")) && isWord(i &+ 1) && i > index) {
            if byte(i) == UInt8(ascii: ".") { dots += 1 }
            i &+= 1
        }
        return dots > 0 ? MaskHit(end: i, kind: .email) : .nothing
    }
}
