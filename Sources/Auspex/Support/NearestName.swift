/// What somebody meant who typed a name that is not there.
public enum NearestName {
    /// The name that takes fewest single-letter changes, if they are few enough for a slip of the fingers; the first of several.
    ///
    /// - Complexity: O(names · length²).
    public static func of(_ word: String, among names: [String]) -> String? {
        let typed = Array(word.lowercased().unicodeScalars.prefix(64))
        var nearest: (name: String, changes: Int)?
        for name in names {
            let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
            // One change in three letters, three at most: more would turn any word into any other.
            let limit = min(3, max(1, wanted.count / 3))
            let changes = changes(from: typed, to: wanted)
            if changes <= limit, changes < nearest?.changes ?? .max { nearest = (name, changes) }
        }
        return nearest?.name
    }

    /// For an error message, behind the word `unknown`: ` (did you mean 'deeplog'?)`, or nothing.
    public static func hint(_ word: String, among names: [String]) -> String {
        of(word, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    }

    /// Letters inserted, left out, replaced, or exchanged with their neighbour (optimal string alignment).
    private static func changes(from a: [Unicode.Scalar], to b: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1), last = Array(0...b.count), row = last
        for i in a.indices {
            row[0] = i + 1
            for j in b.indices {
                let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
                row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
            }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[b.count]
    }
}
