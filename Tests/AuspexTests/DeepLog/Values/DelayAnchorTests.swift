import Testing

@testable import Auspex

@Suite struct DelayAnchorTests {
    typealias Models = ValueModelsTests

    /// 1, then side by side: 2 polls each second or so, 3 comes 3 s after 1; when both are through, 4.
    private static func forked(_ count: Int, seed: UInt64) -> [EventSequence] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { number in
            var events: [(TemplateID, Double)] = [(Models.id(1), 0), (Models.id(3), 3 + 0.2 * random.exponential())]
            var poll = 0.0
            for _ in 0..<2 + Int(random.next() % 3) {
                poll += 0.9 + 0.1 * random.exponential()
                events.append((Models.id(2), poll))
            }
            events.sort { $0.1 < $1.1 }
            events.append((Models.id(4), (events.last?.1 ?? 0) + 0.1 + 0.05 * random.exponential()))
            return EventSequence(id: "\(number)", events: events.map(\.0), times: events.map { $0.1 + Double(number) })
        }
    }

    @Test func `a wait beside a polling branch counts from the fork, any other from the event before`() throws {
        let sessions = Self.forked(600, seed: 1)
        let model = try ValueModels.train(on: sessions, profiles: [], configuration: .init(networks: false))
        #expect(model.metadata.keys.map(\.anchor) == [nil, nil, Models.id(1), nil])
        let restored = try ValueModels(metadata: model.metadata, tensors: [])
        #expect(restored == model && restored.anchors == model.anchors)

        // Half as slow again: the poll before it is as near as ever.
        var late = Self.forked(1, seed: 2)[0]
        let times = Dictionary(zip(late.events, late.times), uniquingKeysWith: { $1 })
        let start = try #require(times[Models.id(1)])
        var events = zip(late.events, late.times).filter { $0.0 == Models.id(1) || $0.0 == Models.id(2) }.map { ($0.0, $0.1) }
        while let last = events.last, last.1 < start + 6 { events.append((Models.id(2), last.1 + 1)) }
        events.append((Models.id(3), (events.last?.1 ?? 0) + 0.3))
        events.append((Models.id(4), (events.last?.1 ?? 0) + 0.12))
        (late.events, late.times) = (events.map(\.0), events.map(\.1))
        let found = try #require(model.evidence(for: [late])[0].first)
        #expect(found.event == events.count - 2 && found.previous == Models.id(1) && found.reason == .unusualDelay)
        #expect(found.previous == Models.id(1) && found.observed ?? 0 > 6)
        let paper = try ValueModels.train(on: sessions, profiles: [], configuration: .init(stepDelays: false, networks: false))
        #expect(paper.metadata.keys.allSatisfy { $0.anchor == nil })
        #expect(paper.evidence(for: [late])[0].allSatisfy { $0.event != found.event })
    }

    @Test func `without its anchor an event counts from the one before, and unknown times stay unknown`() {
        let index = TemplateIndex([1, 2, 3].map(Models.id))
        var delays = SessionDelays(anchors: DelayAnchors([-1, -1, 0]), index: index)
        func walk(_ events: [(Int, Double)]) -> [String] {
            delays.begin()
            return events.map { event in
                let delay = delays.next(Models.id(event.0), at: event.1)
                return "\(delay.seconds) since \(delay.since.map { "\($0)" } ?? "nothing")"
            }
        }
        #expect(walk([(1, 0), (2, 5), (3, 7)]) == ["nan since nothing", "5.0 since E1", "7.0 since E1"])
        #expect(walk([(2, 5), (3, 7), (9, 8), (3, 9)]) == ["nan since nothing", "2.0 since E2", "1.0 since E3", "1.0 since E9"])
        #expect(walk([(1, .nan), (2, 5), (3, 7)]) == ["nan since nothing", "nan since E1", "nan since E1"])
        #expect(walk([(1, 9), (2, 4), (3, 3)]) == ["nan since nothing", "0.0 since E1", "0.0 since E1"])
    }

    @Test func `a slow step is told before the wait that counts over it`() throws {
        // 1 → 2 → 3, where 3 counts from 1: when 2 is late, so is 3.
        var random = RandomSource(seed: 4)
        let sessions = (0..<400).map { number in
            let second = 0.5 + random.uniform() * 2
            return EventSequence(
                id: "\(number)", events: [1, 2, 3].map(Models.id),
                times: [0, second, 4 + 0.1 * random.exponential()].map { $0 + 10 * Double(number) })
        }
        let model = try ValueModels.train(on: sessions, profiles: [])
        #expect(model.metadata.keys[2].anchor == Models.id(1))
        let found = model.evidence(for: [EventSequence(id: "x", events: [1, 2, 3].map(Models.id), times: [0, 90, 92])])[0]
        #expect(found.map(\.event) == [1, 2])
    }
}

@Suite struct LongWaitTests {
    typealias Models = ValueModelsTests

    /// 1 and 2 within a second, then a wait of up to `wait` seconds for 3; one session begins each second, and what is under way after `end` is not seen.
    private static func waiting(_ wait: Double, end: Double) -> [EventSequence] {
        var random = RandomSource(seed: 3)
        return (0..<Int(end)).compactMap { number in
            let start = Double(number), second = start + random.uniform(), third = second + wait * random.uniform()
            return third > end ? nil : EventSequence(id: "\(number)", events: [1, 2, 3].map(Models.id), times: [start, second, third])
        }
    }

    @Test func `a wait nearly as long as the log learnt from is not judged, a short one is`() throws {
        let long = EventSequence(id: "x", events: [1, 2, 3].map(Models.id), times: [0, 0.5, 590])
        let short = EventSequence(id: "y", events: [1, 2, 3].map(Models.id), times: [0, 60, 61])
        let model = try ValueModels.train(on: Self.waiting(600, end: 400), profiles: [])
        #expect(model.evidence(for: [long])[0].isEmpty)
        #expect(model.evidence(for: [short])[0].map(\.event) == [1])
        #expect(model.description[2].steps.map(\.bound) == [nil] && model.description[1].steps[0].bound ?? 100 < 60)
        #expect(try ValueModels(metadata: model.metadata, tensors: model.tensors()) == model)
        // Of a wait that fits the log many times the longest is known.
        let known = try ValueModels.train(on: Self.waiting(40, end: 800), profiles: [])
        #expect(known.evidence(for: [long])[0].map(\.event) == [2])
    }
}
