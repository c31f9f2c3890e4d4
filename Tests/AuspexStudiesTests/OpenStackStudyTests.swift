import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) struct OpenStackStudyTests {
    @Test func `fifty normal instances suffice to find the failed ones`() throws {
        var set = SequenceStudy.DataSet.kalaki
        set.methods = [.init(detector: EnsembleMethod.self, settings: ["model=ngram"])]
        let rows = try SequenceStudy(folder: DataSets.path(""), seeds: 1).run(set) { _ in }
        let row = try #require(rows.first), report = try #require(row.reports.first)
        #expect(row.trainingSessions == 50 && report.sessions == 3_353)
        #expect(report.matrix.f1 ?? 0 >= 0.95, "\(report.matrix)")
        #expect(row.kinds.mapValues(\.sessions) == ["destroy_after_create": 138, "dhcp_off": 124, "undefine_after_create": 155])
        #expect(
            row.kinds.values.allSatisfy { $0.found.count == 1 && $0.found[0] >= 0.95 && $0.references["newTemplate"] != nil },
            "\(row.kinds)")
        let table = SequenceStudy.table(rows)
        #expect(
            table.contains("| ensemble, model=ngram | 1 |") && table.contains("| reference: newTemplate | – |")
                && table.contains("dhcp_off"))
    }

    @Test func `the negative control stays one: what is flagged does not depend on the label`() throws {
        var set = SequenceStudy.DataSet.loghub
        set.methods = [.init(detector: EnsembleMethod.self, settings: ["model=ngram"])]
        let report = try #require(try SequenceStudy(folder: DataSets.path(""), seeds: 1).run(set) { _ in }.first?.reports.first)
        let found = try #require(report.matrix.truePositiveRate), alarms = try #require(report.matrix.falsePositiveRate)
        #expect(abs(found - alarms) < 0.1, "\(report.matrix)")
    }

    @Test func `a scan goes from raw lines to the failed instances`() throws {
        let rows = try OpenStackStudy(folder: DataSets.path(""), seeds: 1).raw { _ in }
        #expect(rows.count == 3)
        let scan = try #require(rows[0].reports.first).matrix
        #expect(scan.truePositives + scan.falseNegatives == 179)
        // Nine instances are cut off where the normal log ends and the other begins; their label says normal.
        #expect(scan.recall ?? 0 >= 0.98 && scan.falsePositives <= 12, "\(scan)")
        // All lines of one instance are indented, so they belong to the record before them.
        for (row, instances) in zip(rows.dropFirst(), [124, 137]) {
            let matrix = try #require(row.reports.first).matrix
            #expect(matrix.truePositives + matrix.falseNegatives == instances && matrix.recall ?? 0 >= 0.95, "\(row.detector): \(matrix)")
        }
    }
}
