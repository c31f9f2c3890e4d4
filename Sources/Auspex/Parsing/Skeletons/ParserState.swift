/// Everything a ``SkeletonParser`` needs to go on exactly where it stopped; codes as readable JSON.
///
/// A state from outside is not trusted: ``SkeletonParser/init(state:)`` checks every number before it uses it.
public struct ParserState: Sendable, Codable, Equatable {
    /// One template.
    public struct Group: Sendable, Codable, Equatable {
        /// Its id.
        public var id: TemplateID
        /// Its text, for readers; not read back.
        public var text: String
        /// Its tokens: `\xHH` for bytes that are no printable text, `\x01` a masked span, `\x1F` a generalised place, `\\` a backslash.
        public var tokens: [String]
        /// Records it matched.
        public var count: Int
        /// The parser's clock at its last match.
        public var lastMatch: UInt64
        /// Drain: first tokens that lead to its leaf; `null` is the wildcard child. Empty for other trees.
        public var path: [String?]
        /// Spell: tokens of the longest line that joined it.
        public var longest: Int?
        /// FT-tree: whether the tree was pruned here.
        public var isPruned: Bool?
    }

    /// Version of this layout.
    public var version = 1
    /// What the parser was built from.
    public var configuration: SkeletonParser.Configuration
    /// Records learnt.
    public var learntRecords: UInt64
    /// The next id to give.
    public var nextID: UInt32
    /// The templates by id.
    public var groups: [Group]
    /// Ids given up by merging, and what they became.
    public var aliases: [[TemplateID]]
    /// Whether the warnings were given already.
    public var givenWarnings: [Bool]
    /// FT-tree: the words in their order; `nil` for other trees, and while the order is not known.
    public var words: [String]?
    /// Whether the session rule ever extracted what was not masked anyway.
    public var masksSessions: Bool?

    /// Bytes as printable text.
    static func escape(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let raw = Array(bytes)
        let isText = String(validating: raw, as: UTF8.self) != nil
        var out: [UInt8] = []
        for byte in raw {
            if byte == UInt8(ascii: "\\") {
                out += [byte, byte]
            } else if byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !isText) {
                out += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes of an escaped token, or `nil` when it is malformed.
    static func unescape(_ text: String) -> [UInt8]? {
        let source = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "\\") else {
                out.append(source[index])
                index += 1
                continue
            }
            guard index + 1 < source.count else { return nil }
            if source[index + 1] == UInt8(ascii: "\\") {
                out.append(UInt8(ascii: "\\"))
                index += 2
            } else {
                guard source[index + 1] == UInt8(ascii: "x"), index + 3 < source.count,
                    let byte = UInt8(String(decoding: source[(index + 2)...(index + 3)], as: UTF8.self), radix: 16)
                else { return nil }
                out.append(byte)
                index += 4
            }
        }
        return out.contains(Skeleton.blank) ? nil : out
    }
}
