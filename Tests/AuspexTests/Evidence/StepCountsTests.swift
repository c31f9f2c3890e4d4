import Foundation
import Testing

@testable import Auspex

/// What is odd about sessions whose steps never occurred together in these numbers.
@Suite struct StepCountsTests {
    /// A hundred sessions of steps 1 and 2, step 3 in ninety-eight, step 2 once or twice.
    private static let counts: StepCounts = {
        var counts = StepCounts()
        for session in 0..<100 {
            var steps: [(step: Int32, count: Int32)] = [(1, 1), (2, session % 2 == 0 ? 1 : 2)]
            if session > 1 { steps.append((3, 1)) }
            counts.add(kind: 1, steps)
        }
        return counts
    }()

    @Test func `the step whose number is rarest is what is odd`() {
        #expect(Self.counts.oddity(kind: 1, [(1, 1), (2, 5), (3, 1)]) == StepCounts.Oddity(step: 2, count: 5, usual: 1))
        #expect(Self.counts.oddity(kind: 1, [(1, 1), (2, 2)]) == StepCounts.Oddity(step: 3, count: 0, usual: 1))
        #expect(Self.counts.oddity(kind: 1, [(1, 1), (2, 1), (3, 1), (9, 2)]) == StepCounts.Oddity(step: 9, count: 2, usual: 0))
    }

    @Test func `where each number is common, none is odd`() {
        #expect(Self.counts.oddity(kind: 1, [(1, 1), (2, 2), (3, 1)]) == nil)
        #expect(Self.counts.oddity(kind: 7, [(7, 1)]) == nil)
    }

    @Test func `it is written and read as it was, and checked`() throws {
        let read = try JSONDecoder().decode(StepCounts.self, from: JSONEncoder().encode(Self.counts))
        #expect(read.oddity(kind: 1, [(1, 1), (2, 2)]) == Self.counts.oddity(kind: 1, [(1, 1), (2, 2)]))
        #expect(Self.counts.isUsable(steps: 4) && !Self.counts.isUsable(steps: 3))
    }
}
