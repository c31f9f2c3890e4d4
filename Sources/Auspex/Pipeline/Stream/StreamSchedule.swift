import Dispatch
import Synchronization

/// Several threads on one log: batches in flight, and which stage of which batch is due.
///
/// Each batch is matched (by any thread), then passes every lane: the witnesses, and each shard. A lane takes batches in order and one at a time,
/// so it sees what it would see alone. The thread that reads does its share when it has to wait.
final class StreamSchedule: Sendable {
    /// What is to be done next.
    enum Step: Sendable {
        /// Make events of a batch.
        case match(Int)
        /// Let a batch pass a lane.
        case pass(Int, lane: Int)
    }

    private struct Batch {
        var records: RecordBatch
        var matched = MatchedBatch()
        var isTaken = false
        var isMatched = false
        var passed = 0
    }

    private struct State {
        /// Number of the first batch in flight.
        var first = 0
        var batches: [Batch] = []
        /// The next batch of each lane, and whether the lane is at work.
        var lanes: [(next: Int, isBusy: Bool)]
        var matchers: [StreamMatcher]
        var spare: [(RecordBatch, MatchedBatch)] = []
        /// Counts changes, so that nobody falls asleep over one.
        var version = 0
        /// Who waits for a change, each by a semaphore of its own, so that nobody takes the signal of another.
        var sleepers: [DispatchSemaphore] = []
        var isClosed = false
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let work: @Sendable (_ lane: Int, RecordBatch, MatchedBatch) throws -> Void
    private let laneCount: Int
    /// Batches in flight at most.
    private let limit: Int

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - threads: how many work, the caller's among them; at least 2.
    ///   - matcher: matches batches; each thread has a copy.
    ///   - lanes: how many lanes a batch passes.
    ///   - work: lets a batch pass a lane.
    init(
        threads: Int, matcher: StreamMatcher, lanes: Int,
        work: @escaping @Sendable (_ lane: Int, RecordBatch, MatchedBatch) throws -> Void
    ) {
        self.work = work
        laneCount = lanes
        limit = 2 * threads + 2
        state = Mutex(
            State(
                lanes: [(next: Int, isBusy: Bool)](repeating: (0, false), count: lanes),
                matchers: [StreamMatcher](repeating: matcher, count: threads)))
        for _ in 1..<max(2, threads) {
            DispatchQueue.global().async {
                while let step = self.waitForStep() { self.perform(step) }
            }
        }
    }

    /// Takes a batch; the caller's is empty afterwards, with memory that was used before.
    ///
    /// - Throws: what a lane threw.
    func add(_ records: inout RecordBatch) throws {
        while true {
            let next: (isDone: Bool, step: Step?, version: Int) = try state.withLock { state in
                if let failure = state.failure { throw failure }
                if state.batches.count < limit {
                    var batch = Batch(records: RecordBatch())
                    if let spare = state.spare.popLast() { (batch.records, batch.matched) = spare }
                    swap(&batch.records, &records)
                    state.batches.append(batch)
                    return (true, nil, 0)
                }
                return (false, take(&state), state.version)
            }
            if next.isDone { return wake() }
            if let step = next.step { perform(step) } else { sleep(since: next.version) }
        }
    }

    /// Works until nothing is in flight.
    func drain() throws {
        while true {
            let next: (isDone: Bool, step: Step?, version: Int) = try state.withLock { state in
                if let failure = state.failure { throw failure }
                return state.batches.isEmpty ? (true, nil, 0) : (false, take(&state), state.version)
            }
            if next.isDone { return }
            if let step = next.step { perform(step) } else { sleep(since: next.version) }
        }
    }

    /// Lets the other threads go.
    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    // MARK: Threads

    private func waitForStep() -> Step? {
        while true {
            let next: (isClosed: Bool, step: Step?, version: Int) = state.withLock { state in
                (state.isClosed || state.failure != nil, take(&state), state.version)
            }
            if let step = next.step { return step }
            if next.isClosed { return nil }
            sleep(since: next.version)
        }
    }

    /// Waits until something has changed after a look at a version of the state.
    private func sleep(since version: Int) {
        let changed = DispatchSemaphore(value: 0)
        let mustSleep = state.withLock { state in
            guard state.version == version else { return false }
            state.sleepers.append(changed)
            return true
        }
        if mustSleep { changed.wait() }
    }

    /// Says that something has changed.
    private func wake() {
        let sleepers = state.withLock { state in
            state.version += 1
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in sleepers { sleeper.signal() }
    }

    // MARK: What is due

    private func due(_ state: State) -> Step? {
        var best: (batch: Int, lane: Int)?
        for (lane, progress) in state.lanes.enumerated() where !progress.isBusy {
            let place = progress.next - state.first
            guard place < state.batches.count, state.batches[place].isMatched else { continue }
            if let found = best, found.batch <= progress.next { continue }
            best = (progress.next, lane)
        }
        if let best { return .pass(best.batch, lane: best.lane) }
        guard !state.matchers.isEmpty, let place = state.batches.firstIndex(where: { !$0.isTaken }) else { return nil }
        return .match(state.first + place)
    }

    private func take(_ state: inout State) -> Step? {
        guard let step = due(state) else { return nil }
        switch step {
        case .match(let number): state.batches[number - state.first].isTaken = true
        case .pass(_, let lane): state.lanes[lane].isBusy = true
        }
        return step
    }

    private func perform(_ step: Step) {
        switch step {
        case .match(let number): match(number)
        case .pass(let number, let lane): pass(number, lane)
        }
        wake()
    }

    private func match(_ number: Int) {
        var (records, matched, matcher) = state.withLock { state in
            let place = number - state.first
            var matched = MatchedBatch()
            swap(&matched, &state.batches[place].matched)
            return (state.batches[place].records, matched, state.matchers.removeLast())
        }
        matcher.match(records, into: &matched)
        records = RecordBatch()
        state.withLock { state in
            let place = number - state.first
            state.batches[place].matched = matched
            state.batches[place].isMatched = true
            state.matchers.append(matcher)
        }
    }

    private func pass(_ number: Int, _ lane: Int) {
        var failure: (any Error)?
        do {
            let (records, matched) = state.withLock { state in
                let batch = state.batches[number - state.first]
                return (batch.records, batch.matched)
            }
            try work(lane, records, matched)
        } catch {
            failure = error
        }
        state.withLock { state in
            if let failure, state.failure == nil { state.failure = failure }
            state.lanes[lane] = (number + 1, false)
            state.batches[number - state.first].passed += 1
            while let oldest = state.batches.first, oldest.passed == laneCount {
                state.batches.removeFirst()
                state.first += 1
                state.spare.append((oldest.records, oldest.matched))
            }
        }
    }
}
