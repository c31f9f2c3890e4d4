import Auspex
import Synchronization

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

    private static let timeZone = Mutex<TimeZoneRules?>(nil)

    /// Notes the zone that was asked for.
    static func setTimeZone(_ zone: TimeZoneRules) { timeZone.withLock { $0 = zone } }

    /// Seconds since 1970 UTC.
    static var now: Double {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// The clock of the logs that are read.
    static var clock: ReadingClock {
        let asked = timeZone.withLock { $0 }
        return ReadingClock(zone: asked ?? .ofMachine(variable: variable("TZ")), isGiven: asked != nil, now: now)
    }

    /// Processors there are to use.
    static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
