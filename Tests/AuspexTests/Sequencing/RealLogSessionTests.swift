import TestSupport
import Testing

@testable import Auspex

/// The whole way from a public raw log to sessions.
@Suite(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped))) struct RealLogSessionTests {
    static let instance = SessionRule.identifier(IdentifierShape(kind: .uuid, prefix: "[instance: "))

    /// Reads and parses the first `limit` records of a log.
    static func parse(_ path: String, limit: Int = 6000, _ body: (RecordBatch, EventBatch) throws -> Void) throws -> [String] {
        let reader = try RecordReader(inputs: [DataSets.path(path)])
        var parser = try SkeletonParser()
        var records = RecordBatch(), events = EventBatch()
        var count = 0
        while count < limit, try reader.read(into: &records) {
            parser.learn(records, into: &events)
            try body(records, events)
            count += records.records.count
        }
        return reader.format.fieldNames
    }

    static func choice(_ path: String) throws -> SessionChoice {
        let reader = try RecordReader(inputs: [DataSets.path(path)])
        var discovery = SessionDiscovery(fieldNames: reader.format.fieldNames)
        _ = try parse(path) { discovery.add($0, $1) }
        return discovery.choice()
    }

    @Test(arguments: [
        ("openstack/kalaki_raw/nova_sample.log.gz", instance), ("openstack/kalaki_raw/nova_dhcpoff_part.log.gz", instance),
        ("parsing_loghub2k/OpenStack/OpenStack_2k.log", instance), ("parsing_loghub2k/OpenSSH/OpenSSH_2k.log", .field("Pid")),
    ]) func `tasks are found`(path: String, rule: SessionRule) throws {
        let choice = try Self.choice(path)
        #expect(choice.chosen == rule, "\(choice.explanation)")
        #expect(choice.explanation.contains("Runner-up"))
    }

    @Test(arguments: [
        "bgl/BGL_2k_first1200.log", "parsing_loghub2k/Linux/Linux_2k.log", "parsing_loghub2k/Thunderbird/Thunderbird_2k.log",
        "parsing_loghub2k/Apache/Apache_2k.log", "parsing_loghub2k/HPC/HPC_2k.log", "parsing_loghub2k/Android/Android_2k.log",
    ]) func `logs without tasks have none, and it is said why`(path: String) throws {
        let choice = try Self.choice(path)
        #expect(choice.chosen == .none, "\(choice.explanation)")
        #expect(choice.explanation.contains("windows"))
    }

    @Test func `the blocks of HDFS are found and named as its label file names them`() throws {
        let path = "hdfs/raw/HDFS_20k.log.gz"
        var discovery = SessionDiscovery(fieldNames: [], configuration: .init(sampleRecords: 8000))
        var sessionizer = try Sessionizer(rule: .identifier(IdentifierShape(kind: .block)), fieldNames: [])
        _ = try Self.parse(path, limit: .max) { records, events in
            discovery.add(records, events)
            sessionizer.add(records, events) { _ in Issue.record("nothing closes before the end") }
        }
        #expect(discovery.choice().chosen == .identifier(IdentifierShape(kind: .block)))
        var ids: Set<String> = []
        var events = 0
        sessionizer.finish { closed in
            ids.insert(closed.id)
            events += closed.events.count
        }
        let labels = try Labels(path: DataSets.path("hdfs/raw/HDFS_20k_block_labels.csv"))
        #expect(ids == Set(labels.isAnomalous.keys))
        #expect(try labels.check(against: ids) == 1672)
        #expect(sessionizer.statistics.records == 18_118 && sessionizer.statistics.sessionless == 0)
        #expect(events == sessionizer.statistics.events)
    }
}
