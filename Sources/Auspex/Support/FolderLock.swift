#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lets one program at a time replace a folder. Advisory: it keeps those apart that ask.
///
/// The lock is on the folder itself, so nothing stays behind when a program dies. A folder that is replaced (``FileSystem/writeFolderAtomically(_:to:)``) is
/// another one afterwards; who waited for the old one tries again with the new.
public enum FolderLock {
    /// Does something while no other program that asks does.
    ///
    /// Where locking is impossible (no such folder yet, a file system without locks) it is done all the same.
    ///
    /// - Parameter waits: wait until the folder is free; else do nothing when it is not.
    /// - Returns: what `body` returns; `nil` when the folder was not free.
    public static func hold<Value>(_ path: String, waits: Bool = true, _ body: () throws -> Value) rethrows -> Value? {
        while true {
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
            guard descriptor >= 0 else { return try body() }
            defer { close(descriptor) }
            while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
                switch errno {
                case EINTR: continue
                case EWOULDBLOCK: return nil
                default: return try body()
                }
            }
            var held = stat(), named = stat()
            guard unsafe fstat(descriptor, &held) == 0, unsafe stat(path, &named) == 0 else { return try body() }
            if held.st_ino == named.st_ino, held.st_dev == named.st_dev { return try body() }
        }
    }
}
