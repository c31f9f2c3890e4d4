import Foundation

/// How often steps come in sessions of a kind: what is odd about numbers of steps that never occurred together.
struct StepCounts: Sendable, Codable {
    /// Different numbers of one step remembered.
    static let limit = 64
    /// Numbers that more than this share of sessions have are not what is odd.
    private static let usualShare = 0.05

    /// How many sessions hold a step so often.
    private struct Spread: Sendable, Codable {
        @SortedKeys var sessions: [Int32: Int] = [:]

        /// Sessions that hold the step.
        var all: Int { sessions.values.reduce(0) { $0.addingReportingOverflow($1).partialValue } }

        mutating func add(_ count: Int32) {
            if sessions[count] != nil || sessions.count < limit { sessions[count, default: 0] += 1 }
        }
    }

    private struct Kind: Sendable, Codable {
        var sessions = 0
        @SortedKeys var steps: [Int32: Spread] = [:]
    }

    /// What is odd about a session.
    struct Oddity: Equatable {
        var step: Int32
        /// How often it came; 0 for a step that is missing.
        var count: Int
        /// How often it comes in most sessions.
        var usual: Int
    }

    @SortedKeys private var kinds: [Int32: Kind] = [:]

    /// Counts a session.
    mutating func add(kind: Int32, _ counts: [(step: Int32, count: Int32)]) {
        kinds[kind, default: Kind()].sessions += 1
        for (step, count) in counts {
            kinds[kind, default: Kind()].steps[step, default: Spread()].add(count)
        }
    }

    /// The step whose number fewest sessions of the kind have; `nil` where each number is common and only all of them together are new.
    ///
    /// - Complexity: O(steps of the kind).
    func oddity(kind: Int32, _ counts: [(step: Int32, count: Int32)]) -> Oddity? {
        guard let known = kinds[kind] else { return nil }
        var rarest: (sessions: Int, oddity: Oddity)?
        func consider(_ step: Int32, _ count: Int32) {
            let spread = known.steps[step] ?? Spread()
            let without = max(0, known.sessions - spread.all)
            let own = count == 0 ? without : spread.sessions[count] ?? 0
            guard own < rarest?.sessions ?? Int.max else { return }
            let most = spread.sessions.max { ($0.value, $1.key) < ($1.value, $0.key) }
            let usual = most.map { $0.value > without ? Int($0.key) : 0 } ?? 0
            if usual != Int(count) { rarest = (own, Oddity(step: step, count: Int(count), usual: usual)) }
        }
        for (step, count) in counts.sorted(by: { $0.step < $1.step }) { consider(step, count) }
        let present = Set(counts.map(\.step))
        for step in known.steps.keys.sorted() where !present.contains(step) { consider(step, 0) }
        guard let rarest, Double(rarest.sessions) <= Self.usualShare * Double(known.sessions) else { return nil }
        return rarest.oddity
    }

    /// Whether it can be one of so many steps.
    func isUsable(steps: Int) -> Bool {
        let possible = 0..<Int32(clamping: steps)
        return kinds.allSatisfy { kind, known in
            possible.contains(kind) && known.sessions >= 0
                && known.steps.allSatisfy { step, spread in
                    possible.contains(step) && spread.sessions.allSatisfy { $0.key > 0 && $0.value > 0 } && spread.all <= known.sessions
                }
        }
    }
}
