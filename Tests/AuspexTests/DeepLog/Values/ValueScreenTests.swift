import AuspexStudies
import Neural
import Testing

@testable import Auspex

@Suite struct ValueScreenTests {
    typealias Models = ValueModelsTests

    /// Whole seconds, so that rows repeat.
    private static func ticking(_ count: Int, seed: UInt64) -> [EventSequence] {
        Models.sessions(count, seed: seed).map { session in
            var result = session
            result.times = session.times.map { ($0 * 4).rounded() / 4 }
            return result
        }
    }

    @Test(arguments: ValueInterval.Rule.allCases, [false, true])
    func `what passes surprises no more than is tolerated, and most normal sessions pass`(
        _ rule: ValueInterval.Rule, _ always: Bool
    ) throws {
        let configuration = ValueModels.Configuration(
            interval: rule, minRows: 100, networks: always, always: always, layers: 1, units: 6, steps: 20)
        let model = try ValueModels.train(on: Self.ticking(800, seed: 1), profiles: Models.profiles, configuration: configuration)
        var screen = ValueScreen(model)
        var random = RandomSource(seed: 7)
        var sessions = Self.ticking(600, seed: 2)
        // Anything from ordinary to absurd, at one place of half of them.
        for number in stride(from: 0, to: sessions.count, by: 2) {
            let factor = [0.5, 2, 5, 50, -3][number / 2 % 5]
            switch number / 10 % 4 {
            case 0: for event in 2..<4 { sessions[number].times[event] += factor * random.exponential() }
            case 1: sessions[number].values = values([EventValue(number: 1.5e6 * factor * random.uniform())], like: sessions[number])
            case 2: sessions[number].times[1] = factor < 0 ? .nan : sessions[number].times[0] - factor
            default: sessions[number].events[Int(random.next() % 4)] = factor > 2 ? .none : Models.id(3)
            }
        }
        let surprises = model.scores(of: sessions)
        var passed = 0
        for (session, surprise) in zip(sessions, surprises) where screen.passes(session) {
            passed += 1
            #expect(!model.threshold.flags(surprise))
        }
        #expect(surprises.contains { model.threshold.flags($0) })
        // Keys come once a session: LSTMs foretell next to nothing, their predictions hardly move, and most sessions are clear.
        // Where errors of whole rows are judged, words are left to the memory.
        #expect(passed > (rule == .tail || !always ? 300 : 0), "\(passed)")

        // What was judged and found normal passes from then on; what was not, does not.
        for (session, surprise) in zip(sessions, surprises) where !model.threshold.flags(surprise) { screen.remember(session) }
        for (session, surprise) in zip(sessions, surprises) {
            #expect(screen.passes(session) == !model.threshold.flags(surprise) || !always)
        }
    }

    private func values(_ second: [EventValue], like session: EventSequence) -> EventValues {
        var result = EventValues()
        for event in session.events.indices { result.append(event == 1 ? second : Array(session.values[event])) }
        return result
    }

    @Test func `nothing passes over LSTMs that remember across sessions`() throws {
        let (sessions, profiles) = ValueModelBenchmark.data(keys: 2, rows: 400, seed: 1)
        let model = try ValueModels.train(
            on: sessions, profiles: profiles,
            configuration: .init(minRows: 100, always: true, history: .stream, layers: 1, units: 4, steps: 4))
        var screen = ValueScreen(model)
        #expect(!screen.isUsable && !screen.passes(sessions[0]))
    }

    @Test func `the first event of a session has no delay, not a short one`() throws {
        // Key 1 comes first in its session or 100 s after key 2: zeros for the first would make the interval's middle.
        let sessions = (0..<400).map { number in
            number.isMultiple(of: 4)
                ? EventSequence(id: "\(number)", events: [2, 1].map(Models.id), times: [0, 100 + Double(number % 7)])
                : EventSequence(id: "\(number)", events: [Models.id(1)], times: [0])
        }
        let model = try ValueModels.train(on: sessions, profiles: [])
        let delay = try #require(model.metadata.keys.first { $0.template == Models.id(1) }?.delay)
        #expect(delay.count == 100 && delay.usual.lowerBound == 100)
    }

    @Test func `predictions stay where they were on held-out data`() throws {
        let (sessions, profiles) = ValueModelBenchmark.data(keys: 1, rows: 600, seed: 4)
        let model = try ValueModels.train(
            on: sessions, profiles: profiles, configuration: .init(minRows: 100, always: true, layers: 1, units: 8, steps: 30))
        let forecast = try #require(model.keys[0].forecast)
        #expect(forecast.foretold.count == forecast.layout.columns.count)
        var series = ValueForecast.Series()
        for row in 0..<200 { series.rows += forecast.layout.columns.indices.map { Float(($0 + row) % 3 - 1) * 9 } }
        series.close(width: forecast.layout.columns.count)
        var workspace = RecurrentNetwork.Workspace()
        let predictions = forecast.predictions(series, workspace: &workspace)
        let width = forecast.layout.columns.count
        #expect(predictions.indices.allSatisfy { forecast.foretold[$0 % width].contains(predictions[$0]) })
    }
}
