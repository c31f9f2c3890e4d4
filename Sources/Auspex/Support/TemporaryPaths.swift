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
        var counter: UInt64 = 0
        var paths: Set<String> = []
    }

    private static let state = Mutex(State())

    /// A fresh name beside `path` (same folder, hence same file system), registered for removal.
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
        return state.withLock { state in
            state.counter += 1
            let temporary = "\(folder).\(name).tmp-\(getpid())-\(state.counter)"
            state.paths.insert(temporary)
            return temporary
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

    /// Removes whatever is registered. For the program's way out after an interrupt.
    public static func removeAll() {
        let paths = state.withLock { state in
            defer { state.paths.removeAll() }
            return state.paths
        }
        for path in paths { FileSystem.removeTree(path) }
    }
}
