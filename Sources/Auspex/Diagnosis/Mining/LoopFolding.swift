/// Replaces adjacent repeats of a short fragment by one copy and remembers them.
struct LoopFolding {
    /// Longest fragment that is folded.
    let longestPeriod: Int
    /// How often each fragment was folded.
    private(set) var folds: [[TemplateID]: Int] = [:]

    init(longestPeriod: Int) { self.longestPeriod = longestPeriod }

    /// The keys without adjacent repeats of fragments of at most `longestPeriod` keys; the shortest period is preferred.
    ///
    /// - Complexity: O(N·period²).
    mutating func fold(_ keys: [TemplateID]) -> [TemplateID] {
        var folded: [TemplateID] = []
        folded.reserveCapacity(keys.count)
        for key in keys {
            folded.append(key)
            var found = true
            while found {
                found = false
                for period in stride(from: 1, through: min(longestPeriod, folded.count / 2), by: 1) {
                    let last = folded[(folded.count - period)...]
                    guard last.elementsEqual(folded[(folded.count - 2 * period)..<(folded.count - period)]) else { continue }
                    folds[Array(last), default: 0] += 1
                    folded.removeLast(period)
                    found = true
                    break
                }
            }
        }
        return folded
    }
}
