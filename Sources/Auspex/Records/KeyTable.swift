/// The keys of a structured format (JSON lines, logfmt): which is the message, which the time, and the number of each.
///
/// Records of one log nearly always write their keys in the same order, so a look-up first tries the key behind the last one.
struct KeyTable: Sendable, Equatable {
    /// More keys than this are ignored.
    static let limit = 64

    /// Field names: all keys but the message's, then what a request line is split into.
    let names: [String]
    /// What the keys mean.
    let roles: KeyRoles
    /// The message's key.
    let contentKey: [UInt8]
    /// Index of the time's key in ``names``.
    let timeKey: Int?
    /// Index of the key in ``names`` whose values are request lines.
    let requestKey: Int?
    private let keys: [[UInt8]]

    /// - Parameters:
    ///   - keys: in the order of first sight; the message's may be among them.
    ///   - roles: what they mean; `nil`: what their names tell.
    init(_ keys: [String], _ roles: KeyRoles? = nil) {
        let roles = roles ?? KeyRoles(names: keys)
        let made = [KeyRoles.requestMethod, KeyRoles.requestPath]
        var names = keys.filter { $0 != roles.message && !made.contains($0) }
        if names.count > Self.limit { names.removeSubrange(Self.limit...) }
        self.keys = names.map { Array($0.utf8) }
        self.roles = roles
        contentKey = Array((roles.message ?? "message").utf8)
        timeKey = roles.time.flatMap { names.firstIndex(of: $0) }
        requestKey = roles.requestLine.flatMap { names.firstIndex(of: $0) }
        self.names = requestKey == nil ? names : names + made
    }

    /// Keys of what stands behind a fixed header: none of them is the message or the time.
    ///
    /// - Parameter keys: in the order of first sight.
    init(extras keys: [String]) {
        names = Array(keys.prefix(Self.limit))
        self.keys = names.map { Array($0.utf8) }
        roles = KeyRoles(names: [])
        contentKey = []
        timeKey = nil
        requestKey = nil
    }

    /// The number of a key: -1 unknown, -2 the message. Keys of objects inside the record are known by all keys on the way, with a dot between.
    ///
    /// - Parameter guess: the number tried first.
    @inline(__always)
    func index(_ bytes: Span<UInt8>, _ key: JSONLineScanner.Key, guess: Int) -> Int {
        key.depth == 0 ? index(bytes, from: key.range.lowerBound, to: key.range.upperBound, guess: guess) : inner(bytes, key, guess: guess)
    }

    @inline(never)
    private func inner(_ bytes: Span<UInt8>, _ key: JSONLineScanner.Key, guess: Int) -> Int {
        if guess < keys.count, Self.isSame(bytes, key, keys[guess]) { return guess }
        return keys.firstIndex { Self.isSame(bytes, key, $0) } ?? -1
    }

    private static func isSame(_ bytes: Span<UInt8>, _ key: JSONLineScanner.Key, _ name: [UInt8]) -> Bool {
        var position = 0
        for part in 0...key.depth {
            let range = part == key.depth ? key.range : part == 0 ? key.around.0 : key.around.1
            if part > 0 {
                guard position < name.count, name[position] == UInt8(ascii: ".") else { return false }
                position += 1
            }
            guard position + range.count <= name.count else { return false }
            for index in range {
                if bytes[index] != name[position] { return false }
                position += 1
            }
        }
        return position == name.count
    }

    /// The number of a key that stands by itself: -1 unknown, -2 the message.
    ///
    /// - Parameter guess: the number tried first.
    @inline(__always)
    func index(_ bytes: Span<UInt8>, from start: Int, to end: Int, guess: Int) -> Int {
        if guess < keys.count, ByteScan.equals(bytes, from: start, to: end, keys[guess]) { return guess }
        if ByteScan.equals(bytes, from: start, to: end, contentKey) { return -2 }
        for index in keys.indices where ByteScan.equals(bytes, from: start, to: end, keys[index]) { return index }
        return -1
    }
}
