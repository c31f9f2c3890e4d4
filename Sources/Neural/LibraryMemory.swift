import CBLAS
import Synchronization

/// The working memory of the BLAS library, which it maps itself, once for each of the calls that run side by side.
///
/// Where the address space is limited and used up the library would ask for it for ever; here the program hears of it first.
public enum LibraryMemory {
    /// Whether the address space of the process is limited. Then all work is done in the calling thread: where a thread cannot be had, the system's
    /// queues wait for ever, and each needs working memory of its own. Results do not depend on it.
    public static let isLimited = auspex_blas_memory_is_limited() != 0
    private static let running = Atomic<Int>(0)
    private static let most = Atomic<Int>(0)
    private static let refusal = Mutex<@Sendable () -> Never>({ fatalError("no memory left for matrix products") })

    /// Says what is done when there is no memory left; by default the process traps.
    public static func whenRefused(_ action: @escaping @Sendable () -> Never) { refusal.withLock { $0 = action } }

    /// Does a call of the library.
    @inline(__always)
    static func with<Result>(_ call: () -> Result) -> Result {
        guard isLimited else { return call() }
        let now = running.add(1, ordering: .relaxed).newValue
        defer { running.subtract(1, ordering: .relaxed) }
        // What the library has once it keeps: only a call more than ever before asks for more.
        if now > most.load(ordering: .relaxed) {
            guard auspex_blas_has_memory() != 0 else { refusal.withLock { $0 }() }
            most.max(now, ordering: .relaxed)
        }
        return call()
    }
}
