/// Finds templates that are equal but for one constant token.
///
/// Each template is filed under a hash for each of its constant tokens, made of all the *other* tokens and their places.
struct VariantIndex: Sendable {
    private var slots: [UInt64: [Int32]] = [:]

    /// The hash of a whole line.
    static func whole(_ line: SkeletonLine) -> UInt64 {
        var sum = UInt64(line.tokens.count)
        for index in line.tokens.indices { sum &+= part(line, index) }
        return sum
    }

    /// The keys of a line: constant token place, and hash of everything else. The first `fixed` tokens are not looked at.
    static func keys(_ line: SkeletonLine, fixed: Int) -> [(place: Int, key: UInt64)] {
        guard line.tokens.count > fixed, line.tokens.count > 1 else { return [] }
        let whole = whole(line)
        var keys: [(place: Int, key: UInt64)] = []
        for index in fixed..<line.tokens.count where !line.tokens[index].isMasked && !line.tokens[index].isWildcard {
            keys.append((index, (whole &- part(line, index) ^ UInt64(index) &<< 32).foldedProduct(0x9FB2_1C65_1E98_DF25)))
        }
        return keys
    }

    /// The templates filed under a key.
    func slots(_ key: UInt64) -> [Int32] { slots[key] ?? [] }

    /// Files a template.
    mutating func insert(_ slot: Int32, _ line: SkeletonLine, fixed: Int) {
        for (_, key) in Self.keys(line, fixed: fixed) { slots[key, default: []].append(slot) }
    }

    /// Takes a template out.
    mutating func remove(_ slot: Int32, _ line: SkeletonLine, fixed: Int) {
        for (_, key) in Self.keys(line, fixed: fixed) {
            slots[key]?.removeAll { $0 == slot }
            if slots[key]?.isEmpty == true { slots[key] = nil }
        }
    }

    private static func part(_ line: SkeletonLine, _ index: Int) -> UInt64 {
        (line.tokens[index].hash ^ UInt64(index &+ 1) &* 0x9E37_79B9_7F4A_7C15).foldedProduct(0xD6E8_FEB8_6659_FD93)
    }
}
