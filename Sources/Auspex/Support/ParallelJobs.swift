import Dispatch
import Synchronization

/// Runs independent jobs on a few threads. Results come in the order of the jobs and do not depend on the number of threads.
package enum ParallelJobs {
    /// What the jobs left behind.
    private struct State<Output: Sendable>: Sendable {
        var next = 0
        var results: [Result<Output, any Error>?]
    }

    /// Runs the jobs; the calling thread waits and does `meanwhile` about twenty times a second.
    ///
    /// After an error no further job is begun; running ones are waited for.
    ///
    /// - Parameters:
    ///   - count: number of jobs.
    ///   - threads: how many run at a time.
    ///   - meanwhile: called while waiting, with the number of jobs done; what it throws is thrown on after the running jobs have ended.
    ///   - job: the work; gets the job's number.
    /// - Throws: the error of the first job, by number, that failed.
    package static func run<Output: Sendable>(
        _ count: Int, threads: Int, meanwhile: (_ done: Int) throws -> Void, job: @escaping @Sendable (Int) throws -> Output
    ) throws -> [Output] {
        guard !ProcessLimits.isMemoryLimited else {
            var results: [Output] = []
            for number in 0..<count {
                results.append(try job(number))
                try meanwhile(results.count)
            }
            return results
        }
        let state = Mutex(State<Output>(results: [Result<Output, any Error>?](repeating: nil, count: count)))
        let group = DispatchGroup()
        let shared = Shared(state)
        for _ in 0..<max(1, min(threads, count)) {
            DispatchQueue.global().async(group: group) {
                while let number = shared.take() {
                    let result = Result { try job(number) }
                    shared.put(result, at: number)
                }
            }
        }
        var interruption: (any Error)?
        while group.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            guard interruption == nil else { continue }
            do {
                try meanwhile(shared.done)
            } catch {
                interruption = error
                shared.stop()
            }
        }
        if let interruption { throw interruption }
        return try shared.results().map { try $0.get() }
    }

    /// The state the threads share.
    private final class Shared<Output: Sendable>: Sendable {
        private let state: Mutex<State<Output>>

        init(_ state: consuming Mutex<State<Output>>) {
            self.state = state
        }

        func take() -> Int? {
            state.withLock { state in
                guard state.next < state.results.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func put(_ result: Result<Output, any Error>, at number: Int) {
            state.withLock { state in
                state.results[number] = result
                if case .failure = result { state.next = state.results.count }
            }
        }

        var done: Int {
            state.withLock { $0.results.count { $0 != nil } }
        }

        func stop() {
            state.withLock { $0.next = $0.results.count }
        }

        /// The results in order, up to and including the first failure.
        func results() -> [Result<Output, any Error>] {
            state.withLock { state in
                if let failure = state.results.first(where: { if case .failure = $0 { true } else { false } }), let failure {
                    return [failure]
                }
                return state.results.compactMap { $0 }
            }
        }
    }
}
