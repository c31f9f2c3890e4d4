#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Buffered writing of bytes to a file or to standard output.
///
/// A file is written under a temporary name beside it (see ``TemporaryPaths``) and renamed by ``finish()``: whoever looks sees the old file or the whole
/// new one. A sink that goes away without `finish()` removes its temporary file. What exists and is no regular file (a device, a named pipe) is written
/// to as it is. A full disk or a closed pipe is an error of the next ``flush()``.
///
/// ```swift
/// var sink = try OutputSink(path: "events.csv")
/// try sink.write(bytes)
/// try sink.finish()
/// ```
public struct OutputSink: ~Copyable {
    /// Why writing failed.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The reader of the pipe has gone; not a mistake of the user: stop quietly.
        case closedPipe
        /// The file system is full.
        case fullDisk(path: String)
        /// Any other failure, with the system's number.
        case system(path: String, code: Int32)

        /// One line for people.
        public var description: String {
            switch self {
            case .closedPipe: "the reader of the output has gone"
            case .fullDisk(let path): "\(path): no space left on the device; free some and run again"
            case .system(let path, let code):
                "\(path): cannot be written: \(FileSystem.reason(code)); check that the folder exists and is yours to write"
            }
        }
    }

    private var buffer: [UInt8] = []
    private let capacity: Int
    private let descriptor: Int32
    private let path: String
    private let temporary: String?
    private var isOpen = true
    private var closesDescriptor = false

    /// A sink for a file that will be created or replaced.
    ///
    /// - Throws: ``Failure`` when the temporary file beside it cannot be created.
    public init(path: String, capacity: Int = 1 << 18) throws(Failure) {
        let path = FileSystem.behindLinks(path)
        self.path = path
        self.capacity = Swift.max(1, capacity)
        let failureCode: Int32
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            // A device (/dev/null, a pipe by name) is written as it is.
            temporary = nil
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            failureCode = errno
        } else {
            // Registered, so that an interrupt removes it.
            let name = TemporaryPaths.sibling(of: path)
            let (opened, code) = FileSystem.create(name, access: FileAccess(of: path))
            temporary = name
            descriptor = opened
            failureCode = code
        }
        if descriptor < 0 {
            isOpen = false
            if let temporary { TemporaryPaths.release(temporary) }
            throw .system(path: path, code: failureCode)
        }
        closesDescriptor = true
    }

    /// A sink for an open descriptor, which is not closed.
    public init(descriptor: Int32, name: String, capacity: Int = 1 << 18) {
        self.descriptor = descriptor
        path = name
        temporary = nil
        self.capacity = Swift.max(1, capacity)
    }

    deinit {
        guard isOpen, closesDescriptor else { return }
        _ = close(descriptor)
        if let temporary { TemporaryPaths.remove(temporary) }
    }

    /// Adds bytes; writes when the buffer is full.
    public mutating func write(_ bytes: some Collection<UInt8>) throws(Failure) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= capacity { try flush() }
    }

    /// Lets the caller append to the buffer itself, then writes when it is full. Saves one copy.
    public mutating func write(_ body: (inout [UInt8]) -> Void) throws(Failure) {
        body(&buffer)
        if buffer.count >= capacity { try flush() }
    }

    /// Writes what is buffered.
    public mutating func flush() throws(Failure) {
        var offset = 0
        var failure: Failure?
        unsafe buffer.withUnsafeBytes { bytes in
            while offset < bytes.count {
                guard let base = bytes.baseAddress else { return }
                let written = unsafe systemWrite(descriptor, base + offset, bytes.count - offset)
                if written < 0 {
                    let code = errno
                    if code == EINTR { continue }
                    if code == EAGAIN {
                        var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                        _ = unsafe poll(&poller, 1, -1)
                        continue
                    }
                    failure =
                        code == EPIPE
                        ? .closedPipe : code == ENOSPC || code == EDQUOT ? .fullDisk(path: path) : .system(path: path, code: code)
                    return
                }
                offset += written
            }
        }
        buffer.removeAll(keepingCapacity: true)
        if let failure { throw failure }
    }

    /// Writes the rest and, for a file, puts it in place. The sink cannot be written to afterwards.
    public mutating func finish() throws(Failure) {
        try flush()
        guard let temporary, isOpen else { return }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure(path, errno) }
        isOpen = false
        let closed = close(descriptor)
        let code = closed == 0 ? TemporaryPaths.commit(temporary) { unsafe rename(temporary, path) == 0 ? 0 : errno } : errno
        guard code == 0 else {
            TemporaryPaths.remove(temporary)
            throw Self.failure(path, code)
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        code == ENOSPC || code == EDQUOT ? .fullDisk(path: path) : .system(path: path, code: code)
    }
}

/// The system's `write`, under a name that does not meet ``OutputSink/write(_:)``.
@unsafe private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
