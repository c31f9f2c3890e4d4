import CZlib
import CZstd

/// Streaming decompression of gzip (any number of members) and zstd (any number of frames), in bounded memory.
///
/// Unsafe because both libraries take pointers; every pointer is into an array that is alive and unchanged for the call, and every count
/// is that array's.
@safe final class Decompressor {
    enum Kind {
        case gzip, zstd

        /// Recognises a compressed file by its first bytes.
        init?(magic: [UInt8]) {
            if magic.count >= 3, magic[0] == 0x1F, magic[1] == 0x8B, magic[2] == 0x08 {
                self = .gzip
            } else if magic.count >= 4, magic[0] == 0x28, magic[1] == 0xB5, magic[2] == 0x2F, magic[3] == 0xFD {
                self = .zstd
            } else if magic.count >= 4, magic[0] & 0xF0 == 0x50, magic[1] == 0x2A, magic[2] == 0x4D, magic[3] == 0x18 {
                // A skippable frame, as parallel compressors begin with.
                self = .zstd
            } else {
                return nil
            }
        }
    }

    /// What is wrong with the data, if anything.
    private(set) var fault: String?
    private let kind: Kind
    private var input = [UInt8](repeating: 0, count: 256 * 1024)
    private var inputStart = 0
    private var inputEnd = 0
    /// Whether the data so far end with a complete member or frame.
    private(set) var isComplete = false
    private var putBackBytes: [UInt8] = []
    private var putBackStart = 0
    private var inflater = unsafe z_stream()
    private let zstd: OpaquePointer?

    init(_ kind: Kind) {
        self.kind = kind
        switch kind {
        case .gzip:
            unsafe zstd = nil
            // 15 + 16: largest window, gzip wrapper only.
            let status = unsafe inflateInit2_(&inflater, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            if status != Z_OK { fault = "zlib could not be set up" }
        case .zstd:
            unsafe zstd = ZSTD_createDCtx()
            if unsafe zstd == nil { fault = "zstd could not be set up" }
        }
    }

    deinit {
        if kind == .gzip { unsafe inflateEnd(&inflater) }
        unsafe ZSTD_freeDCtx(zstd)
    }

    /// Gives the first compressed bytes.
    func feed(_ bytes: [UInt8]) {
        input.replaceSubrange(0..<bytes.count, with: bytes)
        inputStart = 0
        inputEnd = bytes.count
    }

    /// Fetches more compressed bytes when all are used; 0 at the end of the file.
    func refill(_ read: (inout [UInt8]) -> Int) -> Int {
        guard inputStart == inputEnd else { return inputEnd - inputStart }
        inputStart = 0
        inputEnd = read(&input)
        return inputEnd
    }

    /// Returns decompressed bytes, to be delivered again first.
    func putBack(_ bytes: [UInt8]) {
        putBackBytes = bytes + putBackBytes[putBackStart...]
        putBackStart = 0
    }

    /// Decompresses what is there; 0 means more input is needed, or a ``fault``.
    func produce(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        if putBackStart < putBackBytes.count {
            let taken = min(count, putBackBytes.count - putBackStart)
            bytes.replaceSubrange(index..<(index + taken), with: putBackBytes[putBackStart..<(putBackStart + taken)])
            putBackStart += taken
            if putBackStart == putBackBytes.count {
                putBackBytes = []
                putBackStart = 0
            }
            return taken
        }
        guard fault == nil, count > 0 else { return 0 }
        precondition(index >= 0 && index + count <= bytes.count)
        switch kind {
        case .gzip: return inflateSome(into: &bytes, at: index, count: count)
        case .zstd: return zstdSome(into: &bytes, at: index, count: count)
        }
    }

    /// The fault of a file that ends here.
    func faultAtEnd() -> String? {
        if let fault { return fault }
        return isComplete ? nil : "the \(kind == .gzip ? "gzip" : "zstd") data end too early; the whole lines before that were read"
    }

    private func inflateSome(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        var made = 0
        while made == 0, inputStart < inputEnd {
            if isComplete, !startNextMember() { return 0 }
            let status = unsafe input.withUnsafeMutableBufferPointer { source in
                unsafe bytes.withUnsafeMutableBufferPointer { target in
                    unsafe inflater.next_in = source.baseAddress.map { unsafe $0 + inputStart }
                    unsafe inflater.avail_in = UInt32(inputEnd - inputStart)
                    unsafe inflater.next_out = target.baseAddress.map { unsafe $0 + index }
                    unsafe inflater.avail_out = UInt32(min(count, Int(UInt32.max)))
                    return unsafe inflate(&inflater, Z_NO_FLUSH)
                }
            }
            inputStart = unsafe inputEnd - Int(inflater.avail_in)
            made = unsafe min(count, Int(UInt32.max)) - Int(inflater.avail_out)
            if status == Z_STREAM_END {
                isComplete = true
            } else if status != Z_OK, status != Z_BUF_ERROR {
                fault = "the gzip data are damaged; the whole lines before that were read"
                break
            }
        }
        return made
    }

    /// Prepares for another gzip member; zero padding behind the last one is skipped.
    private func startNextMember() -> Bool {
        while inputStart < inputEnd, input[inputStart] == 0 { inputStart += 1 }
        guard inputStart < inputEnd else { return false }
        guard input[inputStart] == 0x1F else {
            fault = "there is something else behind the end of the gzip data; it was not read"
            return false
        }
        unsafe inflateReset(&inflater)
        isComplete = false
        return true
    }

    private func zstdSome(into bytes: inout [UInt8], at index: Int, count: Int) -> Int {
        var made = 0
        // Between frames there is nothing left inside; asking would only begin to wait for another frame.
        while made == 0, inputStart < inputEnd || !isComplete {
            let before = inputStart
            var taken = 0
            let status = unsafe input.withUnsafeBufferPointer { source in
                unsafe bytes.withUnsafeMutableBufferPointer { target in
                    var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: inputEnd, pos: inputStart)
                    var to = unsafe ZSTD_outBuffer(dst: target.baseAddress.map { unsafe $0 + index }, size: count, pos: 0)
                    let status = unsafe ZSTD_decompressStream(zstd, &to, &from)
                    unsafe taken = from.pos
                    unsafe made = to.pos
                    return status
                }
            }
            inputStart = taken
            if ZSTD_isError(status) != 0 {
                fault = "the zstd data are damaged or something else stands behind them; the whole lines before that were read"
                break
            }
            isComplete = status == 0
            if inputStart == before, made == 0 { break }
        }
        return made
    }
}
