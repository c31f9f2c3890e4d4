import Foundation
import Testing

@testable import Auspex

@Suite struct SessionGapsTests {
    @Test func `quantiles are right within an eighth`() throws {
        var gaps = SessionGaps()
        for gap in 1...10_000 { gaps.record(milliseconds: Int64(gap) * 100) }
        for share in [0.01, 0.5, 0.9, 0.999] {
            let quantile = try #require(gaps.quantile(share))
            #expect(quantile >= share * 1000 && quantile <= share * 1000 * 1.13)
        }
        #expect(gaps.largest == 1000 && gaps.quantile(1) == 1000)
        #expect(gaps.idleLimit() == 1500)
        #expect(SessionGaps().quantile(0.5) == nil && SessionGaps().idleLimit() == 300)
    }

    @Test func `odd gaps are counted without harm`() {
        var gaps = SessionGaps()
        for gap in [Int64.min, -1, 0, 7, 8, .max] { gaps.record(milliseconds: gap) }
        #expect(gaps.count == 6 && gaps.quantile(0.5) == 0)
    }

    @Test func `saving and loading keeps them, damage is noticed`() throws {
        var gaps = SessionGaps()
        for gap in [0, 3, 500, 86_400_000] { gaps.record(milliseconds: Int64(gap)) }
        let data = try JSONEncoder().encode(gaps)
        #expect(try JSONDecoder().decode(SessionGaps.self, from: data) == gaps)
        var twice = gaps
        twice.merge(gaps)
        #expect(twice.count == 8 && twice.quantile(0.5) == gaps.quantile(0.5))
        for text in [#"{"buckets":[9999],"counts":[1],"largest":1}"#, #"{"buckets":[1,2],"counts":[1],"largest":1}"#] {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(SessionGaps.self, from: Data(text.utf8)) }
        }
    }
}
