#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Who may do what with a file, to be kept when it is replaced.
struct FileAccess {
    var mode: mode_t
    private var owner: uid_t?
    private var group: gid_t?

    /// Nobody but its owner may read it.
    static let ownerOnly = FileAccess(mode: 0o600)

    init(mode: mode_t) { self.mode = mode }

    /// That of what is at a path; `nil` where there is nothing.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        mode = status.st_mode & 0o7777
        (owner, group) = (status.st_uid, status.st_gid)
    }

    /// The same for a file in a folder: who may not look into the folder may not read the file.
    var ofContent: FileAccess {
        var content = self
        content.mode &= 0o666
        return content
    }

    /// Gives it to an open file or folder. The owner only where that is allowed: who replaces another's file may have to take it over.
    func apply(to descriptor: Int32) {
        if let owner, let group, owner != geteuid() || group != getegid() { _ = fchown(descriptor, owner, group) }
        _ = fchmod(descriptor, mode)
    }
}
