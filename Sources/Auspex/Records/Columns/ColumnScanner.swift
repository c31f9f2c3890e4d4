/// Recognises the columns of a header in the bytes of a line.
enum ColumnScanner {
    /// A column that was found: its fields and where the next one may begin.
    struct Match {
        var first: ByteRange
        var second = ByteRange.empty
        var next: Int
    }

    /// Over blanks, and over dashes, bars and colons that stand alone.
    @inline(__always)
    static func skipMarks(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = ByteScan.skipBlanks(bytes, from: start, to: end)
        while position < end, isMark(bytes[position]) {
            var stop = position
            while stop < end, stop - position < 4, bytes[stop] == bytes[position] { stop += 1 }
            guard stop < end, ByteScan.isBlank(bytes[stop]) else { break }
            position = ByteScan.skipBlanks(bytes, from: stop, to: end)
        }
        return position
    }

    /// The column of a kind at `start`, or `nil`. Behind it stands a blank or the end of the line.
    static func match(_ kind: ColumnKind, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Match? {
        if kind == .thread { return bracketed(bytes, start, end) }
        let limit = min(end, start + 128)
        let tokenEnd = ByteScan.findBlank(bytes, from: start, to: limit)
        guard tokenEnd > start, tokenEnd == end || tokenEnd < limit else { return nil }
        let token = Token(bytes, start, tokenEnd)
        let lower = token.lower, upper = token.upper
        guard upper > lower else { return nil }
        let whole = Match(first: range(lower, upper), next: tokenEnd)
        switch kind {
        case .zone: return !token.isDecorated && isZone(bytes, lower, upper) ? whole : nil
        case .clock: return isClock(bytes, lower, upper) ? whole : nil
        case .level: return isLevel(bytes, token) ? whole : nil
        case .moduleLevel:
            guard token.isBracketed, let colon = index(of: UInt8(ascii: ":"), bytes, lower, upper), colon > lower,
                LevelWords.contains(bytes, from: colon + 1, to: upper)
            else { return nil }
            return Match(first: range(lower, colon), second: range(colon + 1, upper), next: tokenEnd)
        case .program: return program(bytes, token, tokenEnd)
        case .process:
            guard token.hasColon, let mark = index(of: UInt8(ascii: "#"), bytes, lower, upper), isNumber(bytes, lower, mark),
                isNumber(bytes, mark + 1, upper)
            else { return nil }
            return Match(first: range(lower, mark), second: range(mark + 1, upper), next: tokenEnd)
        case .connection:
            guard bytes[lower] == UInt8(ascii: "*"), isNumber(bytes, lower + 1, upper) else { return nil }
            return Match(first: range(lower + 1, upper), next: tokenEnd)
        case .statement: return isStatement(bytes, lower, upper) ? whole : nil
        case .pid: return token.isBracketed && isNumber(bytes, lower, upper) ? whole : nil
        case .number: return !token.isBracketed && isNumber(bytes, lower, upper) ? whole : nil
        case .identifier: return isIdentifier(bytes, lower, upper) ? whole : nil
        case .account:
            return !token.hasColon && isAccount(bytes, start, tokenEnd) ? Match(first: range(start, tokenEnd), next: tokenEnd) : nil
        case .code: return token.isBracketed && isCode(bytes, lower, upper) ? whole : nil
        case .tag: return token.isBracketed && isWord(bytes, lower, upper, digits: false) ? whole : nil
        case .logger: return logger(bytes, token, tokenEnd, end)
        case .host: return !token.isDecorated && isWord(bytes, lower, upper, digits: true) ? whole : nil
        case .thread, .frontLevel, .frontWords: return nil
        }
    }

    /// A word without the brackets around it and the colon behind it.
    private struct Token {
        var lower: Int
        var upper: Int
        var isBracketed = false
        var hasColon = false
        var isDecorated: Bool { isBracketed || hasColon }

        init(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
            lower = start
            upper = end
            if bytes[upper - 1] == UInt8(ascii: ":") {
                hasColon = true
                upper -= 1
            } else if bytes[upper - 1] == UInt8(ascii: ",") {
                upper -= 1
            }
            guard upper > lower else { return }
            let open = bytes[lower], close = bytes[upper - 1]
            let isPair =
                open == UInt8(ascii: "[") && close == UInt8(ascii: "]") || open == UInt8(ascii: "(") && close == UInt8(ascii: ")")
                || open == UInt8(ascii: "<") && close == UInt8(ascii: ">")
            if isPair, upper - lower > 2 {
                isBracketed = true
                lower += 1
                upper -= 1
            } else if close == UInt8(ascii: "]"), open != UInt8(ascii: "["), !ColumnScanner.holds(UInt8(ascii: "["), bytes, lower, upper) {
                // `server.go:123]`: the bracket was opened by nothing.
                upper -= 1
            }
        }
    }

    // MARK: Shapes

    private static func range(_ start: Int, _ end: Int) -> ByteRange {
        ByteRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: ":")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

    private static func index(of byte: UInt8, _ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Int? {
        for index in lower..<max(lower, upper) where bytes[index] == byte { return index }
        return nil
    }

    private static func holds(_ byte: UInt8, _ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        index(of: byte, bytes, lower, upper) != nil
    }

    private static func isNumber(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        guard upper > lower, upper - lower <= 19 else { return false }
        for index in lower..<upper where !isDigit(bytes[index]) { return false }
        return true
    }

    private static func isZone(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        guard (3...5).contains(upper - lower) else { return false }
        if bytes[lower] == UInt8(ascii: "+") || bytes[lower] == UInt8(ascii: "-") { return isNumber(bytes, lower + 1, upper) }
        for index in lower..<upper where !isUpper(bytes[index]) { return false }
        return !LevelWords.contains(bytes, from: lower, to: upper)
    }

    private static func isClock(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        guard upper - lower >= 8, upper - lower <= 18 else { return false }
        for offset in 0..<8 {
            let byte = bytes[lower + offset]
            guard offset == 2 || offset == 5 ? byte == UInt8(ascii: ":") : isDigit(byte) else { return false }
        }
        return upper - lower == 8
            || (bytes[lower + 8] == UInt8(ascii: ".") || bytes[lower + 8] == UInt8(ascii: ",")) && isNumber(bytes, lower + 9, upper)
    }

    /// A known severity, or a short word in capitals that is set off like one (PostgreSQL's `LOG:` and `DETAIL:`).
    private static func isLevel(_ bytes: Span<UInt8>, _ token: Token) -> Bool {
        if LevelWords.contains(bytes, from: token.lower, to: token.upper) { return true }
        guard token.isDecorated, (3...12).contains(token.upper - token.lower) else { return false }
        guard isUpper(bytes[token.lower]) else { return false }
        // MySQL's `[System]`.
        let first = token.isBracketed ? token.lower + 1 : token.lower
        for index in first..<token.upper where token.isBracketed ? !isLetter(bytes[index]) : !isUpper(bytes[index]) { return false }
        return true
    }

    private static func program(_ bytes: Span<UInt8>, _ token: Token, _ next: Int) -> Match? {
        guard token.hasColon, !token.isBracketed, bytes[token.upper - 1] == UInt8(ascii: "]"),
            let open = index(of: UInt8(ascii: "["), bytes, token.lower, token.upper), open > token.lower,
            isNumber(bytes, open + 1, token.upper - 1), isWord(bytes, token.lower, open, digits: true)
        else { return nil }
        return Match(first: range(token.lower, open), second: range(open + 1, token.upper - 1), next: next)
    }

    /// A name and a line number: joined by `#`, or by `:` behind the name of a source file.
    static func isStatement(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        var split = upper - 1
        while split > lower, isDigit(bytes[split]) { split -= 1 }
        guard split > lower, split < upper - 1, upper - split <= 7, isLetter(bytes[split - 1]) || bytes[split - 1] == UInt8(ascii: "]")
        else { return false }
        if bytes[split] == UInt8(ascii: "#") { return hasLetter(bytes, lower, split) }
        guard bytes[split] == UInt8(ascii: ":") else { return false }
        var dot = split - 1
        while dot > lower, isLetter(bytes[dot]) { dot -= 1 }
        guard bytes[dot] == UInt8(ascii: "."), hasLetter(bytes, lower, dot) else { return false }
        var ending: [UInt8] = []
        for index in (dot + 1)..<split { ending.append(bytes[index] | 0x20) }
        return sourceEndings.contains(ending)
    }

    private static let sourceEndings: Set<[UInt8]> = Set(
        ["c", "cc", "cpp", "cs", "go", "h", "hpp", "java", "js", "kt", "php", "py", "rb", "rs", "scala", "swift", "ts", "erl", "ex"].map {
            Array($0.utf8)
        })

    private static func hasLetter(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        for index in lower..<max(lower, upper) where isLetter(bytes[index]) { return true }
        return false
    }

    /// 16 hexadecimal digits or more (dashes of a UUID among them), or two runs joined by a dot.
    private static func isIdentifier(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        var digits = 0, dots = 0, dashes = 0
        for index in lower..<upper {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                dots += 1
            } else if byte == UInt8(ascii: "-") {
                dashes += 1
            } else if isHex(byte) {
                digits += 1
            } else {
                return false
            }
        }
        if dots == 1, dashes == 0 { return digits >= 8 && isHex(bytes[lower]) && isHex(bytes[upper - 1]) }
        return dots == 0 && digits >= 16 && (dashes == 0 || dashes == 4 && digits == 32)
    }

    private static func isAccount(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        guard let at = index(of: UInt8(ascii: "@"), bytes, lower, upper), at > lower, at + 1 < upper else { return false }
        for index in lower..<upper where index != at {
            let byte = bytes[index]
            let isInner =
                isLetter(byte) || isDigit(byte) || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
            guard isInner else { return false }
        }
        return true
    }

    private static func isCode(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Bool {
        var position = lower
        while position < upper, isUpper(bytes[position]) { position += 1 }
        guard position > lower, position - lower <= 5 else { return false }
        if position < upper, bytes[position] == UInt8(ascii: "-") { position += 1 }
        return upper - position >= 3 && isNumber(bytes, position, upper)
    }

    private static func isWord(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int, digits: Bool) -> Bool {
        var hasLetter = false
        for index in lower..<upper {
            let byte = bytes[index]
            if isLetter(byte) {
                hasLetter = true
            } else if isDigit(byte) {
                guard digits else { return false }
            } else if byte != UInt8(ascii: "_"), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "."), byte != UInt8(ascii: "/"),
                byte != UInt8(ascii: "$"), byte != UInt8(ascii: "@")
            {
                return false
            }
        }
        return hasLetter
    }

    /// A name that a colon or a mark ends.
    private static func logger(_ bytes: Span<UInt8>, _ token: Token, _ next: Int, _ end: Int) -> Match? {
        guard !token.isBracketed, isLetter(bytes[token.lower]), isWord(bytes, token.lower, token.upper, digits: true) else { return nil }
        if !token.hasColon {
            let mark = ByteScan.skipBlanks(bytes, from: next, to: end)
            guard mark + 1 < end, isMark(bytes[mark]), ByteScan.isBlank(bytes[mark + 1]) else { return nil }
        }
        return Match(first: range(token.lower, token.upper), next: next)
    }

    /// Anything of up to 64 bytes in square brackets.
    private static func bracketed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Match? {
        guard start < end, bytes[start] == UInt8(ascii: "[") else { return nil }
        var close = start + 1
        while close < min(end, start + 66), bytes[close] != UInt8(ascii: "]") { close += 1 }
        guard close < end, bytes[close] == UInt8(ascii: "]"), close > start + 1 else { return nil }
        var next = close + 1
        if next < end, bytes[next] == UInt8(ascii: ":") { next += 1 }
        guard next == end || ByteScan.isBlank(bytes[next]) else { return nil }
        return Match(first: range(start + 1, close), next: next)
    }
}
