/// Compiled user masks.
///
/// Where matching an expression reaches its limit, that expression masks nothing on that line (see ``Pattern``).
struct UserMaskSet: Sendable {
    /// The expressions, in order.
    private let patterns: [Pattern]

    /// Whether there are none.
    var isEmpty: Bool { patterns.isEmpty }

    /// Compiles masks.
    ///
    /// - Throws: ``InputError`` for an expression that does not compile, or for more masks than a skeleton can tell apart.
    init(_ masks: [UserMask]) throws(InputError) {
        guard masks.count <= Skeleton.userMaskCount else {
            throw InputError("\(masks.count) user masks: at most \(Skeleton.userMaskCount) are possible; join expressions with |")
        }
        var patterns: [Pattern] = []
        for mask in masks { patterns.append(try Pattern(mask.expression)) }
        self.patterns = patterns
    }

    /// All masked ranges of `range`, in order, without overlap, each with its mask byte; where two overlap, the earlier mask has it.
    ///
    /// - Parameter values: further ranges to be masked, in order, as if by a last mask.
    ///
    /// - Complexity: O(masks × (matches + cost of matching)).
    func matches(in bytes: [UInt8], range: Range<Int>, besides values: [Range<Int>] = []) -> [(range: Range<Int>, mask: UInt8)] {
        var found: [(range: Range<Int>, mask: UInt8)] = []
        for (index, pattern) in patterns.enumerated() {
            var merged: [(range: Range<Int>, mask: UInt8)] = []
            var next = 0
            var lower = range.lowerBound
            while lower < range.upperBound, let match = pattern.firstRange(in: bytes, range: lower..<range.upperBound) {
                lower = Swift.max(match.upperBound, lower + 1)
                if match.isEmpty { continue }
                while next < found.count, found[next].range.upperBound <= match.lowerBound {
                    merged.append(found[next])
                    next += 1
                }
                if next < found.count, found[next].range.lowerBound < match.upperBound { continue }
                merged.append((match, Skeleton.firstUserMask + UInt8(index)))
            }
            found = merged + found[next...]
        }
        for value in values {
            let next = found.firstIndex { $0.range.upperBound > value.lowerBound } ?? found.count
            if next < found.count, found[next].range.lowerBound < value.upperBound { continue }
            found.insert((value, Skeleton.mask), at: next)
        }
        return found
    }
}
