/// How a message's token fits a template's token.
enum TokenFit {
    /// They must not be joined.
    case different
    /// A word meets a masked value: allowed at one place of a line that is otherwise well in agreement.
    case mixed
    /// They may be joined, or the template has a wildcard there already.
    case joinable
    /// The same bytes.
    case equal
}

/// The token rules of ``Drain``, as functions of two lines.
struct DrainComparison: Sendable {
    private let protectsWords: Bool
    private let mixedMinimum: Int
    private let labels: Set<UInt64>

    init(_ configuration: Drain.Configuration) {
        protectsWords = configuration.protectsWords
        mixedMinimum = configuration.equalTokensForMixedPlace
        var labels: Set<UInt64> = []
        for label in configuration.nameLabels { labels.formUnion(SkeletonLine(Array(label.utf8)).tokens.map(\.hash)) }
        self.labels = labels
    }

    /// Eight bits for each of eight tokens behind the first `fixed`: part of the hash of a plain word, 0 for a token that may meet others.
    ///
    /// A message cannot join, nor match, a template when two such parts are there and differ (``conflict(_:_:)``): a leaf with thousands of
    /// groups is searched without looking at their tokens.
    func signature(_ line: SkeletonLine, fixed: Int) -> UInt64 {
        guard protectsWords else { return 0 }
        var signature: UInt64 = 0
        var lane: UInt64 = 0
        for index in line.tokens.indices.dropFirst(fixed).prefix(8) {
            let token = line.tokens[index]
            let isFree = token.isNameLike || (index > 0 && isLabel(line, line.tokens[index - 1]))
            if !isFree { signature |= (token.hash >> 56 | 1) << lane }
            lane += 8
        }
        return signature
    }

    /// Whether two signatures exclude a match: a byte differs that is zero in neither.
    @inline(__always)
    static func conflict(_ a: UInt64, _ b: UInt64) -> Bool {
        // The lowest bit of a byte is set in each that is not zero.
        let both = a & b & 0x0101_0101_0101_0101
        return (a ^ b) & (both &* 0xFF) != 0
    }

    /// Number of equal tokens (wildcards count as none), or `nil` when the message must not join the template. Lines have equal length.
    func equalTokens(_ message: SkeletonLine, _ template: SkeletonLine) -> Int? {
        var equal = 0, mixed = 0
        for index in message.tokens.indices {
            let a = message.tokens[index], b = template.tokens[index]
            if a.hash == b.hash, !b.isWildcard {
                equal += 1
                continue
            }
            switch fit(message, template, index) {
            case .different: return nil
            case .mixed:
                mixed += 1
                if mixed > 1 { return nil }
            case .joinable, .equal: break
            }
        }
        return mixed > 0 && equal < mixedMinimum ? nil : equal
    }

    /// Whether every token of the message stands in the template or at one of its wildcards, and how many are equal.
    func fullMatch(_ message: SkeletonLine, _ template: SkeletonLine) -> Int? {
        var equal = 0
        for index in message.tokens.indices {
            let a = message.tokens[index], b = template.tokens[index]
            if b.isWildcard {
                guard Self.covers(template, b, message, a) else { return nil }
            } else if a.hash == b.hash {
                equal += 1
            } else {
                return nil
            }
        }
        return equal
    }

    private func fit(_ message: SkeletonLine, _ template: SkeletonLine, _ index: Int) -> TokenFit {
        let a = message.tokens[index], b = template.tokens[index]
        if b.isWildcard, Self.covers(template, b, message, a) { return .joinable }
        guard protectsWords else { return .joinable }
        if index > 0, isLabel(message, message.tokens[index - 1]), isLabel(template, template.tokens[index - 1]),
            Self.isWordLike(message, a), Self.isWordLike(template, b)
        {
            return .joinable
        }
        if a.isNameLike, b.isNameLike {
            guard Self.sameBytes(message, a, template, b, a.keyLength, b.keyLength) else { return .different }
            if a.isMasked, b.isMasked, a.leadingWord > 0, b.leadingWord > 0,
                !Self.sameBytes(message, a, template, b, a.leadingWord, b.leadingWord)
            {
                return .different
            }
            return .joinable
        }
        if mixedMinimum > 0, a.keyLength == 0, b.keyLength == 0, a.isBareMask || b.isBareMask { return .mixed }
        return .different
    }

    private func isLabel(_ line: SkeletonLine, _ token: SkeletonToken) -> Bool {
        token.leadingWord == token.range.count && labels.contains(token.hash)
    }

    /// Letters and digits only, or a mask: what can be a name.
    private static func isWordLike(_ line: SkeletonLine, _ token: SkeletonToken) -> Bool {
        if token.isBareMask || token.isWildcard { return true }
        return token.leadingWord > 0 && token.leadingWord >= token.range.count - 1
    }

    private static func sameBytes(
        _ left: SkeletonLine, _ a: SkeletonToken, _ right: SkeletonLine, _ b: SkeletonToken, _ leftCount: Int, _ rightCount: Int
    ) -> Bool {
        guard leftCount == rightCount else { return false }
        for offset in 0..<leftCount
        where left.bytes[a.range.lowerBound + offset] != right.bytes[b.range.lowerBound + offset] { return false }
        return true
    }

    /// Whether a wildcard token's prefix and suffix frame another token.
    private static func covers(_ template: SkeletonLine, _ b: SkeletonToken, _ message: SkeletonLine, _ a: SkeletonToken) -> Bool {
        let prefix = b.prefix, suffix = b.suffix
        // A wildcard token is covered when its own place lies inside.
        guard a.range.count >= prefix + suffix else { return false }
        for offset in 0..<prefix
        where template.bytes[b.range.lowerBound + offset] != message.bytes[a.range.lowerBound + offset] { return false }
        for offset in 1..<(suffix + 1)
        where template.bytes[b.range.upperBound - offset] != message.bytes[a.range.upperBound - offset] { return false }
        return true
    }
}
