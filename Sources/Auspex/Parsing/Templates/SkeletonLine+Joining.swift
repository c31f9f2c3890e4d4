extension SkeletonLine {
    /// Makes a template cover another line: tokens that differ become variable places; where the lengths differ, what both share at their ends
    /// stays and what is between is one place.
    ///
    /// - Returns: whether the template has changed.
    mutating func generalise(toCover line: SkeletonLine) -> Bool {
        guard tokens.count == line.tokens.count else {
            let shared = sharingEnds(with: line)
            guard shared != bytes else { return false }
            assign(shared)
            return true
        }
        var isChanged = false
        for index in line.tokens.indices {
            let a = line.tokens[index], b = tokens[index]
            if a.hash == b.hash { continue }
            let joined = Self.join(line.bytes[a.range], bytes[b.range])
            if joined != Array(bytes[b.range]) {
                replace(index, with: joined)
                isChanged = true
            }
        }
        if isChanged { joinWildcards() }
        return isChanged
    }

    /// What two lines of different length share at both ends, around one wildcard.
    private func sharingEnds(with other: SkeletonLine) -> [UInt8] {
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
        var joined = SkeletonLine(Array(parts.joined(separator: [Skeleton.blank])))
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

    /// The wildcard token that covers two different tokens: what they share at both ends, cut at punctuation, around one place.
    static func join(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> [UInt8] {
        let left = Array(a), right = Array(b)
        let limit = Swift.min(left.count, right.count)
        var prefix = 0
        while prefix < limit, left[prefix] == right[prefix], !Skeleton.isVariable(left[prefix]) { prefix += 1 }
        while prefix > 0, !isFrame(left[prefix - 1]) { prefix -= 1 }
        var suffix = 0
        while suffix < limit - prefix {
            let byte = left[left.count - 1 - suffix]
            guard byte == right[right.count - 1 - suffix], !Skeleton.isVariable(byte) else { break }
            suffix += 1
        }
        while suffix > 0, !isFrame(left[left.count - suffix]) { suffix -= 1 }
        return left[..<prefix] + [Skeleton.wildcard] + left[(left.count - suffix)...]
    }

    /// Punctuation that frames a value.
    private static func isFrame(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "#"), UInt8(ascii: "@"):
            return true
        default: return false
        }
    }
}
