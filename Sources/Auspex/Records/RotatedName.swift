/// A file's name as rotation made it: whose file it was, and how old it is among those of the same name.
///
/// Numbers grow with age (`app.log.2.gz` before `app.log.1` before `app.log`), dates do not (`app-20260101.log` before `app-20260102.log`).
struct RotatedName: Comparable {
    private let folder: Substring
    /// The name without what rotation added.
    let family: String
    /// The older the smaller: dated, then numbered from high to low, then the file itself.
    private let age: (Int, String)
    private let path: String

    init(_ path: String) {
        self.path = path
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        folder = path[..<start]
        var name = path[start...]
        for packed in [".gz", ".zst"] where name.lowercased().hasSuffix(packed) { name = name.dropLast(packed.count) }
        var ending = Substring()
        for known in [".log", ".txt", ".json", ".out"] where name.lowercased().hasSuffix(known) && name.count > known.count {
            ending = name.suffix(known.count)
            name = name.dropLast(known.count)
            break
        }
        let digits = name.reversed().prefix { $0.isNumber && $0.isASCII }.count
        let number = name.suffix(digits), head = name.dropLast(digits)
        if ending.isEmpty, (1...4).contains(digits), head.hasSuffix("."), let value = Int(number) {
            family = String(head.dropLast())
            age = (-value, "")
            return
        }
        let date = name.reversed().prefix { ($0.isNumber && $0.isASCII) || "-_T".contains($0) }.count
        let text = name.suffix(date).drop { !$0.isNumber }
        guard text.count(where: \.isNumber) >= 8, text.hasPrefix("19") || text.hasPrefix("20") else {
            family = String(name) + ending
            age = (0, "")
            return
        }
        var rest = name.dropLast(text.count)
        while let last = rest.last, "-_.".contains(last) { rest = rest.dropLast() }
        family = String(rest) + ending
        age = (.min, String(text))
    }

    /// Whether rotation made the name.
    var isOld: Bool { age.0 < 0 || isPacked }

    /// Whether a number was added to the name of one of some logs, or it was packed: no log is written under such a name.
    func isNumbered(of families: Set<String>) -> Bool { isPacked || age.0 < 0 && age.0 > .min && families.contains(family) }

    private var isPacked: Bool { [".gz", ".zst", ".xz", ".bz2"].contains { path.lowercased().hasSuffix($0) } }

    static func == (left: RotatedName, right: RotatedName) -> Bool { left.path == right.path }

    static func < (left: RotatedName, right: RotatedName) -> Bool {
        if left.folder != right.folder { return left.folder < right.folder }
        if left.family != right.family { return left.family < right.family }
        return left.age == right.age ? left.path < right.path : left.age < right.age
    }
}
