import TestSupport
import Testing

@testable import Auspex

@Suite struct BaselineScreenTests {
    static let tenth = BaselineScreen.Configuration(share: 0.1)

    /// Normal sessions with a strange one in front of every so many.
    static func mixed(every step: Int, strange: (Int) -> [UInt32]) -> (sessions: [EventSequence], planted: Set<Int>) {
        var sessions: [EventSequence] = [], planted: Set<Int> = []
        for (number, session) in LawSessions.normal.enumerated() {
            if number % step == 0 {
                planted.insert(sessions.count)
                sessions.append(LawSessions.session(strange(number / step), id: "strange \(number / step)"))
            }
            sessions.append(session)
        }
        return (sessions, planted)
    }

    /// Strange in counts and in order, no two alike.
    static func strange(_ number: Int) -> [UInt32] {
        [1, 2] + [UInt32](repeating: [6, 5, 2][number % 3], count: 3 + number) + [3, UInt32(number % 2 + 1)]
    }

    @Test func `strange sessions among normal ones are left out, and hardly another`() throws {
        let (sessions, planted) = Self.mixed(every: 24, strange: Self.strange)
        let found = Set(try BaselineScreen.outliers(in: sessions, configuration: Self.tenth))
        #expect(planted.count == 10 && found.intersection(planted).count >= 9, "\(found.intersection(planted).count)")
        #expect(found.subtracting(planted).count <= 1)
        #expect(Set(try BaselineScreen.outliers(in: sessions, configuration: Self.tenth)) == found, "equal seeds, equal choices")
    }

    @Test func `from sessions that are all normal next to nothing is left out`() throws {
        let few = try BaselineScreen.outliers(in: LawSessions.normal, configuration: Self.tenth)
        #expect(few.count <= 5, "\(few.count) of \(LawSessions.normal.count)")
        let same = (0..<100).map { LawSessions.session([1, 2, 3], id: "\($0)") }
        #expect(try BaselineScreen.outliers(in: same, configuration: Self.tenth).isEmpty)
        let odd = (0..<100).map { LawSessions.session([], id: "\($0)") }
        #expect(
            try BaselineScreen.outliers(in: odd, configuration: Self.tenth).isEmpty
                && BaselineScreen.outliers(in: [], configuration: Self.tenth).isEmpty)
    }

    @Test func `what is frequent is normal, however strange`() throws {
        let (sessions, planted) = Self.mixed(every: 24) { _ in Self.strange(4) }
        #expect(Set(try BaselineScreen.outliers(in: sessions, configuration: Self.tenth)).isDisjoint(with: planted))
    }

    @Test func `no more is left out than allowed, the strangest first, and nothing from few sessions`() throws {
        let (sessions, planted) = Self.mixed(every: 24, strange: Self.strange)
        let few = try BaselineScreen.outliers(in: sessions, configuration: .init(share: 0.02))
        #expect(few.count == 5 && Set(few).isSubset(of: planted))
        #expect(try BaselineScreen.outliers(in: sessions, configuration: .init(share: 0)).isEmpty)
        #expect(try BaselineScreen.outliers(in: Array(sessions.prefix(49)), configuration: Self.tenth).isEmpty)
        for wrong: BaselineScreen.Configuration in [
            .init(share: 0.6), .init(share: .nan), .init(share: 0.1, margin: -1), .init(share: 0.1, copies: 0),
            .init(share: 0.1, rounds: 0), .init(share: 0.1, folds: 1), .init(share: 0.1, sequenceLimit: 1),
            .init(share: 0.1, leastSessions: 0),
        ] {
            #expect(throws: InputError.self) { try BaselineScreen.outliers(in: sessions, configuration: wrong) }
        }
    }

    @Test func `settings are given by path`() throws {
        let plan = try DetectorPlan(detector: "ngram", settings: ["screen.share=0.05", "screen.margin=3"])
        #expect(plan.screening == .init(share: 0.05, margin: 3))
        #expect(plan.configuration["screen.share"] == "0.05")
        let plain = try DetectorPlan(detector: "bigram")
        #expect(plain.screening.share == 0 && plain.configuration["screen.share"] == nil)
        for wrong in ["screen.share=2", "screen.colour=red", "screen.margin=wide"] {
            #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: [wrong]) }
        }
    }
}
