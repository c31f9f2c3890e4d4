import Testing

@testable import Auspex

/// Mining as training does it: from a bounded sample, and only what is worth keeping.
@Suite struct WorkflowMiningTests {
    static func session(_ number: Int, _ events: [TemplateID], times: [Double] = []) -> EventSequence {
        EventSequence(id: "\(number)", events: events, times: times)
    }

    static func sample(_ sessions: [EventSequence], limit: Int = 200_000) -> WorkflowSample {
        var sample = WorkflowSample(sessions: limit)
        for session in sessions { sample.add(session) }
        return sample
    }

    static func keys(_ numbers: Int...) -> [TemplateID] { numbers.map { TemplateID(rawValue: UInt32($0)) } }

    @Test func `sessions give one workflow with the durations of its steps`() throws {
        let sessions = (0..<200).map { Self.session($0, Self.keys(1, 2, 3), times: [0, 1, 1 + Double($0 % 5)]) }
        let outcome = WorkflowMining().mine(Self.sample(sessions))
        let model = try #require(outcome.model)
        #expect(model.scope == .session && model.workflows.map(\.root.notation) == ["1 2 3"] && outcome.fit == 1)
        #expect(model.workflows[0].executions == 200)
        #expect(model.durations.step(workflow: 0, from: 2, to: 3)?.median == 2)
        #expect(outcome.note == Note(.workflow, "one task of 3 kinds of line; 100 % of the sessions fit"))
    }

    @Test func `windows are joined before tasks are looked for`() throws {
        let stream = SimulatedTasks.stream(2_000, .distinct(1), seed: 1)
        var sample = WorkflowSample(stream: 200_000, windows: .init(extent: .records(size: 10, step: 10)))
        for start in stride(from: 0, to: stream.count, by: 10) {
            let events = Array(stream[start..<min(start + 10, stream.count)])
            sample.add(EventSequence(id: "\(start)", events: events, isComplete: false))
        }
        #expect(sample.sequences().map(\.events) == [stream])
        let model = try #require(WorkflowMining().mine(sample).model)
        #expect(model.workflows.map(\.root.notation) == SimulatedTasks.notations && model.scope == .stream)
    }

    @Test(arguments: [1, 2, 4]) func `one model is enough, on what density says of the stream`(degree: Int) throws {
        let stream = SimulatedTasks.stream(400, .distinct(degree), seed: 2)
        let mining = WorkflowMining()
        var trainings: [[EventSequence]] = []
        let finding = try mining.prediction(mining.sample(of: [EventSequence(id: "s", events: stream, isComplete: false)])) { training in
            trainings.append(training)
            return try NGramModel.fit(on: training, configuration: .init(historyLength: 5))
        }
        #expect(finding.model.workflows.map(\.root.notation) == SimulatedTasks.notations)
        #expect(trainings.count == 1 && finding.isSeparated == (degree > 1))
        // Windows of a stream hold one event more than the miner asks by; executions are what they are.
        #expect(degree > 1 || trainings[0].allSatisfy { $0.events.count == mining.configuration.prediction.history + 1 })
    }

    @Test(arguments: [1, 3, 7, 10]) func `windows that overlap tell nothing twice`(step: Int) {
        let stream = (1...237).map { TemplateID(rawValue: $0) }
        var sample = WorkflowSample(stream: 10_000, windows: .init(extent: .records(size: 10, step: step)))
        var start = 0
        repeat {
            let range = start..<min(start + 10, stream.count)
            sample.add(EventSequence(id: "\(start)", events: Array(stream[range]), times: range.map(Double.init), isComplete: false))
            start += step
        } while start + 10 - step < stream.count
        #expect(sample.sequences().map(\.events) == [stream])
        #expect(sample.sequences().first?.times == (0..<237).map(Double.init))
        // A window left out leaves a gap, no false neighbours.
        let parts = sample.sequences(excluding: ["\(4 * step)"])
        #expect(parts.count == 2 && parts[0].events + parts[1].events != stream)
    }

    @Test func `a long log gives an evenly spread part within the bound`() {
        let sessions = (0..<10_000).map { Self.session($0, Self.keys($0 / 100 + 1, 2, 3)) }
        let sample = Self.sample(sessions, limit: 3_000)
        let kept = sample.sequences()
        #expect(kept.reduce(0) { $0 + $1.events.count } <= 3_000 && kept.count > 400)
        #expect(Set(kept.map { Int($0.id)! / 1_000 }) == Set(0..<10))
        #expect(sample.offered == 10_000 && abs(sample.share - Double(kept.count) / 10_000) < 1e-9)
    }

    @Test func `enormous sequences stay within the bound`() {
        let long = [TemplateID](repeating: TemplateID(rawValue: 1), count: 50_000)
        for windows in [Windowizer.Configuration(extent: .records(size: 50_000, step: 1)), .init(extent: .seconds(length: 60, step: 60))] {
            var sample = WorkflowSample(stream: 8_000, windows: windows)
            for number in 0..<300 { sample.add(Self.session(number, long)) }
            #expect(sample.sequences().reduce(0) { $0 + $1.events.count } <= 9_000)
        }
        var sample = Self.sample((0..<100).map { Self.session($0, long) }, limit: 8_000)
        #expect(sample.sequences().allSatisfy { $0.events.count == 1_000 && !$0.isComplete })
        sample.translate { _ in TemplateID(rawValue: 9) }
        #expect(sample.sequences().allSatisfy { $0.events.allSatisfy { $0.rawValue == 9 } })
        #expect(WorkflowSample(stream: Self.session(0, long), limit: 8_000).sequences().reduce(0) { $0 + $1.events.count } <= 8_000)
    }

    @Test func `what keeps no order is not kept, and the note says why`() {
        var random = RandomSource(seed: 3)
        func noise(_ length: Int) -> [TemplateID] { (0..<length).map { _ in TemplateID(rawValue: 1 + UInt32(random.next() % 12)) } }
        let sessions = WorkflowMining().mine(Self.sample((0..<300).map { Self.session($0, noise(20)) }))
        #expect(sessions.model == nil && sessions.note.kind == .noWorkflow)
        let stream = WorkflowMining().mine(WorkflowSample(stream: Self.session(0, noise(5_000)), limit: 10_000))
        #expect(stream.model == nil && stream.note.kind == .noWorkflow)
        let few = WorkflowMining().mine(Self.sample((0..<3).map { Self.session($0, Self.keys(1, 2)) }))
        #expect(few.model == nil && few.note.text.contains("too few"))
        #expect(WorkflowMining().mine(Self.sample([])).model == nil)
    }

    @Test func `sessions the user knows to be wrong are not mined`() throws {
        let sessions = (0..<200).map { Self.session($0, $0 % 2 == 0 ? Self.keys(1, 2, 3) : Self.keys(3, 9, 1)) }
        let odd = Set((0..<200).filter { $0 % 2 == 1 }.map(String.init))
        let model = try #require(WorkflowMining().mine(Self.sample(sessions), excluding: odd).model)
        #expect(model.workflows[0].root.notation == "1 2 3")
    }
}
