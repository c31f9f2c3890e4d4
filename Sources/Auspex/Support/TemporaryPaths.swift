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
