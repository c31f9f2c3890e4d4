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

    /// The inputs with `-` replaced by a temporary file that holds what came in. The file goes when the program ends.
    ///
    /// - Throws: `InputError` when the temporary folder is full.
    static func rereadable(_ inputs: [String]) throws -> [String] {
        guard inputs.contains("-") else { return inputs }
        let folder = temporaryFolder
        let path = TemporaryPaths.sibling(of: folder + "/auspex-standard-input")
        let descriptor = TemporaryPaths.create { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else {
            throw InputError("cannot put standard input aside in \(folder): \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            // Both calls get exactly the buffer's own bytes, inside the closure only.
            let got = unsafe buffer.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) -> Int in
                unsafe read(STDIN_FILENO, bytes.baseAddress!, bytes.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            var written = 0
            while written < got {
                let put = unsafe buffer.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Int in
                    unsafe write(descriptor, bytes.baseAddress! + written, got - written)
                }
                if put < 0, errno == EINTR { continue }
                guard put > 0 else {
                    throw InputError("cannot put standard input aside in \(folder): \(unsafe String(cString: strerror(errno)))")
                }
                written += put
            }
        }
        spooled.withLock { $0 = path }
        return inputs.map { $0 == "-" ? path : $0 }
    }

    private static let spooled = Mutex<String?>(nil)

    /// A page of UTF-8, named in the same manner.
    static func named(_ page: [UInt8]) -> [UInt8] {
        guard spooled.withLock({ $0 }) != nil else { return page }
        return Array(named(String(decoding: page, as: UTF8.self)).utf8)
    }

    /// A text for people or programs with the temporary file called what it is to them: standard input.
    static func named(_ text: String) -> String {
        guard let path = spooled.withLock({ $0 }) else { return text }
        return text.replacing(path, with: "standard input")
    }
}
