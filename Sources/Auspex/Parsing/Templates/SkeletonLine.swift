/// A message or template as classified tokens: skeleton bytes, tokens divided by blanks.
struct SkeletonLine: Sendable, Equatable {
    /// The skeleton.
    var bytes: [UInt8] = []
    /// Its tokens.
    var tokens: [SkeletonToken] = []

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

    private static func classify(_ bytes: [UInt8], _ range: Range<Int>) -> SkeletonToken {
        var token = SkeletonToken(range: range, hash: 0)
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
        token.isVariable = masks > 0 && words == 0
        token.isBareMask = masks == 1 && words == 0 && !token.isWildcard
        if masks > 0 || token.isWildcard { token.isNameLike = true }
        token.hash = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unsafe Skeleton.hash(base + range.lowerBound, count: range.count)
        }
        return token
    }
}
