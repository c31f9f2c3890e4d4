import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct ValueAcceptanceTests {
    @Test func `slow steps and strange values of the simulated cloud are found, located and named at few false alarms`() throws {
        let count = Int(ProcessInfo.processInfo.environment["VALUE_SESSIONS"] ?? "") ?? 600
        let train = try ValueExperiment(system: "openstack", sessions: count, kinds: [], rate: 0, seed: 11)
        for profile in train.profiles { print(profile.template, profile.description) }
        let model = try ValueModels.train(on: train.sessions, profiles: train.profiles)
        print(model.threshold, model.training)
        for key in model.description { print(key.template, key.rows, key.choice.reason, key.delay as Any, train.parser.template(key.template)!.text) }
        let test = try ValueExperiment(
            system: "openstack", sessions: count, kinds: [.slowStep, .valueOutOfRange], rate: 0.3, seed: 12, trained: (train.parser, model.schema))
        let outcome = test.judge(model, show: 12)
        print(outcome, test.statistics)
        #expect(Double(outcome.slowFound) >= 0.95 * Double(outcome.slow))
    }
}
