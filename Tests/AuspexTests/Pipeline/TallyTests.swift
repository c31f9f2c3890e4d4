import Testing

@testable import Auspex

@Suite struct TallyTests {
    @Test func `whole numbers counted in bulk fill the same bins as one by one`() {
        var random = RandomSource(seed: 7)
        for _ in 0..<50 {
            let bins = 2 * (1 + Int(random.next() % 9))
            var bulk = GrowingHistogram(start: 0, width: 1, bins: bins), single = bulk
            var next = 0
            for _ in 0..<20 {
                let count = Int(random.next() % 97)
                bulk.add(from: next, count: count)
                for number in next..<(next + count) { single.add(Double(number)) }
                next += count
            }
            #expect(bulk.counts == single.counts && bulk.width == single.width)
            #expect(bulk.counts.reduce(0, +) == next)
        }
    }

    @Test func `templates are counted whatever their ids`() {
        var tally = TemplateTally()
        let ids: [UInt32] = [0, 1, 1, 200, .max, 1 << 16, .max, (1 << 16) - 1, 0]
        tally.add(ids.map(TemplateID.init(rawValue:)))
        var both = tally
        both.add(tally)
        let expected: [UInt32: Int] = [0: 2, 1: 2, 200: 1, .max: 2, 1 << 16: 1, (1 << 16) - 1: 1]
        #expect(tally.counts == Dictionary(uniqueKeysWithValues: expected.map { (TemplateID(rawValue: $0), $1) }))
        #expect(both.counts == tally.counts.mapValues { $0 * 2 })
    }

    @Test func `times that stand still or step back are counted at their own time`() {
        var batch = RecordBatch()
        let times: [Double] = [100, 100, 100, 105, 104, 104, .nan, .nan, 100, 130]
        for (index, time) in times.enumerated() {
            batch.records.append(
                RecordSlot(raw: .empty, content: .empty, line: UInt64(index + 1), time: time, unparsed: nil, lineCount: 1))
        }
        var tally = TimelineTally()
        tally.add(batch)
        let timeline = tally.timeline()
        #expect(timeline?.axis == .time)
        #expect(timeline?.bins.map(\.lines).prefix(6) == [4, 0, 0, 0, 2, 1])
        #expect(timeline?.bins.map(\.lines).reduce(0, +) == 8)
    }
}
