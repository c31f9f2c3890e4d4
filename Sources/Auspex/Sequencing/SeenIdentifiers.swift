import Foundation

/// The identifiers of the sessions training saw, so that a session that goes on in the next file is not taken for one that begins there.
///
/// Four bytes of each one's hash: of 100,000 remembered, a new identifier is taken for a known one once in 40,000 times, and only its
/// beginning is not judged then. Of more than ``limit`` the latest are kept.
public struct SeenIdentifiers: Codable, Sendable, Equatable {
    /// Identifiers kept.
    public static let limit = 1 << 20

    /// The lowest bit is set where the session was still going on.
    private var hashes: [UInt32] = []
    private var isSorted = true
    /// The time of the last record, seconds since 1970: an input that is older holds the sessions training saw, from their beginning.
    public internal(set) var until = -Double.infinity

    /// Creates an empty memory.
    public init() {}

    /// How many are remembered.
    public var count: Int { hashes.count }

    /// Remembers an identifier by its hash, and whether its session was still going on when training ended.
    mutating func insert(_ hash: UInt64, isOpen: Bool = false) {
        hashes.append(Self.short(hash) | (isOpen ? 1 : 0))
        isSorted = false
        if hashes.count >= 2 * Self.limit { hashes.removeFirst(Self.limit) }
    }

    /// Makes look-ups possible.
    mutating func finish() {
        if hashes.count > Self.limit { hashes.removeFirst(hashes.count - Self.limit) }
        var unique: [UInt32] = []
        for hash in hashes.sorted() {
            if let last = unique.last, last >> 1 == hash >> 1 { unique.removeLast() }
            unique.append(hash)
        }
        hashes = unique
        isSorted = true
    }

    private static func short(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) & ~1 }

    /// Whether an identifier is remembered, and whether its session was still going on.
    func find(_ hash: UInt64) -> (isKnown: Bool, isOpen: Bool) {
        precondition(isSorted, "identifiers are looked up after all were inserted")
        let wanted = Self.short(hash)
        let place = hashes.firstPlace { $0 < wanted }
        guard place < hashes.count, hashes[place] & ~1 == wanted else { return (false, false) }
        return (true, hashes[place] & 1 == 1)
    }

    private enum CodingKeys: String, CodingKey { case hashes, until }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = [UInt8](try container.decode(Data.self, forKey: .hashes))
        guard bytes.count.isMultiple(of: 4), bytes.count <= 4 * Self.limit else {
            throw InputError("identifiers seen in training: the list is damaged; train the model again")
        }
        hashes = stride(from: 0, to: bytes.count, by: 4).map { start in
            UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16 | UInt32(bytes[start + 3]) << 24
        }
        guard zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw InputError("identifiers seen in training: the list is damaged; train the model again")
        }
        until = try container.decodeIfPresent(Double.self, forKey: .until) ?? -Double.infinity
    }

    /// Writes the hashes as one string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var bytes: [UInt8] = []
        var copy = self
        copy.finish()
        for hash in copy.hashes { for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: hash >> shift)) } }
        try container.encode(Data(bytes), forKey: .hashes)
        if until.isFinite { try container.encode(until, forKey: .until) }
    }
}
