import Auspex
import Foundation
import TestSupport
import Testing

/// From raw lines of a real system to verdicts, in one command.
@Suite(
    .enabled(if: Program.isBuilt, "\(Program.whySkipped)"), .enabled(if: DataSets.available, "\(DataSets.whySkipped)"))
struct OpenStackTests {
    @Test func `scan finds the failed instances in a log nobody parsed`() throws {
        let log = DataSets.path("openstack/kalaki_raw/nova_sample.log.gz")
        let result = try Program.run(["scan", log, "--json", "--all"])
        expectDone(result)
        let json = try object(result)
        #expect(json["lines"] as? Int == 25_659 && json["unit"] as? String == "session")
        let verdicts = try #require(json["verdicts"] as? [[String: Any]])
        let labels = try Labels(path: DataSets.path("openstack/kalaki_raw/instance_labels.csv"))
        var matrix = ConfusionMatrix()
        for verdict in verdicts {
            let session = try #require(verdict["session"] as? String)
            guard let isAnomalous = labels[session], let flagged = verdict["isAnomalous"] as? Bool else {
                Issue.record("\(session) is no instance of the log")
                continue
            }
            matrix.count(flagged: flagged, isAnomalous: isAnomalous)
        }
        // Nine instances are cut off where the normal log ends and the other begins; their label says normal.
        #expect(matrix.truePositives >= 175 && matrix.falsePositives <= 12, "\(matrix)")
        let worst = try #require((json["anomalies"] as? [[String: Any]])?.first)
        #expect((worst["headline"] as? String)?.isEmpty == false && (worst["events"] as? [Any])?.isEmpty == false)
    }
}
