extension RandomAccessCollection {
    /// The first place from which on the elements do not precede what is looked for; the end when all do.
    ///
    /// - Parameter precedes: true for the elements before the place, false from it on.
    /// - Complexity: O(log n) calls of `precedes`.
    @inline(__always)
    func firstPlace(where precedes: (Element) throws -> Bool) rethrows -> Index {
        var low = startIndex
        var left = count
        while left > 0 {
            let half = left / 2
            let middle = index(low, offsetBy: half)
            if try precedes(self[middle]) {
                low = index(after: middle)
                left -= half + 1
            } else {
                left = half
            }
        }
        return low
    }
}
