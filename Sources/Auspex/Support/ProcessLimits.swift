import CSystem
import Neural

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Limits of the process (`ulimit`) that are too narrow for it: said in one line, in bounded time.
public enum ProcessLimits {
    /// Address space without which not even the thread that waits for signals could be had.
    private static let leastMemory: UInt = 40 << 20
    /// Descriptors that must be free: signals and time take four, a log and what is written beside it two.
    private static let descriptors = 6
    /// The exit code of a fault.
    private static let faultCode: Int32 = 70

    /// Whether the address space is limited: then all work is done in one thread, see ``LibraryMemory/isLimited``.
    static let isMemoryLimited = LibraryMemory.isLimited

    /// Refuses limits nothing can be done under, and prepares for memory that runs out later; called before anything else.
    ///
    /// - Parameter end: says what is wrong, and ends the program with the exit code.
    public static func check(end: @escaping @Sendable (String, Int32) -> Never) {
        if let limit = narrowDescriptorLimit() {
            end("too few file descriptors: at most \(limit) may be open at once (ulimit -n); 32 are enough for one log", faultCode)
        }
        let limit = auspex_address_space_limit()
        guard limit > 0 else { return }
        // The arguments are those the process was given and live as long as it.
        unsafe auspex_restart_without_library_threads(CommandLine.unsafeArgv)
        let bound =
            "the address space is limited to \(limit / 1024) MB (ulimit -v); training wants 512 MB and more. "
            + "A limit on resident memory (MemoryMax=) does no harm"
        let line = "out of memory: \(bound)"
        guard auspex_can_map(leastMemory) != 0 else { end(line, faultCode) }
        LibraryMemory.whenRefused { end(line, faultCode) }
        // Memory that is refused to Swift itself is a trap, and so is a fault of the program: here they look alike. The line is copied.
        unsafe auspex_explain_faults("auspex: ended by a fault, most likely for want of memory: \(bound)\n", faultCode)
    }

    /// The limit of open files, where it leaves too few; the program was started with some open.
    private static func narrowDescriptorLimit() -> UInt? {
        var opened: [Int32] = []
        defer { opened.forEach { close($0) } }
        for _ in 0..<descriptors {
            let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return errno == EMFILE ? auspex_descriptor_limit() : nil }
            opened.append(descriptor)
        }
        return nil
    }
}
