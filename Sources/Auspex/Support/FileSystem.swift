import CSystem

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The few file operations Auspex needs, with errors a user can act on and writes that are whole or absent.
public enum FileSystem {
    /// What the operating system says about an `errno` value.
    static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }

    /// Reads a whole file, at most `limit` bytes.
    public static func read(_ path: String, limit: Int) throws -> [UInt8] {
        // Not blocking: a named pipe in a file's place must be refused, not waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw InputError("cannot read \(path): \(reason(errno))") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw InputError("cannot read \(path): \(reason(errno))") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw InputError("cannot read \(path): it is not a regular file") }
        guard Int(status.st_size) <= limit else {
            throw InputError("\(path) has \(status.st_size) bytes, more than the \(limit) that can be right for it")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let wanted = bytes.count - filled
            // The pointer is used only inside the closure and covers exactly the part still to be filled.
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe readBytes(descriptor, $0.baseAddress! + filled, wanted) }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw InputError("cannot read \(path): \(reason(errno))") }
            guard got > 0 else { break }
            filled += got
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// Creates a file that must not be there yet, for writing; whoever left something under its name, a link above all, is refused.
    ///
    /// - Returns: the descriptor, and the system's error number where it is negative.
    static func create(_ path: String, access: FileAccess?) -> (descriptor: Int32, code: Int32) {
        TemporaryPaths.create {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            // What is not for everybody must not be so for a moment.
            let descriptor = unsafe open(path, flags, access == nil ? 0o644 : 0o600), code = errno
            if descriptor >= 0 { access?.apply(to: descriptor) }
            return (descriptor, code)
        }
    }

    /// Writes a new file and waits until it is on the disk. Not atomic by itself: see ``writeAtomically(_:to:like:isPrivate:)``.
    static func writeDurably(_ bytes: [UInt8], to path: String, access: FileAccess? = nil) throws {
        let (descriptor, code) = create(path, access: access)
        guard descriptor >= 0 else { throw InputError("cannot write \(path): \(reason(code))") }
        var written = 0
        while written < bytes.count {
            let rest = bytes.count - written
            // The pointer is used only inside the closure and covers exactly the bytes still to be written.
            let put = unsafe bytes.withUnsafeBytes { unsafe writeBytes(descriptor, $0.baseAddress! + written, rest) }
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else {
                let why = reason(errno)
                close(descriptor)
                throw InputError("cannot write \(path): \(why)")
            }
            written += put
        }
        guard fsync(descriptor) == 0 else {
            let why = reason(errno)
            close(descriptor)
            throw InputError("cannot write \(path): \(why)")
        }
        guard close(descriptor) == 0 else { throw InputError("cannot write \(path): \(reason(errno))") }
    }

    /// Replaces a file as a whole: a crash or a full disk leaves the old content or the new, never a part. Permissions stay as they were; of a symbolic
    /// link it is the file behind it that is replaced.
    ///
    /// - Parameters:
    ///   - folder: a new file may be read by those who may read what is in this folder.
    ///   - isPrivate: may be read by nobody else, whatever it was.
    public static func writeAtomically(_ bytes: [UInt8], to path: String, like folder: String? = nil, isPrivate: Bool = false) throws {
        let path = behindLinks(path)
        let temporary = TemporaryPaths.sibling(of: path)
        let access = isPrivate ? .ownerOnly : FileAccess(of: path) ?? folder.flatMap { FileAccess(of: $0)?.ofContent }
        do {
            try writeDurably(bytes, to: temporary, access: access)
            let code = TemporaryPaths.commit(temporary) { unsafe rename(temporary, path) == 0 ? 0 : errno }
            guard code == 0 else { throw InputError("cannot write \(path): \(reason(code))") }
        } catch let error as InputError {
            TemporaryPaths.remove(temporary)
            // The user named `path`, not our temporary beside it.
            throw InputError(error.message.replacing(temporary, with: path))
        }
        syncFolder(containing: path)
    }

    /// Replaces a folder of files as a whole, in the same manner.
    ///
    /// Where the file system cannot exchange two folders in one step the old one is moved aside first: a crash between the two moves leaves
    /// the old content there, and ``recoverFolder(at:)`` brings it back.
    public static func writeFolderAtomically(_ files: [(name: String, bytes: [UInt8])], to path: String) throws {
        try writeFolderAtomically(files, to: path) { unsafe auspex_exchange_paths($0, $1) }
    }

    /// - Parameter exchange: swaps two folders in one step; returns 0 or the system's error number.
    static func writeFolderAtomically(
        _ files: [(name: String, bytes: [UInt8])], to path: String, exchange: (String, String) -> Int32
    ) throws {
        recoverFolder(at: path)
        let path = behindLinks(path)
        let temporary = TemporaryPaths.sibling(of: path)
        let access = FileAccess(of: path)
        do {
            let made = TemporaryPaths.create { unsafe mkdir(temporary, access == nil ? 0o755 : 0o700) == 0 ? 0 : errno }
            guard made == 0 else { throw InputError("cannot write \(path): \(reason(made))") }
            for file in files {
                try writeDurably(
                    file.bytes, to: temporary + "/" + file.name, access: FileAccess(of: path + "/" + file.name) ?? access?.ofContent)
            }
            syncFolder(temporary, access: access)
            let moved = TemporaryPaths.commit(temporary) { unsafe rename(temporary, path) == 0 ? 0 : errno }
            if moved != 0 {
                guard moved == ENOTEMPTY || moved == EEXIST else { throw InputError("cannot write \(path): \(reason(moved))") }
                // There is an older one: swap the two in one step, then remove the old, now under the temporary name.
                var code = TemporaryPaths.commit(temporary, forgets: false) { exchange(temporary, path) }
                if [ENOTSUP, EINVAL, ENOSYS].contains(code) {
                    code = TemporaryPaths.commit(temporary, forgets: false) { replaceFolder(path, by: temporary) }
                }
                guard code == 0 else { throw InputError("cannot replace \(path): \(reason(code))") }
                TemporaryPaths.remove(temporary)
            }
        } catch let error as InputError {
            TemporaryPaths.remove(temporary)
            throw InputError(error.message.replacing(temporary, with: path))
        }
        syncFolder(containing: path)
    }

    /// Removes a file, or a folder and what is in it. Symbolic links are removed, never followed. Absent is fine.
    static func removeTree(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unsafe unlink(path)
            return
        }
        for name in (try? names(inFolder: path)) ?? [] { removeTree(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// The names in a folder, sorted, without `.` and `..`.
    static func names(inFolder path: String) throws -> [String] {
        guard let folder = unsafe opendir(path) else { throw InputError("cannot read folder \(path): \(reason(errno))") }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            // `d_name` is NUL-terminated by the operating system; the pointer does not leave this scope.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The path with symbolic links followed, where it leads to something.
    static func behindLinks(_ path: String) -> String {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = unsafe realpath(path, nil) else {
            return path
        }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// Whether something exists at a path and is a folder.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What tells one file from another at the same path; `nil` where there is none.
    static func identity(of path: String) -> [UInt64]? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
        let changed = status.st_ctimespec
        #else
        let changed = status.st_ctim
        #endif
        return [UInt64(status.st_dev), UInt64(status.st_ino), UInt64(changed.tv_sec), UInt64(changed.tv_nsec)]
    }

    /// Whether something exists at a path.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0
    }

    private static func syncFolder(containing path: String) {
        if let slash = path.lastIndex(of: "/") {
            syncFolder(slash == path.startIndex ? "/" : String(path[..<slash]))
        } else {
            syncFolder(".")
        }
    }

    private static func syncFolder(_ path: String, access: FileAccess? = nil) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        access?.apply(to: descriptor)
        fsync(descriptor)
        close(descriptor)
    }
}

/// `read(2)`, named apart from the methods of the same name.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    unsafe read(descriptor, buffer, count)
}

/// `write(2)`, named apart from the methods of the same name.
private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(descriptor, buffer, count)
}
