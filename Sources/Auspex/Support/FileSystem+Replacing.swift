#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Replacing a folder where the file system cannot exchange two in one step (some network and older file systems).
extension FileSystem {
    /// Where the old folder waits while the new one takes its place.
    static func asidePath(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return ".\(path).old" }
        return "\(path[...slash]).\(path[path.index(after: slash)...]).old"
    }

    /// Moves `path` aside, `new` into its place, and the old folder to where the new one was; undone when the second move fails.
    ///
    /// - Returns: 0, or the system's error number.
    static func replaceFolder(_ path: String, by new: String) -> Int32 {
        let aside = asidePath(of: path)
        // Left by a crash after the second move: `path` holds what came after it.
        removeTree(aside)
        guard unsafe rename(path, aside) == 0 else { return errno }
        guard unsafe rename(new, path) == 0 else {
            let code = errno
            unsafe rename(aside, path)
            return code
        }
        unsafe rename(aside, new)
        return 0
    }

    /// Brings a folder back that a crash left aside, between the two moves of ``replaceFolder(_:by:)``. Nothing to do otherwise.
    static func recoverFolder(at path: String) {
        let aside = asidePath(of: path)
        if !exists(path), isFolder(aside) { unsafe rename(aside, path) }
    }
}
