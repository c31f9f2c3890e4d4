import Testing

@testable import Auspex

@Suite struct PartsTests {
    @Test func `a histogram grows by halving and loses nothing`() {
        var histogram = GrowingHistogram(start: 0, width: 1, bins: 4)
        for value in [0.5, 1.5, 3.9, -2, .infinity, .nan] { histogram.add(value) }
        #expect(histogram.counts == [2, 1, 0, 2])
        histogram.add(9)
        #expect(histogram.width == 4 && histogram.counts == [5, 0, 1, 0])
    }

    @Test func `a split by time takes whole batches apart, undated records follow the last dated one`() {
        var batch = RecordBatch()
        batch.bytes = Array("abcde".utf8)
        for (line, time) in [10.0, .nan, 20, .nan, 30].enumerated() {
            let range = ByteRange(start: UInt32(line), end: UInt32(line + 1))
            batch.records.append(
                RecordSlot(raw: range, content: range, line: UInt64(line + 1), time: time, unparsed: nil, lineCount: 1))
        }
        var last = true
        #expect(batch.before(.time(20), last: &last).records.map(\.line) == [1, 2, 3, 4])
        #expect(last == false)
        #expect(batch.before(.line(LineReference(source: 0, line: 2)), last: &last).records.map(\.line) == [1, 2])
        let session = EventSequence(
            id: "s", events: [.none, .none], times: [10, 30], lines: [.init(source: 0, line: 1), .init(source: 0, line: 5)])
        #expect(SplitPoint.time(20).isAfter(session) && !SplitPoint.time(30).isAfter(session))
        #expect(SplitPoint.line(.init(source: 0, line: 4)).isAfter(session) && !SplitPoint.line(.init(source: 0, line: 5)).isAfter(session))
    }

    @Test func `the split point lies after the wanted share of records, whatever their number`() {
        for count in [1, 10, 1_000, 200_000] {
            var finder = SplitPointFinder()
            var batch = RecordBatch()
            for line in 0..<count {
                batch.records.append(
                    RecordSlot(raw: .empty, content: .empty, line: UInt64(line + 1), time: Double(line), unparsed: nil, lineCount: 1))
            }
            finder.add(batch)
            #expect(finder.recordCount == count)
            switch finder.splitPoint(after: 0.6) {
            case .time(let time): #expect(abs(time - 0.6 * Double(count)) <= max(1, Double(count) / 1_000))
            case .line(let line): #expect(count == 1 && line.line == 1)
            case nil: Issue.record("no split point in \(count) records")
            }
        }
        #expect(SplitPointFinder().splitPoint(after: 0.5) == nil)
    }

    @Test func `settings name what they do not know, and what there is`() throws {
        var method = EnsembleMethod(seed: 1)
        var settings = try Settings(["falseAlarmTarget=0.01", "countVector.weighting=idf", "units=8", "nonsense=1"])
        try method.apply(&settings)
        #expect(method.configuration.falseAlarmTarget == 0.01)
        #expect(method.settings["countVector.weighting"] == "idf" && method.settings["units"] == "8")
        #expect(throws: InputError.self) { try Settings(["novalue"]) }
        let error = #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: ["nonsense=1"]) }
        #expect(error?.message.contains("falseAlarmTarget") == true)
        var candidates = TopCandidates.Configuration()
        var optional = try Settings(["candidates=9"])
        try optional.apply(to: &candidates)
        #expect(candidates.candidates == 9)
        #expect(throws: InputError.self) { try DetectorPlan(detector: "deeplog", settings: ["window=many"]) }
        #expect(throws: InputError.self) { try DetectorPlan(detector: "tarot") }
        #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: ["model=tarot"]) }
    }

    @Test func `neighbouring windows become one episode, distant ones do not`() {
        func window(_ lines: ClosedRange<UInt64>, score: Double) -> JudgedSession {
            let sequence = EventSequence(
                id: "lines \(lines.lowerBound)–\(lines.upperBound)", events: lines.map { _ in TemplateID.none },
                lines: lines.map { LineReference(source: 0, line: $0) }, isComplete: false)
            let finding = Finding(.newTemplate(.none, known: nil), detector: "d", event: 1, score: score, threshold: 0)
            return JudgedSession(
                sequence: sequence,
                verdict: Verdict(subject: Subject(kind: .session, name: sequence.id), isAnomalous: true, score: score, findings: [finding]))
        }
        let episodes = Episodes.merge([window(11...20, score: 3), window(1...10, score: 1), window(101...110, score: 2)])
        #expect(episodes.map(\.verdict.session) == ["lines 1–20", "lines 101–110"])
        #expect(episodes[0].verdict.score == 3)
        #expect(episodes[0].verdict.findings.map(\.event) == [1, 11])
    }
}
