import TestSupport
import Testing

@testable import Auspex

@Suite struct SplitFoldTests {
    private static let sessions = (0..<30).map { EventSequence(id: "s\($0)", events: [TemplateID(rawValue: 1)], times: [Double(100 - $0)]) }

    @Test func `a group is in one part only, whatever the seed`() {
        let groups = (0..<30).map { "g\($0 % 7)" }
        for seed in 1...20 as ClosedRange<UInt64> {
            let split = Split(order: .grouped(seed: seed), trainingShare: 0.5)
            let (training, test) = split.cut(Self.sessions, groups: groups)
            #expect((training + test).sorted() == Array(0..<30) && training.count >= 15 && !test.isEmpty)
            #expect(Set(training.map { groups[$0] }).isDisjoint(with: test.map { groups[$0] }))
        }
        #expect(Split(order: .grouped(seed: 1)).name == "by group")
    }

    @Test(arguments: [Split.Order.chronological, .random(seed: 3), .grouped(seed: 2)])
    func `each session is tested once, by what the other folds taught`(order: Split.Order) {
        let groups = (0..<30).map { "g\($0 / 2)" }
        let folds = Split(order: order).folds(5, of: Self.sessions, groups: groups)
        #expect(folds.count == 5 && folds.flatMap(\.test).sorted() == Array(0..<30))
        for fold in folds { #expect((fold.training + fold.test).sorted() == Array(0..<30) && (4...8).contains(fold.test.count)) }
    }

    @Test func `chronological folds are stretches of time`() {
        let folds = Split().folds(3, of: Self.sessions)
        // The last session of the input is the first in time.
        #expect(folds[0].test == (20..<30).reversed() && folds[2].test == (0..<10).reversed())
        #expect(Split().folds(100, of: Self.sessions).count == 30)
    }

    @Test func `the first thirty of a hundred teach`() {
        #expect(Split(trainingShare: 0.3).cut(Self.sessions).training == (21..<30).reversed())
    }
}
