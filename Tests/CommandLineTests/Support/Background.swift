import Foundation
import TestSupport

/// The program at work in the background, with its output in files.
final class Background {
    private let process = Process()
    private let folder: TemporaryFolder
    private let clock = ContinuousClock()

    /// Starts it.
    init(_ arguments: [String]) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("output", "")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("messages", "")))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Standard output so far.
    var output: String { (try? String(contentsOfFile: folder.file("output"), encoding: .utf8)) ?? "" }
    /// Standard error so far.
    var messages: String { (try? String(contentsOfFile: folder.file("messages"), encoding: .utf8)) ?? "" }
    /// Whether it has not ended.
    var isRunning: Bool { process.isRunning }

    /// Waits until something holds, for so many seconds at most; whether it held in time.
    func wait(seconds: Double = 30, until condition: () throws -> Bool) rethrows -> Bool {
        let end = clock.now + .seconds(seconds)
        while clock.now < end {
            if try condition() { return true }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return try condition()
    }

    /// Sends Ctrl-C and waits for the end; `nil` when it hangs.
    func interrupted() -> Int32? {
        process.interrupt()
        guard wait(until: { !process.isRunning }) else { return nil }
        return process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
    }
}
