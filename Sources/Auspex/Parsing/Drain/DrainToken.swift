/// A token of a message or template, classified for comparing.
struct DrainToken: Sendable, Equatable {
    /// Its bytes in the line.
    var range: Range<Int>
    /// Hash of its bytes; equal tokens have equal hashes.
    var hash: UInt64
    /// Holds a masked span.
    var isMasked = false
    /// Holds a generalised place: literal prefix, ``Skeleton/wildcard``, literal suffix.
    var isWildcard = false
    /// Looks like a name rather than a word: masked, or joined by `.`, `/`, `\` or `$` inside.
    var isNameLike = false
    /// One masked span, nothing else but punctuation.
    var isBareMask = false
    /// Bytes up to and with the last `=`.
    var keyLength = 0
    /// Letters at the beginning.
    var leadingWord = 0
    /// For a wildcard token: literal bytes before the place.
    var prefix = 0

    /// For a wildcard token: literal bytes behind the place.
    var suffix: Int { range.count - prefix - 1 }
}

/// A message or template as classified tokens: skeleton bytes, tokens divided by blanks.
struct DrainLine: Sendable, Equatable {
    /// The skeleton.
    var bytes: [UInt8] = []
    /// Its tokens.
    var tokens: [DrainToken] = []

    /// A line from skeleton bytes.
    init(_ bytes: [UInt8] = []) {
        assign(bytes)
    }

    /// Replaces the line, reusing memory.
    mutating func assign(_ skeleton: some Collection<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: skeleton)
        tokens.removeAll(keepingCapacity: true)
        guard !bytes.isEmpty else { return }
        var start = 0
        for index in 0...bytes.count where index == bytes.count || bytes[index] == Skeleton.blank {
            tokens.append(Self.classify(bytes, start..<index))
            start = index + 1
        }
    }

    /// Replaces one token's bytes.
    mutating func replace(_ index: Int, with token: [UInt8]) {
        var copy = Array(bytes[..<tokens[index].range.lowerBound])
        copy += token
        copy += bytes[tokens[index].range.upperBound...]
        assign(copy)
    }

    /// What two lines of different length share at both ends, around one wildcard.
    func sharingEnds(with other: DrainLine) -> [UInt8] {
        let limit = Swift.min(tokens.count, other.tokens.count)
        var head = 0
        while head < limit, tokens[head].hash == other.tokens[head].hash || tokens[head].isWildcard { head += 1 }
        var tail = 0
        while tail < limit - head {
            let mine = tokens[tokens.count - 1 - tail]
            guard mine.hash == other.tokens[other.tokens.count - 1 - tail].hash || mine.isWildcard else { break }
            tail += 1
        }
        let parts = tokens.prefix(head).map { bytes[$0.range] } + [[Skeleton.wildcard]] + tokens.suffix(tail).map { bytes[$0.range] }
        var joined = DrainLine(Array(parts.joined(separator: [Skeleton.blank])))
        joined.joinWildcards()
        return joined.bytes
    }

    /// Makes one of neighbouring places that are nothing but wildcards.
    mutating func joinWildcards() {
        var parts: [ArraySlice<UInt8>] = []
        for token in tokens {
            let isBare = token.isWildcard && token.range.count == 1
            if isBare, parts.last == [Skeleton.wildcard] { continue }
            parts.append(bytes[token.range])
        }
        if parts.count < tokens.count { assign(Array(parts.joined(separator: [Skeleton.blank]))) }
    }

    /// How many tokens hold a wildcard.
    var wildcardCount: Int { tokens.reduce(0) { $0 + ($1.isWildcard ? 1 : 0) } }

    /// The template's text from token `first` on: variable places as `<*>`, invalid UTF-8 repaired.
    func text(from first: Int = 0) -> String {
        guard first < tokens.count else { return "" }
        return Self.text(bytes[tokens[first].range.lowerBound...])
    }

    /// One token's text.
    func text(of token: Int) -> String { Self.text(bytes[tokens[token].range]) }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            if Skeleton.isVariable(byte) {
                out.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "*"), UInt8(ascii: ">")])
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func classify(_ bytes: [UInt8], _ range: Range<Int>) -> DrainToken {
        var token = DrainToken(range: range, hash: 0)
        var masks = 0, words = 0, isLeading = true
        var previousIsWord = false, joiner = false
        for index in range {
            let byte = bytes[index]
            let bits = ByteClass.of(byte)
            let isWord = bits & ByteClass.word != 0 && !Skeleton.isVariable(byte)
            if byte == Skeleton.wildcard {
                token.isWildcard = true
                token.prefix = index - range.lowerBound
            } else if Skeleton.isVariable(byte) {
                masks += 1
            }
            if isWord {
                words += 1
                if joiner { token.isNameLike = true }
                if isLeading { token.leadingWord += 1 }
            } else {
                isLeading = false
            }
            if byte == UInt8(ascii: "=") { token.keyLength = index + 1 - range.lowerBound }
            let isJoiner =
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "$")
            if byte == UInt8(ascii: "\\") { token.isNameLike = true }
            joiner = isJoiner && previousIsWord
            previousIsWord = isWord
        }
        token.isMasked = masks > 0
        token.isBareMask = masks == 1 && words == 0 && !token.isWildcard
        if masks > 0 || token.isWildcard { token.isNameLike = true }
        token.hash = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe Skeleton.hash(base + range.lowerBound, count: range.count)
        }
        return token
    }
}
