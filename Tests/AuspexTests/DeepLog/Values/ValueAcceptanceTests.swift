import Testing

@testable import Auspex

@Suite struct ValueAcceptanceTests {
    @Test func `slow steps and strange values of the simulated cloud are found, located and named at few false alarms`() throws {
        let count = 400
        let train = try ValueExperiment(system: "openstack", sessions: count, kinds: [], rate: 0, seed: 11)
        let model = try ValueModels.train(on: train.sessions, profiles: train.profiles, configuration: .init(units: 16, steps: 40))
        let test = try ValueExperiment(
            system: "openstack", sessions: count, kinds: [.slowStep, .valueOutOfRange], rate: 0.3, seed: 12,
            trained: (train.parser, model.schema))
        let outcome = test.judge(model)
        #expect(outcome.slow > 40 && outcome.value > 30 && outcome.normal > 200)
        #expect(Double(outcome.slowFound) >= 0.95 * Double(outcome.slow), "\(outcome)")
        #expect(Double(outcome.slowRight) >= 0.95 * Double(outcome.slow), "\(outcome)")
        #expect(Double(outcome.valueFound) >= 0.95 * Double(outcome.value), "\(outcome)")
        #expect(Double(outcome.valueRight) >= 0.95 * Double(outcome.value), "\(outcome)")
        // 0.5 % of some 280 sessions.
        #expect(outcome.falseAlarms <= 1, "\(outcome)")
        #expect(test.statistics.otherLayout == 0 && test.statistics.vanished == 0)
    }

    @Test func `a slow step of a simulated block is found although the clock ticks in seconds`() throws {
        let train = try ValueExperiment(system: "hdfs", sessions: 400, kinds: [], rate: 0, seed: 5)
        let model = try ValueModels.train(on: train.sessions, profiles: train.profiles, configuration: .init(units: 8, steps: 20))
        #expect(model.training.resolution == 1)
        let test = try ValueExperiment(system: "hdfs", sessions: 400, kinds: [], rate: 0, seed: 6, trained: (train.parser, model.schema))
        // A hundred held-out sessions say little about one in five hundred: 0 of 3 000 with 3 000 sessions of training.
        #expect(model.scores(of: test.sessions).filter { model.threshold.flags($0) }.count <= 8)
        var random = RandomSource(seed: 9), found = 0, located = 0, tried = 0
        for var session in test.sessions where session.events.count > 12 {
            let place = 1 + Int(random.uniform() * 9)
            for event in place..<session.times.count { session.times[event] += 300 }
            tried += 1
            let evidence = model.evidence(for: [session])[0]
            if evidence.contains(where: { $0.event == place && $0.reason == .unusualDelay }) { found += 1 }
            if evidence.first?.event == place { located += 1 }
        }
        #expect(Double(found) >= 0.95 * Double(tried), "\(found) of \(tried)")
        #expect(Double(located) >= 0.95 * Double(tried), "\(located) of \(tried)")
    }
}
