#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of one input in order, decompressed where the first bytes say gzip or zstd.
///
/// `read(2)` into the caller's buffer; memory is bounded whatever the file's size. A compressed file that ends too early or is damaged
/// gives everything readable and then ``problem``.
final class ByteSource {
    /// Path, `-` for standard input.
    let name: String
    /// What was wrong, once the end is reached.
    private(set) var problem: InputProblem?
    /// Bytes taken from the file as stored.
    private(set) var stored: UInt64 = 0
    private(set) var isCompressed = false
    /// Whether the system could not read on; ``problem`` says why.
    private(set) var hasFailed = false
    /// Whether what was read ends before the source does.
    var isCutOff: Bool { problem != nil && (hasFailed || decompressor?.isComplete == false) }
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    /// Bytes read ahead by ``peek(_:)`` or while looking for magic bytes, not yet delivered.
    private var ahead: [UInt8] = []
    private var aheadStart = 0
    private var decompressor: Decompressor?
    private var isSniffed = false
    private var atEnd = false
    /// Bytes delivered of what is packed in a compressed file.
    private var unpacked: UInt64 = 0

    /// Opens a path; `-` is standard input.
    ///
    /// - Parameter waits: wait for the writer of a named pipe.
    /// - Throws: ``InputError`` when it is missing or unreadable.
    init(path: String, waits: Bool = true) throws(InputError) {
        name = path
        if path == "-" {
            descriptor = 0
            ownsDescriptor = false
            return
        }
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (waits ? 0 : O_NONBLOCK))
        ownsDescriptor = true
        guard descriptor >= 0 else { throw InputError("cannot read \(path): \(Self.message(errno))") }
    }

    /// Wraps an open descriptor; closes it in the end when `owns`.
    init(name: String, descriptor: Int32, owns: Bool) {
        self.name = name
        self.descriptor = descriptor
        ownsDescriptor = owns
    }

    deinit {
        if ownsDescriptor, descriptor >= 0 { close(descriptor) }
    }

    /// Writes up to `count` bytes into `bytes` from `index` on; 0 only at the end (for a followed file: the end for now).
    func read(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        if !isSniffed { sniff() }
        if decompressor != nil { return decompress(into: &bytes, at: index, count: count) }
        if aheadStart < ahead.count {
            let taken = min(count, ahead.count - aheadStart)
            bytes.replaceSubrange(index..<(index + taken), with: ahead[aheadStart..<(aheadStart + taken)])
            advanceAhead(taken)
            return taken
        }
        return readStored(into: &bytes, at: index, count: count)
    }

    /// The first bytes, up to `count`, without taking them. Call before the first `read` only.
    func peek(_ count: Int) -> [UInt8] {
        var sample = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let taken = read(into: &sample, at: filled, count: count - filled)
            if taken == 0 { break }
            filled += taken
            // A pipe may never give more; what is there must do.
            if !isCompressed, filled > 0, !isRegular, sample[..<filled].contains(0x0A) { break }
        }
        sample.removeSubrange(filled...)
        if let decompressor {
            decompressor.putBack(sample)
            unpacked -= UInt64(sample.count)
        } else {
            ahead.replaceSubrange(0..<aheadStart, with: sample)
            aheadStart = 0
        }
        return sample
    }

    /// Where the next byte to be delivered stands, in the file or in what is packed in it.
    var position: UInt64 { isCompressed ? unpacked : stored - UInt64(ahead.count - aheadStart) }

    /// Goes on where an earlier reading of the same file was.
    ///
    /// - Returns: whether the file has so much.
    func skip(to target: UInt64) -> Bool {
        if !isSniffed { sniff() }
        guard target > position else { return target == position }
        guard isCompressed else {
            guard let identity, identity.size >= Int64(clamping: target), lseek(descriptor, off_t(target), SEEK_SET) >= 0 else {
                return false
            }
            stored = target
            ahead = []
            aheadStart = 0
            return true
        }
        var passed = [UInt8](repeating: 0, count: 1 << 16)
        while position < target {
            if read(into: &passed, at: 0, count: Int(min(UInt64(passed.count), target - position))) == 0 { return false }
        }
        return true
    }

    /// Begins anew, for a file that was emptied.
    func rewind() {
        guard lseek(descriptor, 0, SEEK_SET) >= 0 else { return }
        stored = 0
        ahead = []
        aheadStart = 0
        isSniffed = false
    }

    /// The first bytes of a regular file as they stand there now, up to `count`, wherever reading is.
    func head(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // The pointer covers exactly the array and does not leave the closure.
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in unsafe pread(descriptor, buffer.baseAddress, count, 0) }
        bytes.removeSubrange(max(0, got)...)
        return bytes
    }

    /// Lets more wait in a pipe than usual, so that its writer need not stop while what came is judged. Where that is not possible all is as before.
    func widen() {
        #if os(Linux)
        // F_SETPIPE_SZ of fcntl(2), which the C library's module does not show.
        _ = fcntl(descriptor, 1_031, 1 << 20)
        #endif
    }

    /// The first bytes, wherever reading is; of what is packed only before the first read.
    func sample(_ count: Int) -> [UInt8] { isRegular && !isCompressed && position > 0 ? head(count) : peek(count) }

    /// Waits until one of some sources has something to read, for so many seconds at most.
    static func wait(for sources: [ByteSource], seconds: Double) {
        var requests = sources.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = unsafe poll(&requests, nfds_t(requests.count), Int32(max(0, seconds) * 1_000))
    }

    /// Whether the input is a regular file (and can be rotated, truncated, re-read).
    var isRegular: Bool { status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false }

    /// When a regular file was written last, seconds since 1970 UTC; `nil` for a pipe.
    var modified: Double? {
        guard let status, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
        return Double(status.st_mtimespec.tv_sec) + Double(status.st_mtimespec.tv_nsec) / 1e9
        #else
        return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        #endif
    }

    /// Device and inode, and size, of the file that is open.
    var identity: (device: UInt64, inode: UInt64, size: Int64)? {
        status.map { (UInt64($0.st_dev), UInt64($0.st_ino), Int64($0.st_size)) }
    }

    /// Whether a read would not block.
    var isReady: Bool {
        if aheadStart < ahead.count || decompressor != nil { return true }
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) > 0
    }

    private var status: stat? {
        var result = stat()
        return unsafe fstat(descriptor, &result) == 0 ? result : nil
    }

    private func advanceAhead(_ count: Int) {
        aheadStart += count
        if aheadStart == ahead.count {
            ahead.removeAll(keepingCapacity: false)
            aheadStart = 0
        }
    }

    private func readStored(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        precondition(index >= 0 && count >= 0 && index + count <= bytes.count)
        guard problem == nil else { return 0 }
        while true {
            let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Self.systemRead(descriptor, buffer.baseAddress.map { unsafe $0 + index }, count)
            }
            if taken >= 0 {
                stored += UInt64(taken)
                return taken
            }
            if errno == EINTR { continue }
            if errno == EAGAIN { return 0 }
            problem = InputProblem(file: name, offset: stored, what: "\(Self.message(errno)); reading stopped there")
            hasFailed = true
            return 0
        }
    }

    private static func systemRead(_ descriptor: Int32, _ pointer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(descriptor, pointer, count)
        #elseif canImport(Musl)
        unsafe Musl.read(descriptor, pointer, count)
        #else
        unsafe Darwin.read(descriptor, pointer, count)
        #endif
    }

    /// Reads the first bytes and decides how the rest is to be read.
    private func sniff() {
        var first = [UInt8](repeating: 0, count: 4)
        var filled = 0
        while filled < 4 {
            let taken = readStored(into: &first, at: filled, count: 4 - filled)
            if taken == 0 { break }
            filled += taken
        }
        first.removeSubrange(filled...)
        // A file that is empty yet may become anything.
        isSniffed = filled > 0
        // A byte-order mark is no part of the first line.
        if first.starts(with: [0xEF, 0xBB, 0xBF]) { first.removeFirst(3) }
        if let kind = Decompressor.Kind(magic: first) {
            isCompressed = true
            decompressor = Decompressor(kind)
            decompressor?.feed(first)
        } else {
            ahead = first
            aheadStart = 0
        }
    }

    private func decompress(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        guard let decompressor else { return 0 }
        while true {
            let made = decompressor.produce(into: &bytes, at: index, count: count)
            if made > 0 {
                unpacked += UInt64(made)
                return made
            }
            if atEnd { return 0 }
            if let fault = decompressor.fault {
                problem = problem ?? InputProblem(file: name, offset: stored, what: fault)
                atEnd = true
                return 0
            }
            let taken = decompressor.refill { buffer in readStored(into: &buffer, at: 0, count: buffer.count) }
            if taken == 0 {
                atEnd = true
                if problem == nil, let fault = decompressor.faultAtEnd() {
                    problem = InputProblem(file: name, offset: stored, what: fault)
                }
            }
        }
    }

    static func message(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        let message = unsafe String(cString: text)
        return message.prefix(1).lowercased() + message.dropFirst()
    }
}
