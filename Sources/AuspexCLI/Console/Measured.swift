import Auspex
import AuspexStudies

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a run cost: printed beside every result.
struct Measured: Encodable {
    /// Wall seconds.
    var seconds: Double
    /// Processor seconds of all threads.
    var cpuSeconds: Double
    /// Largest resident memory of the process so far, bytes.
    var peakMemory: Int

    /// Runs something and measures it.
    static func run<Value>(_ body: () throws -> Value) rethrows -> (value: Value, cost: Measured) {
        let clock = ContinuousClock()
        let start = clock.now, cpu = usage().cpu
        let value = try body()
        let after = usage()
        return (value, Measured(seconds: (clock.now - start).seconds, cpuSeconds: after.cpu - cpu, peakMemory: after.memory))
    }

    /// Seconds on a clock that never goes backwards, and the largest memory so far.
    static var now: (seconds: Double, peakMemory: Int) {
        let clock = ContinuousClock()
        return ((clock.now - reference).seconds, usage().memory)
    }

    /// The clocks of this process, for benchmarks.
    static var clocks: Benchmark.Clocks {
        Benchmark.Clocks(
            processor: { usage().cpu }, wall: { now.seconds }, peakMemory: { usage().memory },
            forgetPeak: {
                // Linux forgets the largest resident size when asked so (proc(5), clear_refs); elsewhere it stays that of the whole run.
                let file = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
                guard file >= 0 else { return }
                // One byte from a constant that outlives the call; where it is not allowed, nothing happens.
                _ = unsafe write(file, "5", 1)
                close(file)
            })
    }

    private static let reference = ContinuousClock().now

    /// The process' own largest resident memory, in bytes; `nil` where the system does not tell. `ru_maxrss` would include what the process
    /// that started this one had resident at that moment.
    private static var residentPeak: Int? {
        let file = unsafe open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = [UInt8](repeating: 0, count: 8192)
        // The pointer covers exactly the array and does not leave the closure.
        let got = unsafe status.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) -> Int in
            unsafe read(file, bytes.baseAddress!, bytes.count)
        }
        let line = status.prefix(max(0, got)).split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "VmHWM:".utf8) }
        let digits = (line ?? []).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
    }

    private static func usage() -> (cpu: Double, memory: Int) {
        var usage = rusage()
        #if canImport(Glibc)
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
        unsafe getrusage(RUSAGE_SELF, &usage)
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        #if os(Linux)
        let unit = 1024
        #else
        let unit = 1
        #endif
        return (seconds(usage.ru_utime) + seconds(usage.ru_stime), residentPeak ?? Int(usage.ru_maxrss) * unit)
    }
}

/// Sizes of the inputs, for the time left.
enum InputSize {
    /// Bytes of all files, 0 when that says nothing about the work: compressed files, standard input.
    static func bytes(of inputs: [String]) -> UInt64 {
        var sum: UInt64 = 0
        for path in (try? LogSources(inputs).paths) ?? [] {
            var status = stat()
            guard path != "-", !path.hasSuffix(".gz"), !path.hasSuffix(".zst"), unsafe stat(path, &status) == 0 else { return 0 }
            sum += UInt64(max(0, status.st_size))
        }
        return sum
    }
}
