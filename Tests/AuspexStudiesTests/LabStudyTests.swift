import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct LabStudyTests {
    private static func log(_ name: String) -> LabStudy.Log {
        LabStudy.Log(name: name, folder: DataSets.path("lab/" + name))
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)"))
    func `faults of real servers are told first, far beyond the rule of new kinds`()
        throws
    {
        let rows = try LabStudy.logs.map { name in
            let log = Self.log(name)
            return try LabStudy.row(log, LabTruth(folder: log.folder, log: log.path("test"))) { _ in }
        }
        let all = rows.reduce(into: IncidentScore()) { $0 = $0 + $1.score }
        #expect(all.visible == 60 && all.foundInFirst >= 50 && all.falseIncidents <= 10, "\(all)")
        #expect(all.chance < 25, "\(all)")
        #expect(rows.reduce(0) { $0 + $1.quiet } <= 8)
        let reference = rows.reduce(into: IncidentScore()) { $0 = $0 + $1.reference }
        #expect(reference.foundInFirst < 40, "\(reference)")
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) func `trying settings judges as a scan does`() throws {
        let log = Self.log("shop_nginx_error"), truth = try LabTruth(folder: log.folder, log: log.path("test"))
        let defaults = LineModel.Configuration()
        let trial = try #require(
            try LabStudy.trials(of: log, truth) { _ in }.first {
                $0.settings
                    == LabStudy.Settings(threshold: defaults.threshold, newTemplate: defaults.newTemplate, gap: defaults.gap)
            })
        var scan = try LabStudy.row(log, truth) { _ in }
        scan.score.chance = 0
        #expect(trial.score == scan.score && trial.quiet == scan.quiet)
    }

    @Test func `settings are chosen on the other logs only`() {
        func trial(_ settings: LabStudy.Settings, found: Int, wrong: Int) -> LabStudy.Trial {
            LabStudy.Trial(
                settings: settings, score: IncidentScore(visible: 9, found: found, foundInFirst: found, falseIncidents: wrong), quiet: 0)
        }
        let first = LabStudy.Settings(threshold: 2, newTemplate: 5, gap: 5),
            second = LabStudy.Settings(threshold: 3, newTemplate: 5, gap: 5)
        // The first two logs like the first settings, the last log the second ones.
        let choices = LabStudy.choices([
            [trial(first, found: 9, wrong: 0), trial(second, found: 5, wrong: 0)],
            [trial(first, found: 9, wrong: 1), trial(second, found: 5, wrong: 0)],
            [trial(first, found: 3, wrong: 4), trial(second, found: 8, wrong: 0)],
        ])
        #expect(choices.map(\.settings) == [second, second, first])
        #expect(choices.map(\.gain) == [13, 13, 17] && choices.map(\.ownGain) == [5, 5, -1])
        #expect(choices.map(\.equals) == [0, 0, 0])
    }
}
