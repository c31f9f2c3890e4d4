#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the program is told by its environment; read here and nowhere below.
enum Environment {
    /// A variable that is set and not empty.
    static func variable(_ name: String) -> String? {
        // The text is copied before anything could change the environment.
        unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where temporary files go.
    static var temporaryFolder: String { variable("TMPDIR") ?? "/tmp" }

    /// Processors there are to use.
    static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
