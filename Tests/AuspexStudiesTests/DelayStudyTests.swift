import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct DelayStudyTests {
    @Test func `slow steps are found and told at their records, by values and not by keys`() throws {
        let folder = try TemporaryFolder()
        let small = ["values=true", "values.units=8", "values.layers=1", "values.steps=10", "units=16", "layers=1", "workflow=false"]
        let configuration = DelayStudy.Configuration(
            trainingSessions: 300, testSessions: 200, throttle: NetworkThrottle(share: 0.3, length: 20, factors: 5...9), valueFaults: 0.1,
            settings: small)
        let row = try DelayStudy(configuration: configuration, temporaryFolder: folder.path).run(sessions: .named, seed: 1)
        #expect(folder.names.isEmpty, "the logs are removed")

        // What was planted, recounted from the simulation.
        let log = try SimulatedLog(
            system: "openstack",
            configuration: .init(
                length: .sessions(200), anomalyRate: 0.1, kinds: [.valueOutOfRange], throttle: configuration.throttle, seed: 3))
        let slow = log.lineLabels.filter { $0.kind == .slowStep }
        #expect(row.steps.map(\.total) == [0, 0, 0, 0, slow.count, 0])
        #expect(row.slow[4].total == Set(slow.map(\.session)).count)
        #expect(row.values.total == log.lineLabels.count - slow.count)
        #expect(row.normal.total == 200 - Set(log.lineLabels.map(\.session)).count)

        #expect(slow.count > 30 && row.values.total > 10)
        #expect(Double(row.steps[4].found) >= 0.95 * Double(slow.count), "\(row)")
        #expect(Double(row.steps[4].explained) >= 0.9 * Double(slow.count), "\(row)")
        #expect(row.slow[4].explained <= row.slow[4].found)
        #expect(Double(row.values.explained) >= 0.9 * Double(row.values.total), "\(row)")
        #expect(row.normal.found <= 8 && row.normal.explained == 0, "\(row)")
        // Two orders of three hundred sessions know too little of the rare ones to be silent about all.
        #expect(row.steps[4].byKeys * 10 <= slow.count, "\(row)")
    }

    @Test func `the table adds up seeds and names factors`() {
        var first = DelayStudy.Row(sessions: .named, seed: 1), second = DelayStudy.Row(sessions: .named, seed: 2)
        first.steps[2] = DelayStudy.Count(total: 10, found: 8, explained: 5)
        second.steps[2] = DelayStudy.Count(total: 30, found: 30, explained: 30, byKeys: 3)
        second.steps[5] = DelayStudy.Count(total: 60, found: 60, explained: 60)
        first.normal = DelayStudy.Count(total: 500, found: 1)
        let lines = DelayStudy.markdown([first, second]).split(separator: "\n")
        #expect(lines.contains("| named | step × 2 to 3 | 40 | 95 % (80–100) | 87.5 % (50–100) | 7.5 % (0–10) |"))
        #expect(lines.contains("| named | step × 10 and more | 60 | 100 % | 100 % | 0 % |"))
        #expect(lines.contains("| named | **every step × 2 and more** | 100 | 98 % (80–100) | 95 % (50–100) | 3 % (0–3.33) |"))
        #expect(lines.contains("| named | **nothing: false alarms** | 500 | 0.2 % |  | 0 % |"))
        #expect(!lines.contains { $0.contains("| auto |") || $0.contains("× 3 to 4") })
    }
}
