/// Files that are no text and are not unpacked here, told by their first bytes.
enum FileKind: CaseIterable {
    case xz, bzip2, zip, sevenZip, lz4, utf16Little, utf16Big, journal, sqlite

    /// Bytes that tell.
    static let sampleBytes = 64

    /// What the bytes are the beginning of; `nil` for text and anything unknown.
    init?(_ sample: [UInt8]) {
        guard let kind = Self.allCases.first(where: { sample.starts(with: $0.magic) }) ?? Self.unmarked(sample) else { return nil }
        self = kind
    }

    /// Text in UTF-16 without a byte-order mark: in logs nearly every second byte of it is zero, and the others are not.
    private static func unmarked(_ sample: [UInt8]) -> FileKind? {
        let pairs = min(sample.count, sampleBytes) / 2
        guard pairs >= 4 else { return nil }
        let first = (0..<pairs).count { sample[2 * $0] == 0 }, second = (0..<pairs).count { sample[2 * $0 + 1] == 0 }
        if second * 4 >= pairs * 3, first * 8 <= pairs { return .utf16Little }
        if first * 4 >= pairs * 3, second * 8 <= pairs { return .utf16Big }
        return nil
    }

    /// Whether it is text after all, in another encoding.
    var isText: Bool { self == .utf16Little || self == .utf16Big }

    private var magic: [UInt8] {
        switch self {
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
        case .bzip2: Array("BZh".utf8)
        case .zip: [0x50, 0x4B, 3, 4]
        case .sevenZip: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]
        case .lz4: [4, 0x22, 0x4D, 0x18]
        case .utf16Little: [0xFF, 0xFE]
        case .utf16Big: [0xFE, 0xFF]
        case .journal: Array("LPKSHHRH".utf8)
        case .sqlite: Array("SQLite format 3".utf8)
        }
    }

    /// What it is and what to do about it.
    var words: String {
        switch self {
        case .xz: "compressed with xz; unpack it first"
        case .bzip2: "compressed with bzip2; unpack it first"
        case .zip: "a zip archive; unpack it first"
        case .sevenZip: "a 7-Zip archive; unpack it first"
        case .lz4: "compressed with lz4; unpack it first"
        case .utf16Little: "text in UTF-16; convert it to UTF-8 first (iconv -f UTF-16LE -t UTF-8)"
        case .utf16Big: "text in UTF-16; convert it to UTF-8 first (iconv -f UTF-16BE -t UTF-8)"
        case .journal: "a systemd journal; let journalctl write it as JSON first"
        case .sqlite: "a database, not a log"
        }
    }
}
