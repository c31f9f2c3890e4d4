#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Which file a log is, whatever its name: device and inode, and its first bytes, because inodes are used again and files are emptied.
struct FileMark: Sendable, Equatable {
    /// First bytes that count.
    static let headLimit = 256

    var device: UInt64
    var inode: UInt64
    /// Fingerprint of the first bytes that were read.
    var head: UInt64
    /// How many those are.
    var headCount: Int
    /// When it was written last, seconds since 1970 UTC, as far as it was read.
    var written: Double

    init(device: UInt64, inode: UInt64, head: UInt64, headCount: Int, written: Double) {
        (self.device, self.inode, self.head, self.headCount, self.written) = (device, inode, head, headCount, written)
    }

    /// The mark of a regular file, as far as it was read.
    init?(_ source: ByteSource) {
        guard let written = source.modified, let identity = source.identity else { return nil }
        let head = source.head(Int(min(UInt64(Self.headLimit), source.position)))
        self.init(
            device: identity.device, inode: identity.inode, head: Self.fingerprint(head), headCount: head.count, written: written)
    }

    static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        var fingerprint = Fingerprint()
        fingerprint.combine(bytes: bytes.span)
        return fingerprint.value
    }

    /// Whether bytes are those of the beginning.
    func begins(_ bytes: [UInt8]) -> Bool { bytes.count >= headCount && Self.fingerprint(Array(bytes.prefix(headCount))) == head }

    var file: PathLook.File { PathLook.File(device: device, inode: inode) }

    /// Whether it is what is left of a log that was read. The inode alone says nothing: a new file is given that of one that was deleted, and the oldest
    /// rotation is deleted every time. Of a log of which nothing was read there is nothing to know it by.
    func isMark(of member: RotatedFiles.Member) -> Bool { headCount > 0 && isSameFile(member.file) && begins(member.head) }

    /// Whether it is the same file, whatever is in it now.
    func isSameFile(_ other: PathLook.File) -> Bool { device == other.device && inode == other.inode }
}

/// What a path leads to now. It is looked at, not opened: opening a named pipe would wait for its writer.
enum PathLook {
    struct File: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    case missing
    /// Something that is no regular file.
    case other
    case file(File)

    init(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            self = .missing
            return
        }
        self = status.st_mode & S_IFMT == S_IFREG ? .file(File(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))) : .other
    }
}
