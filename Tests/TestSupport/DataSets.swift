import Foundation

/// The real data sets, when `AUSPEX_DATA` says where they are. Tests that need them are enabled by ``available``,
/// so that their absence is counted as skipped and never looks like success.
public enum DataSets {
    /// Whether the data sets are there.
    public static var available: Bool { root != nil }

    /// Said by the tests that are skipped without data.
    public static let whySkipped = "needs the real data sets: set AUSPEX_DATA"

    private static var root: URL? {
        guard let path = ProcessInfo.processInfo.environment["AUSPEX_DATA"], !path.isEmpty else { return nil }
        return URL(fileURLWithPath: path, isDirectory: true)
    }

    /// Path of a file of the data sets, such as `hdfs/sequences/train_normal.txt`.
    public static func path(_ relative: String) -> String {
        guard let root else { preconditionFailure("\(relative): AUSPEX_DATA is not set; use .enabled(if: DataSets.available)") }
        return root.appendingPathComponent(relative).path
    }
}
