import Testing

@testable import Auspex

/// Many unusual sessions at once, recurrences, and what tells new kinds of line apart.
@Suite struct UnusualSessionTests {
    @Test func `a tally counts the sessions that ended between two moments`() {
        var tally = SessionTally()
        for second in 0..<100 { tally.add(endedAt: Double(second), isAnomalous: second % 10 == 0) }
        tally.add(endedAt: .nan, isAnomalous: true)
        tally.add(endedAt: .infinity, isAnomalous: true)
        let all = tally.sessions(from: 0, to: 99)
        #expect(all == (10, 100))
        #expect(tally.sessions(from: 20, to: 24) == (1, 5))
        #expect(tally.sessions(from: 24, to: 20) == (0, 0))
        #expect(tally.sessions(from: .nan, to: 20) == (0, 0))
    }

    @Test func `lines that differ in one word of many are one new kind`() {
        var kinds = NewKinds()
        func kind(_ words: [UInt64]) -> NewKind { NewKind(name: words.reduce(17) { ObservationReader.mix($0, $1) }, words: words) }
        let first = kind([1, 2, 3, 4, 5, 6, 7, 8]), other = kind([1, 2, 3, 4, 5, 99, 7, 8]), far = kind([1, 2, 98, 4, 5, 99, 7, 97])
        let name = kinds.name(of: first)
        #expect(name == first.name)
        #expect(kinds.name(of: other) == name)
        #expect(kinds.name(of: far) == far.name)
        // Short lines differ by kind if they differ at all.
        #expect(kinds.name(of: kind([1, 2, 3])) != kinds.name(of: kind([1, 2, 4])))
    }

    @Test func `beyond the most kinds that are told apart all new lines are one kind, and known ones stay what they are`() {
        var kinds = NewKinds()
        for number in 1...UInt64(NewKinds.limit) { #expect(kinds.name(of: NewKind(name: number, words: [number])) == number) }
        #expect(kinds.name(of: NewKind(name: 1_000_001, words: [1])) == NewKinds.further)
        #expect(kinds.name(of: NewKind(name: 1_000_002, words: [2])) == NewKinds.further)
        #expect(kinds.name(of: NewKind(name: 17, words: [17])) == 17)
    }

    @Test func `a calibration tells which session is unlike those held out, and shows the record that says so`() throws {
        var held: [SessionStrengths] = []
        for number in 0..<1000 {
            var strengths = SessionStrengths()
            if number < 20 { strengths.raise(.missingStep, to: Double(number) / 10 + 0.1) }
            held.append(strengths)
        }
        let calibration = SessionCalibration(held)
        let threshold = calibration.threshold(share: 0.002, rank: 10)
        #expect(calibration.anomalous <= 10 && calibration.anomalousShare < 0.02)
        let line = LineReference(source: 0, line: 7)
        func end(_ strengths: SessionStrengths) -> TaskEnd {
            TaskEnd(
                session: 3, kind: 0, last: 0, vector: 0, counts: [], lastTime: 50, firstLine: LineReference(source: 0, line: 1),
                lastLine: LineReference(source: 0, line: 9), isOver: true, strengths: strengths, slowness: 0, subject: "s")
        }
        #expect(calibration.evidence(of: end(SessionStrengths()), threshold: threshold) == nil)
        var loud = SessionStrengths()
        loud.raise(.missingStep, to: 50, sign: SessionSign(line: line, statement: 4, time: 40, detail: .missingStep(2)))
        let found = try #require(calibration.evidence(of: end(loud), threshold: threshold))
        #expect(found.line == line && found.time == 40 && found.statement == 4 && found.family == .unusualSessions)
        #expect(found.detail == .unusualSession(.missingStep(2), reasons: [.missingStep], count: 1, of: 1))
        #expect(calibration.evidence(of: end(loud), threshold: .infinity) == nil)
    }

    @Test func `the name of the next value is no unit`() {
        let bytes = Array("200 bytes=43 and 12 bytes".utf8)
        #expect(NumberReader.readUnit(bytes.span, 3, bytes.count, isPrefix: true) == nil)
        #expect(NumberReader.readUnit(bytes.span, 19, bytes.count, isPrefix: true) != nil)
    }

    @Test(arguments: [("Bytes", true), ("body_bytes_sent", true), ("rows", true), ("status", false), ("", false), ("code", false)])
    func `names say which numbers are amounts`(_ name: String, _ isAmount: Bool) {
        #expect(AmountNames.contains(name) == isAmount)
    }
}
