import Auspex
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The reader of our standard output went away. Not a fault: the program ends quietly.
struct ClosedPipe: Error {}

/// Results go to standard output, everything else to standard error; colour and progress only where a person is looking.
enum Console {
    private struct State {
        var pending: [UInt8] = []
        var progressShown = false
    }

    private static let state = Mutex(State())

    /// Whether standard error is a terminal.
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1
    /// Whether standard input is a terminal.
    static let inputIsTerminal = isatty(STDIN_FILENO) == 1
    /// Whether standard output is a terminal.
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    /// Whether results may be coloured: a terminal, and `NO_COLOR` not set.
    static let colour = outputIsTerminal && !variableIsSet("NO_COLOR") && !dumb
    /// Whether messages may be coloured.
    static let errorColour = errorIsTerminal && !variableIsSet("NO_COLOR") && !dumb

    private static let dumb = unsafe getenv("TERM").map { unsafe String(cString: $0) == "dumb" } ?? false

    private static func variableIsSet(_ name: String) -> Bool {
        // https://no-color.org: present and not empty.
        unsafe getenv(name).map { unsafe $0.pointee != 0 } ?? false
    }

    /// Width of the terminal in columns; 200 where there is none.
    static var width: Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 200 }
        return Int(size.ws_col)
    }

    /// Queues text for standard output; written in large blocks.
    static func write(_ text: String) throws {
        let text = Spool.named(text)
        let full = state.withLock { state in
            state.pending.append(contentsOf: text.utf8)
            return state.pending.count >= 1 << 16
        }
        if full { try flushOutput() }
    }

    /// Queues bytes for standard output.
    static func write(bytes: [UInt8]) throws {
        let full = state.withLock { state in
            state.pending.append(contentsOf: bytes)
            return state.pending.count >= 1 << 16
        }
        if full { try flushOutput() }
    }

    /// Writes a line to standard output.
    static func print(_ line: String = "") throws {
        try write(line + "\n")
    }

    /// Writes out what is queued.
    ///
    /// - Throws: ``ClosedPipe`` when nobody reads any more; `InputError` when the disk is full.
    static func flushOutput() throws {
        let bytes = state.withLock { state in
            defer { state.pending.removeAll(keepingCapacity: true) }
            return state.pending
        }
        var written = 0
        while written < bytes.count {
            let rest = bytes.count - written
            // The pointer covers exactly the bytes still to be written and does not leave the closure.
            let put = unsafe bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Int in
                unsafe systemWrite(STDOUT_FILENO, buffer.baseAddress! + written, rest)
            }
            if put > 0 {
                written += put
            } else if errno == EPIPE {
                throw ClosedPipe()
            } else if errno != EINTR && errno != EAGAIN {
                throw InputError("cannot write the result to standard output: \(unsafe String(cString: strerror(errno)))")
            }
        }
    }

    /// Writes a message line to standard error, above a progress line if one is shown.
    static func line(_ text: String) {
        let clear = state.withLock { state in
            defer { state.progressShown = false }
            return state.progressShown
        }
        emit((clear ? "\r\u{1B}[K" : "") + text + "\n")
    }

    /// Writes an error the way the contract has it: one line, named after the program.
    static func error(_ message: String) {
        line((errorColour ? "\u{1B}[1;31mauspex:\u{1B}[0m " : "auspex: ") + plain(message))
    }

    /// Writes a warning.
    static func warning(_ message: String) {
        line((errorColour ? "\u{1B}[1;33mwarning:\u{1B}[0m " : "warning: ") + plain(message))
    }

    /// A message may quote a log line: on one line, and without control characters, which could drive the terminal.
    private static func plain(_ message: String) -> String { Words.line(Spool.named(message), width: .max) }

    /// Shows a progress line on a terminal; nothing in a pipe.
    static func progress(_ text: @autoclosure () -> String) {
        guard errorIsTerminal else { return }
        state.withLock { $0.progressShown = true }
        emit("\r\u{1B}[K" + text())
    }

    /// Takes the progress line away.
    static func endProgress() {
        let clear = state.withLock { state in
            defer { state.progressShown = false }
            return state.progressShown
        }
        if clear { emit("\r\u{1B}[K") }
    }

    private static func emit(_ text: String) {
        let bytes = Array(text.utf8)
        // Standard error is best effort: there is nowhere to report its failure. The pointer stays inside the closure.
        _ = unsafe bytes.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Int in
            unsafe buffer.isEmpty ? 0 : systemWrite(STDERR_FILENO, buffer.baseAddress!, buffer.count)
        }
    }
}

/// `write(2)`, named apart from ``Console/write(_:)``.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
