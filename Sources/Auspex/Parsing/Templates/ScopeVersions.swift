/// Versions of the parts of a template tree: a cached result holds as long as the part it came from has not changed.
struct ScopeVersions: Sendable {
    private var versions: [UInt32] = []
    private var free: [Int32] = []
    /// The version of results that came from no part of the tree: no template fitted.
    private(set) var whole: UInt32 = 0

    /// The version of a part; -1 is the whole tree.
    @inline(__always)
    func version(_ scope: Int32) -> UInt32 { scope >= 0 ? versions[Int(scope)] : whole }

    /// A new part.
    mutating func make() -> Int32 {
        if let reused = free.popLast() { return reused }
        versions.append(0)
        return Int32(versions.count - 1)
    }

    /// Gives a part up. Its version goes on when the number is used again, so that results cached before stay outdated.
    mutating func release(_ scope: Int32) {
        versions[Int(scope)] &+= 1
        free.append(scope)
    }

    /// Marks a part as changed.
    mutating func touch(_ scope: Int32) { versions[Int(scope)] &+= 1 }

    /// Marks results that came from no part as outdated.
    mutating func touchWhole() { whole &+= 1 }
}
