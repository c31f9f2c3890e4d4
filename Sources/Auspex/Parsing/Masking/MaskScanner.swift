/// One pass over a message: copies constant bytes to the skeleton, recognises masked spans, notes tokens.
///
/// Unsafe because it reads the batch and writes the scratch memory through raw pointers. Safe because a position read is always below
/// ``MaskRecogniser/end``, which lies inside the batch, and because each byte written stands for at least one byte read, so that nothing
/// is written beyond ``MaskScratch/limit`` (see there).
@safe struct MaskScanner {
    private var recogniser: MaskRecogniser
    private let text: UnsafePointer<UInt8>
    private let classes: UnsafePointer<UInt8>
    private let skeleton: UnsafeMutablePointer<UInt8>
    private let spans: UnsafeMutablePointer<ParameterSpan>
    private let tokens: UnsafeMutablePointer<TokenSlot>
    private let start: Int
    /// Bytes written to the skeleton.
    private(set) var count = 0
    /// Spans written.
    private(set) var spanCount = 0
    /// Tokens closed.
    private(set) var tokenCount = 0
    private var tokenStart = -1
    private var tokenSkeleton = 0
    private var tokenIsMasked = false
    /// Whether the token closed last has a masked value.
    private var lastIsMasked = false
    /// So many values in a row without a blank are a list of any length: one parameter.
    private static let listItems = 6
    /// Behind the list that was folded last: the length of the skeleton, and what separates its items; 0 where there is none.
    private var foldedCount = 0
    private var foldedSeparator: UInt8 = 0

    /// Prepares for the text at `start`.
    init(text: UnsafePointer<UInt8>, start: Int, end: Int, scratch: borrowing MaskScratch) {
        unsafe self.text = text
        unsafe classes = UnsafePointer(scratch.classes)
        unsafe skeleton = scratch.skeleton
        unsafe spans = scratch.spans
        unsafe tokens = scratch.tokens
        self.start = start
        unsafe recogniser = MaskRecogniser(text: text, end: end, classes: UnsafePointer(scratch.classes))
    }

    /// Masks a span the caller found (a user mask). Spans must come in order, between calls of ``scan(from:to:)``.
    mutating func forced(_ range: Range<Int>, mask: UInt8) {
        openToken(at: range.lowerBound)
        emit(from: range.lowerBound, MaskHit(end: range.upperBound, kind: .user), mask: mask)
    }

    /// Writes a constant token in front of the text: at most ``MaskScratch/headLimit`` bytes, none of them blank or control.
    mutating func preface(_ bytes: [UInt8], at index: Int) {
        openToken(at: index)
        for byte in bytes.prefix(MaskScratch.headLimit) {
            unsafe skeleton[count] = byte
            count &+= 1
        }
        closeToken(at: index)
    }

    /// Writes a token as it stands: bytes that are neither blank nor control.
    mutating func constantToken(_ range: Range<Int>) {
        openToken(at: range.lowerBound)
        copy(range.lowerBound, range.upperBound)
        closeToken(at: range.upperBound)
    }

    /// Writes a token that is variable as a whole; a repeated one is not folded, so that paths of different depth stay apart.
    mutating func maskedToken(_ range: Range<Int>, kind: ParameterKind) {
        openToken(at: range.lowerBound)
        emit(from: range.lowerBound, MaskHit(end: range.upperBound, kind: kind))
        tokenIsMasked = false
        closeToken(at: range.upperBound)
        lastIsMasked = true
    }

    /// Adds a span behind the text that leaves no trace in the skeleton.
    mutating func value(_ range: ByteRange, kind: ParameterKind) {
        unsafe spans[spanCount] = ParameterSpan(range: range, kind: kind)
        spanCount &+= 1
    }

    /// Ends the last token.
    mutating func finish(at end: Int) {
        if tokenStart >= 0 { closeToken(at: end) }
        // The blank behind the last token is not part of the skeleton.
        if tokenCount > 0, count > 0, unsafe skeleton[count &- 1] == Skeleton.blank { count &-= 1 }
    }

    /// Scans a part of the text.
    mutating func scan(from lower: Int, to upper: Int) {
        unsafe recogniser = MaskRecogniser(text: text, end: upper, classes: classes)
        var i = lower
        while i < upper {
            let byte = unsafe text[i]
            let kind = unsafe classes[Int(byte)]
            if kind & ByteClass.space != 0 {
                if tokenStart >= 0 { closeToken(at: i) }
                i &+= 1
                continue
            }
            openToken(at: i)
            if kind & ByteClass.word != 0 {
                i = scanWord(i, kind)
            } else if kind & ByteClass.opener != 0 {
                i = scanOpener(i, byte)
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                i = scanQuoted(i, byte)
            } else {
                unsafe skeleton[count] = kind == ByteClass.control ? ByteClass.controlReplacement : byte
                count &+= 1
                i &+= 1
            }
        }
    }

    /// Copies a part of the text token by token: nothing is masked.
    mutating func copyTokens(from lower: Int, to upper: Int) {
        for i in lower..<Swift.max(lower, upper) {
            let byte = unsafe text[i]
            let kind = unsafe classes[Int(byte)]
            if kind & ByteClass.space != 0 {
                if tokenStart >= 0 { closeToken(at: i) }
                continue
            }
            openToken(at: i)
            unsafe skeleton[count] = kind == ByteClass.control ? ByteClass.controlReplacement : byte
            count &+= 1
        }
    }

    // MARK: Tokens

    @inline(__always)
    private mutating func openToken(at index: Int) {
        if tokenStart < 0 {
            tokenStart = index
            tokenSkeleton = count
            tokenIsMasked = false
            foldedCount = 0
        }
    }

    @inline(__always)
    private mutating func closeToken(at index: Int) {
        if tokenIsMasked, lastIsMasked, repeatsLastToken() {
            unsafe tokens[tokenCount &- 1].end = UInt32(truncatingIfNeeded: index)
        } else {
            unsafe tokens[tokenCount] = TokenSlot(
                start: UInt32(truncatingIfNeeded: tokenStart), end: UInt32(truncatingIfNeeded: index),
                skeleton: UInt32(truncatingIfNeeded: tokenSkeleton))
            tokenCount &+= 1
            unsafe skeleton[count] = Skeleton.blank
            count &+= 1
            lastIsMasked = tokenIsMasked
        }
        tokenStart = -1
    }

    /// A list of any length is one event: a masked token equal to the one before it, but for a separator at its end, is folded into that one.
    private mutating func repeatsLastToken() -> Bool {
        let last = unsafe Int(tokens[tokenCount &- 1].skeleton)
        let lastEnd = trimmed(last, tokenSkeleton &- 1)
        let end = trimmed(tokenSkeleton, count)
        guard lastEnd &- last == end &- tokenSkeleton else { return false }
        for offset in 0..<(end &- tokenSkeleton) where unsafe skeleton[last &+ offset] != skeleton[tokenSkeleton &+ offset] { return false }
        let length = count &- tokenSkeleton
        for offset in 0..<length { unsafe skeleton[last &+ offset] = skeleton[tokenSkeleton &+ offset] }
        unsafe skeleton[last &+ length] = Skeleton.blank
        count = last &+ length &+ 1
        return true
    }

    private func trimmed(_ lower: Int, _ upper: Int) -> Int {
        guard upper > lower else { return upper }
        let last = unsafe skeleton[upper &- 1]
        return last == UInt8(ascii: ",") || last == UInt8(ascii: ";") ? upper &- 1 : upper
    }

    // MARK: Spans

    @inline(__always)
    private mutating func emit(from index: Int, _ hit: MaskHit, mask: UInt8 = Skeleton.mask) {
        if foldedCount > 0, count == foldedCount &+ 1, unsafe skeleton[count &- 1] == foldedSeparator {
            // One more item of a list that is one parameter by now.
            count = foldedCount
            unsafe spans[spanCount &- 1].range.end = UInt32(truncatingIfNeeded: hit.end)
            return
        }
        unsafe skeleton[count] = mask
        count &+= 1
        let range = ByteRange(start: UInt32(truncatingIfNeeded: index), end: UInt32(truncatingIfNeeded: hit.end))
        unsafe spans[spanCount] = ParameterSpan(range: range, kind: hit.kind)
        spanCount &+= 1
        tokenIsMasked = true
        if mask == Skeleton.mask, count &- tokenSkeleton >= 2 &* Self.listItems &- 1, endsInList() { foldList() }
    }

    /// Whether the token ends in as many masked values as make a list, with the same separator between them.
    @inline(never)
    private func endsInList() -> Bool {
        let separator = unsafe skeleton[count &- 2]
        guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: ";") || separator == UInt8(ascii: "|") else { return false }
        for item in 1..<Self.listItems {
            guard unsafe skeleton[count &- 2 &* item] == separator, unsafe skeleton[count &- 1 &- 2 &* item] == Skeleton.mask else {
                return false
            }
        }
        return spanCount >= Self.listItems
    }

    /// Makes the list at the end of the token one value.
    private mutating func foldList() {
        foldedSeparator = unsafe skeleton[count &- 2]
        count &-= 2 &* (Self.listItems &- 1)
        foldedCount = count
        let end = unsafe spans[spanCount &- 1].range.end
        spanCount &-= Self.listItems &- 1
        unsafe spans[spanCount &- 1].range.end = end
        unsafe spans[spanCount &- 1].kind = .identifier
    }

    @inline(__always)
    private mutating func copy(_ lower: Int, _ upper: Int) {
        var i = lower
        while i < upper {
            unsafe skeleton[count] = text[i]
            count &+= 1
            i &+= 1
        }
    }

    // MARK: Words

    /// A run of letters and digits at `index`; returns where to go on.
    @inline(__always)
    private mutating func scanWord(_ index: Int, _ first: UInt8) -> Int {
        var classes = first
        var i = index &+ 1
        // Copied while it is looked at; what turns out to be masked is overwritten.
        let upper = recogniser.end
        let out = unsafe skeleton + count
        unsafe out[0] = text[index]
        while i < upper {
            let byte = unsafe text[i]
            let kind = unsafe self.classes[Int(byte)] & ByteClass.word
            if kind == 0 { break }
            unsafe out[i &- index] = byte
            classes |= kind
            i &+= 1
        }
        let following = recogniser.byte(i)
        if following == UInt8(ascii: "+") || following == UInt8(ascii: "/"), !recogniser.isBase64Joiner(before: index, start: start) {
            let hit = recogniser.base64(index)
            if hit.isHit {
                emit(from: index, hit)
                return hit.end
            }
        }
        if classes & ByteClass.digit != 0 {
            let hit = recogniser.wordWithDigits(index, runEnd: i, classes: classes)
            emit(from: index, hit)
            return hit.end
        }
        let next = following
        if classes == ByteClass.hexLetter, recogniser.isHexadecimalWord(index, i) {
            emit(from: index, MaskHit(end: i, kind: .hexadecimal))
            return i
        }
        if i &- index <= 5, i &- index >= 3, next != UInt8(ascii: "."), unsafe Self.mayBeShortWord(text[index], i &- index) {
            let hit = shortWord(index, i)
            if hit.isHit {
                emit(from: index, hit)
                return hit.end
            }
        }
        switch next {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: ":"):
            return scanNamed(index, runEnd: i, classes: classes)
        default: break
        }
        count &+= i &- index
        return i
    }

    /// A word without digits before `.`, `-`, `@` or `:`: host names with port, URLs, e-mail, block ids, `C:\`, addresses; else constant.
    private mutating func scanNamed(_ index: Int, runEnd: Int, classes: UInt8) -> Int {
        let next = recogniser.byte(runEnd)
        if next == UInt8(ascii: "-"), recogniser.byte(index) == UInt8(ascii: "b") {
            let hit = recogniser.block(index)
            if hit.isHit {
                emit(from: index, hit)
                return hit.end
            }
        }
        if next == UInt8(ascii: "-"), runEnd &- index == 8 {
            let hit = recogniser.uuid(index)
            if hit.isHit {
                emit(from: index, hit)
                return hit.end
            }
        }
        if next == UInt8(ascii: ":") {
            let second = recogniser.byte(runEnd &+ 1)
            var hit = MaskHit.nothing
            if second == UInt8(ascii: "/"), recogniser.byte(runEnd &+ 2) == UInt8(ascii: "/") {
                hit = recogniser.url(behindScheme: runEnd &+ 3)
            } else if second == UInt8(ascii: "\\"), runEnd &- index == 1 {
                hit = recogniser.path(runEnd &+ 1)
            } else if runEnd &- index <= 4, recogniser.isHex(index), recogniser.isHex(runEnd &+ 1) || second == UInt8(ascii: ":") {
                hit = recogniser.colonGroups(index)
            }
            if hit.isHit {
                emit(from: index, hit)
                return hit.end
            }
            copy(index, runEnd)
            return runEnd
        }
        let whole = recogniser.composite(from: runEnd, classes: classes)
        let hasDigits = whole.classes & ByteClass.digit != 0
        let isHostWithPort =
            whole.dots > 0 && recogniser.byte(whole.end) == UInt8(ascii: ":") && recogniser.isDigit(whole.end &+ 1)
        if hasDigits || isHostWithPort || recogniser.byte(whole.end) == UInt8(ascii: "@") {
            let hit = recogniser.named(whole, index)
            if hasDigits || hit.kind == .email || hit.end > whole.end {
                emit(from: index, hit)
                return hit.end
            }
        }
        copy(index, whole.end)
        return whole.end
    }

    /// Whether a word of so many letters can be one that ``shortWord(_:_:)`` knows: names in dates begin with a capital, `true`, `null` and `false`
    /// with their letters. Most words are not, and are told apart by their first byte.
    @inline(__always)
    private static func mayBeShortWord(_ first: UInt8, _ length: Int) -> Bool {
        if length == 3 { return first <= UInt8(ascii: "Z") }
        let letter = first | 0x20
        return letter == UInt8(ascii: "t") || letter == UInt8(ascii: "n") || letter == UInt8(ascii: "f")
    }

    /// `true`, `false`, `null` in their spellings, and dates that begin with a name.
    private func shortWord(_ index: Int, _ end: Int) -> MaskHit {
        let a = recogniser.byte(index)
        if end &- index == 3 {
            guard MaskRecogniser.name(a, recogniser.byte(index &+ 1), recogniser.byte(index &+ 2)) != .other else { return .nothing }
            return recogniser.namedDate(index)
        }
        let b = recogniser.byte(index &+ 1) | 0x20, c = recogniser.byte(index &+ 2) | 0x20, d = recogniser.byte(index &+ 3) | 0x20
        let word = UInt32(a | 0x20) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
        let isLiteral =
            end &- index == 4
            ? word == 0x7472_7565 || word == 0x6E75_6C6C
            : word == 0x6661_6C73 && recogniser.byte(index &+ 4) | 0x20 == UInt8(ascii: "e")
        return isLiteral ? MaskHit(end: end, kind: .word) : .nothing
    }

    // MARK: Quoted text

    /// Text in quotes is variable, whatever its length: a name, a value, a piece of somebody's input. A key of JSON and the request of an access
    /// log are not. `index` is at the quote; returns where to go on: at the closing quote, which is copied.
    private mutating func scanQuoted(_ index: Int, _ quote: UInt8) -> Int {
        unsafe skeleton[count] = quote
        count &+= 1
        let first = index &+ 1
        guard isLead(index), let close = recogniser.closingQuote(from: first, quote), close > first else { return first }
        emit(from: first, value(first, close))
        unsafe skeleton[count] = quote
        count &+= 1
        return close &+ 1
    }

    // MARK: Punctuation

    /// Whether a value may begin behind the byte before `index`.
    @inline(__always)
    private func isLead(_ index: Int) -> Bool {
        guard index > start else { return true }
        let previous = unsafe text[index &- 1]
        let kind = unsafe classes[Int(previous)]
        return kind & ByteClass.stop != 0 && previous != UInt8(ascii: "<") && previous != UInt8(ascii: ")")
            || previous == UInt8(ascii: ":")
    }

    /// Punctuation behind which, or with which, a value may begin; returns where to go on.
    private mutating func scanOpener(_ index: Int, _ byte: UInt8) -> Int {
        var hit = MaskHit.nothing
        switch byte {
        case UInt8(ascii: "="):
            unsafe skeleton[count] = byte
            count &+= 1
            return scanValue(index &+ 1)
        case UInt8(ascii: "/"):
            if isLead(index) {
                let next = recogniser.byte(index &+ 1)
                if recogniser.isDigit(index &+ 1), recogniser.ipv4(index &+ 1).isHit { break }
                if recogniser.isWord(index &+ 1) || next == UInt8(ascii: ".") || next == UInt8(ascii: "~") || next == UInt8(ascii: "*") {
                    hit = recogniser.path(index)
                }
            }
        case UInt8(ascii: "\\"):
            if isLead(index), recogniser.byte(index &+ 1) == byte || recogniser.isWord(index &+ 1) { hit = recogniser.path(index) }
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            let next = index &+ 1
            if recogniser.isDigit(next), index == start || !recogniser.isWordBefore(index, start: start) {
                let number = recogniser.number(next)
                if number.isHit { hit = number }
            }
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"):
            hit = recogniser.comparedQuantity(index)
        case UInt8(ascii: ":"):
            if recogniser.byte(index &+ 1) == byte, recogniser.isHex(index &+ 2), index == start || isLead(index) {
                hit = recogniser.colonGroups(index)
            }
        default: break
        }
        if hit.isHit {
            emit(from: index, hit)
            return hit.end
        }
        unsafe skeleton[count] = byte
        count &+= 1
        return index &+ 1
    }

    /// The value behind `=`: always variable text. In quotes it reaches to the closing quote, else to white space or a stop.
    private mutating func scanValue(_ index: Int) -> Int {
        let first = recogniser.byte(index)
        guard index < recogniser.end else { return index }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let limit = Swift.min(recogniser.end, index &+ 257)
            var i = index &+ 1
            while i < limit, recogniser.byte(i) != first { i &+= 1 }
            guard i < limit, i > index &+ 1 else { return index }
            unsafe skeleton[count] = first
            count &+= 1
            emit(from: index &+ 1, value(index &+ 1, i))
            return i
        }
        var i = index
        while recogniser.kind(i) & (ByteClass.stop | ByteClass.control) == 0 { i &+= 1 }
        while i > index, recogniser.byte(i &- 1) == UInt8(ascii: ".") || recogniser.byte(i &- 1) == UInt8(ascii: ":") { i &-= 1 }
        guard i > index else { return index }
        emit(from: index, value(index, i))
        return i
    }

    /// What a value is: one of the kinds when that covers all of it.
    private func value(_ lower: Int, _ upper: Int) -> MaskHit {
        let first = recogniser.kind(lower)
        var hit = MaskHit.nothing
        if first & ByteClass.word != 0 {
            var classes: UInt8 = 0
            var i = lower
            while i < upper {
                let kind = recogniser.kind(i) & ByteClass.word
                if kind == 0 { break }
                classes |= kind
                i &+= 1
            }
            let whole = recogniser.composite(from: i, classes: classes)
            if whole.classes & ByteClass.digit != 0 {
                if recogniser.byte(lower) == UInt8(ascii: "b") { hit = recogniser.block(lower) }
                if !hit.isHit { hit = recogniser.wordWithDigits(lower, runEnd: i, classes: whole.classes) }
            }
        } else if recogniser.byte(lower) == UInt8(ascii: "/") {
            hit = MaskHit(end: upper, kind: .path)
        } else if recogniser.byte(lower) == UInt8(ascii: "-") || recogniser.byte(lower) == UInt8(ascii: "+"), recogniser.isDigit(lower &+ 1)
        {
            hit = recogniser.number(lower &+ 1)
        }
        if hit.end == upper { return hit }
        var i = lower
        while i < upper, !recogniser.isDigit(i) { i &+= 1 }
        return MaskHit(end: upper, kind: i < upper ? .identifier : .word)
    }
}
