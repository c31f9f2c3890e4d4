import Auspex
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Standard input that has to be read more than once is put aside in a temporary file first.
enum Spool {
    /// Where temporary files go.
    static var temporaryFolder: String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    }

    /// The inputs with `-` and pipes replaced by temporary files that hold what came in. The files go when the program ends.
    ///
    /// - Throws: `InputError` when the temporary folder is full or a pipe cannot be read.
    static func rereadable(_ inputs: [String]) throws -> [String] {
        try inputs.map { input in
            if input == "-" { return try putAside(STDIN_FILENO, named: "standard input") }
            var status = stat()
            guard unsafe stat(input, &status) == 0, status.st_mode & S_IFMT == S_IFIFO || status.st_mode & S_IFMT == S_IFSOCK else {
                return input
            }
            let descriptor = unsafe open(input, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw InputError("cannot read \(input): \(unsafe String(cString: strerror(errno)))") }
            defer { close(descriptor) }
            return try putAside(descriptor, named: input)
        }
    }

    private static func putAside(_ source: Int32, named name: String) throws -> String {
        let folder = temporaryFolder
        let path = TemporaryPaths.sibling(of: folder + "/auspex-standard-input")
        let descriptor = TemporaryPaths.create { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else {
            throw InputError("cannot put \(name) aside in \(folder): \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        spooled.withLock { $0.append((path, name)) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            // Both calls get exactly the buffer's own bytes, inside the closure only.
            let got = unsafe buffer.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) -> Int in
                unsafe read(source, bytes.baseAddress!, bytes.count)
            }
            if got < 0, errno == EINTR { continue }
            // Half a log judged as if it were whole would be worse than no answer.
            guard got >= 0 else { throw InputError("cannot read \(name): \(unsafe String(cString: strerror(errno)))") }
            guard got > 0 else { break }
            var written = 0
            while written < got {
                let put = unsafe buffer.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Int in
                    unsafe write(descriptor, bytes.baseAddress! + written, got - written)
                }
                if put < 0, errno == EINTR { continue }
                guard put > 0 else {
                    throw InputError("cannot put \(name) aside in \(folder): \(unsafe String(cString: strerror(errno)))")
                }
                written += put
            }
        }
        return path
    }

    private static let spooled = Mutex<[(path: String, name: String)]>([])

    /// A page of UTF-8, named in the same manner.
    static func named(_ page: [UInt8]) -> [UInt8] {
        guard !spooled.withLock({ $0.isEmpty }) else { return page }
        return Array(named(String(decoding: page, as: UTF8.self)).utf8)
    }

    /// A text for people or programs with the temporary file called what it is to them: standard input.
    static func named(_ text: String) -> String {
        spooled.withLock { $0 }.reduce(text) { $0.contains($1.path) ? $0.replacing($1.path, with: $1.name) : $0 }
    }
}
