import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files and folders that exist only while something is being written: removed when the write fails, and by the
/// program's signal handler, so that Ctrl-C leaves nothing half-written behind.
public enum TemporaryPaths {
    private struct State {
        var paths: Set<String> = []
    }

    private static let state = Mutex(State())

    /// Seconds after which what a killed run left is removed.
    private static let staleAfter = 3_600.0

    /// A fresh name beside `path` (same folder, hence same file system), registered for removal. Nobody can foresee it. What killed runs left under such
    /// names an hour ago goes.
    public static func sibling(of path: String) -> String {
        let folder: Substring
        let name: Substring
        if let slash = path.lastIndex(of: "/") {
            folder = path[...slash]
            name = path[path.index(after: slash)...]
        } else {
            folder = ""
            name = path[...]
        }
        let start = ".\(name).tmp-"
        removeStale(in: folder.isEmpty ? "." : String(folder), namedLike: start)
        // Names of files that come and go are no part of a result: they need no seed, and must not be guessed.
        let temporary = "\(folder)\(start)" + String(UInt64.random(in: .min ... .max), radix: 36)
        return state.withLock { state in
            state.paths.insert(temporary)
            return temporary
        }
    }

    /// Removes what killed runs of the same user left.
    static func removeStale(in folder: String, namedLike start: String, olderThan seconds: Double = staleAfter) {
        for name in (try? FileSystem.names(inFolder: folder)) ?? [] where name.hasPrefix(start) {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            var status = stat(), now = timespec()
            guard unsafe lstat(path, &status) == 0, status.st_uid == geteuid(), unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else {
                continue
            }
            #if canImport(Darwin)
            let written = status.st_mtimespec.tv_sec
            #else
            let written = status.st_mtim.tv_sec
            #endif
            guard Double(now.tv_sec - written) >= seconds, state.withLock({ !$0.paths.contains(path) }) else { continue }
            FileSystem.removeTree(path)
        }
    }

    /// Does one step that creates a registered path or something in it. A clean-up comes before the step, and then it never happens, or after
    /// it: nothing is created behind its back.
    public static func create<Value: Sendable>(_ step: () -> Value) -> Value {
        state.withLock { _ in step() }
    }

    /// Does the one step that moves a registered path into place, and forgets the path when that has succeeded. A clean-up comes before the
    /// step or after it, never between: what is moved into place is whole.
    ///
    /// - Parameter step: returns 0 or the system's error number; quick, because an interrupt waits for it.
    static func commit(_ path: String, forgets: Bool = true, _ step: () -> Int32) -> Int32 {
        state.withLock { state in
            let code = step()
            if code == 0, forgets { state.paths.remove(path) }
            return code
        }
    }

    /// Forgets a path: it was renamed into place, or is gone.
    public static func release(_ path: String) {
        state.withLock { _ = $0.paths.remove(path) }
    }

    /// Removes a path (a file, or a folder of files) and forgets it.
    public static func remove(_ path: String) {
        FileSystem.removeTree(path)
        release(path)
    }

    /// Removes whatever is registered, then ends the program while everybody else who wants to create or move something still waits.
    ///
    /// - Parameter end: ends the process at once.
    public static func removeAll(thenEnd end: () -> Never) -> Never {
        state.withLock { state in
            for path in state.paths { FileSystem.removeTree(path) }
            end()
        }
    }
}
