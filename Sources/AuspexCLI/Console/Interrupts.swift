import Auspex
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the program does about signals: Ctrl-C removes half-written files; a closed pipe or a full disk is an error code, not a death.
enum Interrupts {
    // Written once by `install`, before any other thread exists; kept only so that the sources stay alive.
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []
    private static let requested = Atomic<Bool>(false)
    private static let graceful = Atomic<Bool>(false)

    /// Installs the handlers; called once, first.
    static func install() {
        // A closed pipe and a file-size limit shall come back from write(2) as errors.
        for ignored in [SIGPIPE, SIGXFSZ] { signal(ignored, SIG_IGN) }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // A following command finishes its batch and prints its summary; a second signal, or any other command, ends at once.
                if graceful.load(ordering: .relaxed), !requested.exchange(true, ordering: .relaxed) { return }
                Console.endProgress()
                TemporaryPaths.removeAll { _exit(128 + number) }
            }
            source.resume()
            unsafe sources.append(source)
        }
    }

    /// Lets the running command end by itself after the first interrupt (see ``isRequested``).
    static func endGracefully() {
        graceful.store(true, ordering: .relaxed)
    }

    /// Whether the user asked to stop.
    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Ends the program; nothing half-written stays behind.
    static func leave(with code: Int32) -> Never {
        TemporaryPaths.removeAll { _exit(code) }
    }
}
