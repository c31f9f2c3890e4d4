import Auspex
import Foundation
import TestSupport

/// A small simulated cluster, made once for all tests of the program: quiet and faulty logs, labels, and models of several kinds.
struct Sample: Sendable {
    /// Where everything is; read only for tests.
    let folder: TemporaryFolder
    /// A log of normal operation.
    let quiet: String
    /// A log with planted faults.
    let faulty: String
    /// Labels of the sessions of ``faulty``, `session,label,kind`.
    let labels: String
    /// Normal and anomalous sessions in sequences format.
    let normalSequences: String
    let abnormalSequences: String
    /// A small ensemble with an n-gram model, trained on ``quiet``.
    let ensemble: String
    /// A small key model.
    let keyModel: String
    /// An ensemble trained on ``normalSequences``.
    let sequences: String

    /// Lines of each log.
    static let lines = 3_000

    private static let made = Result { try Sample() }

    /// The sample, made at first use and removed when the test process ends.
    static var shared: Sample { get throws { try made.get() } }

    private init() throws {
        folder = try TemporaryFolder()
        // The last reference is in a global, which is never released: without this the folder would stay.
        Cleanup.atExit(removing: folder.path)
        let normal = try SimulatedLog(
            system: "hdfs", configuration: .init(length: .lines(Self.lines), anomalyRate: 0, sessionsPerSecond: 0.1, seed: 11))
        quiet = try folder.write("quiet.log", bytes: normal.log)
        let mixed = try SimulatedLog(
            system: "hdfs", configuration: .init(length: .lines(Self.lines), anomalyRate: 0.1, sessionsPerSecond: 0.1, seed: 12))
        faulty = try folder.write("faulty.log", bytes: mixed.log)
        labels = try folder.write("labels.csv", SessionLabel.csvHeader + mixed.sessionLabels.map(\.csv).joined())
        var random = RandomSource(seed: 3)
        let rows = (0..<300).map { _ in "1 2 " + (0..<Int(random.next() % 3) + 1).map { _ in "3 4 " }.joined() + "5 6" }
        normalSequences = try folder.write("normal.txt", rows.joined(separator: "\n") + "\n")
        abnormalSequences = try folder.write("abnormal.txt", String(repeating: "1 2 6 5\n1 2 9 9 9\n1 1 1 1 1 1 1 1 1 1\n", count: 10))
        ensemble = folder.file("ensemble.auspex")
        keyModel = folder.file("key.auspex")
        sequences = folder.file("sequences.auspex")
        let small = ["--detector", "deeplog", "--set", "steps=20", "--set", "units=8", "--set", "folds=2"]
        for arguments in [
            [quiet, "--model", ensemble, "--set", "model=ngram"], [quiet, "--model", keyModel] + small,
            [normalSequences, "--format", "sequences", "--model", sequences, "--set", "model=ngram"],
        ] {
            let result = try Program.run(["train"] + arguments)
            guard result.code == 0 else { throw InputError("the sample cannot be made: \(result.messages)") }
        }
    }
}

/// Removes folders when the process ends.
enum Cleanup {
    nonisolated(unsafe) private static var paths: [String] = []

    /// Notes a folder; called from one thread only (the initialiser of a global).
    static func atExit(removing path: String) {
        if unsafe paths.isEmpty { atexit { for path in unsafe Cleanup.paths { try? FileManager.default.removeItem(atPath: path) } } }
        unsafe paths.append(path)
    }
}
