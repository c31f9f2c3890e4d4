import Dispatch
import Foundation

/// Runs the real `auspex` program: `AUSPEX_BINARY`, or the one built beside the tests.
public struct Program: Sendable {
    /// What a run printed and how it ended.
    public struct Result: Sendable {
        /// Standard output.
        public var output: String
        /// Standard error.
        public var messages: String
        /// Exit code; 128 + the signal's number when a signal ended it.
        public var code: Int32
    }

    /// Path of the program.
    public static var path: String {
        if let given = ProcessInfo.processInfo.environment["AUSPEX_BINARY"], !given.isEmpty { return given }
        return Bundle.main.bundleURL.appendingPathComponent("auspex").path
    }

    /// Whether there is a program to run.
    public static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Said by the tests that are skipped without it.
    public static let whySkipped = "needs the auspex program: build it, or set AUSPEX_BINARY"

    /// Seconds after which a run that hangs is killed; its code is then 137.
    public static let limit = 120.0

    /// Runs it to its end, or for ``limit`` seconds.
    ///
    /// - Parameters:
    ///   - arguments: the command line.
    ///   - folder: the working directory.
    ///   - input: standard input; empty when nil.
    ///   - interruptAfter: seconds after which an interrupt (Ctrl-C) is sent.
    public static func run(
        _ arguments: [String], in folder: TemporaryFolder? = nil, input: [UInt8]? = nil, environment: [String: String] = [:],
        interruptAfter: Double? = nil
    ) throws -> Result {
        try run(executable: path, arguments, in: folder, input: input, environment: environment, interruptAfter: interruptAfter)
    }

    /// Runs a line of shell in which `$AUSPEX` is the program: for limits and pipes.
    public static func shell(_ line: String, in folder: TemporaryFolder? = nil) throws -> Result {
        try run(executable: "/bin/sh", ["-c", line], in: folder, input: nil, environment: ["AUSPEX": path], interruptAfter: nil)
    }

    private static func run(
        executable: String, _ arguments: [String], in folder: TemporaryFolder?, input: [UInt8]?, environment: [String: String],
        interruptAfter: Double?
    ) throws -> Result {
        let scratch = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder.path) }
        // Files instead of pipes: nothing can fill up and block.
        let inputPath = try scratch.write("input", bytes: input ?? [])
        let outputPath = try scratch.write("output", bytes: []), messagesPath = try scratch.write("messages", bytes: [])
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: messagesPath))
        try process.run()
        let number = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watchdog)
        defer { watchdog.cancel() }
        if let interruptAfter {
            Thread.sleep(forTimeInterval: interruptAfter)
            if process.isRunning { process.interrupt() }
        }
        process.waitUntilExit()
        let output = try Data(contentsOf: URL(fileURLWithPath: outputPath))
        let messages = try Data(contentsOf: URL(fileURLWithPath: messagesPath))
        return Result(
            output: String(decoding: output, as: UTF8.self), messages: String(decoding: messages, as: UTF8.self),
            code: process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus)
    }
}
