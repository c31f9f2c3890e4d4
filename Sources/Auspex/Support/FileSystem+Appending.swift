#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files that grow by whole lines: what a long run has done so far.
extension FileSystem {
    /// Appends a line in one write and waits until it is on the disk. Where a program died in the middle of a line, the new one begins on a line of
    /// its own.
    ///
    /// - Throws: ``InputError`` when the file cannot be written.
    public static func append(line: [UInt8], to path: String) throws {
        let descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw InputError("cannot write \(path): \(reason(errno))") }
        defer { close(descriptor) }
        let lineEnd = UInt8(ascii: "\n")
        var bytes = line + [lineEnd]
        let size = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = lineEnd
        // One byte into a variable that outlives the call.
        if size > 0, unsafe pread(descriptor, &last, 1, size - 1) == 1, last != lineEnd { bytes.insert(lineEnd, at: 0) }
        // The pointer covers exactly the bytes and does not leave the closure.
        let put = unsafe bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Int in
            unsafe write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard put == bytes.count, fsync(descriptor) == 0 else {
            throw InputError("cannot write \(path): \(put < 0 ? reason(errno) : "the disk took only a part")")
        }
    }
}
