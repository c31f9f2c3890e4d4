import TestSupport
import Testing

@testable import Auspex

@Suite struct LabelsTests {
    static func read(_ text: String) throws -> Labels { try Labels(csv: Array(text.utf8), name: "labels.csv") }

    @Test func `headers, no headers and all words are understood`() throws {
        #expect(try Self.read("BlockId,Label\nblk_1,Normal\nblk_-2,Anomaly\n").isAnomalous == ["blk_1": false, "blk_-2": true])
        #expect(
            try Self.read("a,0\nb,1\nc,TRUE\nd,-\ne,abnormal\n\"f,g\",false").isAnomalous == [
                "a": false, "b": true, "c": true, "d": false, "e": true, "f,g": false,
            ])
        #expect(try Self.read("label,session_id\n1,x\n").isAnomalous == ["x": true])
        #expect(try Self.read("instance_id,label,anomaly_type\nx,1,dhcp\n\ny,0,\n").isAnomalous == ["x": true, "y": false])
    }

    @Test func `a session listed twice is anomalous if either says so`() throws {
        let labels = try Self.read("a,1\na,0\nb,0\nb,0\n")
        #expect(labels.isAnomalous == ["a": true, "b": false] && labels.contradictions == 1)
    }

    @Test(arguments: ["a,1\nb,maybe\n", "id,label\na,1\nb\n", "a,1\n,0\n"]) func `a bad row is named by its line`(text: String) {
        let error = #expect(throws: InputError.self) { _ = try Self.read(text) }
        let number = text.hasPrefix("id") ? 3 : 2
        #expect(error?.message.hasPrefix("labels.csv:\(number): ") == true)
    }

    @Test(arguments: ["", "id,label\n", "justonecolumn\n", "label\n1\n"]) func `no labels is an error`(text: String) {
        #expect(throws: InputError.self) { _ = try Self.read(text) }
    }

    @Test func `labels that match no session show both sides`() throws {
        let labels = try Self.read("123,1\n124,0\n")
        let error = #expect(throws: InputError.self) { try labels.check(against: ["blk_123"]) }
        #expect(error?.message.contains("123, 124") == true && error?.message.contains("blk_123") == true)
        #expect(try labels.check(against: ["124", "x"]) == 1)
        #expect(throws: InputError.self) { try labels.check(against: [String]()) }
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped))) func `the public label files load`() throws {
        let blocks = try Labels(path: DataSets.path("hdfs/raw/HDFS_20k_block_labels.csv"))
        #expect(blocks.isAnomalous.count == 1672 && blocks.isAnomalous.values.count { $0 } == 33)
        let instances = try Labels(path: DataSets.path("openstack/kalaki_raw/instance_labels.csv"))
        #expect(instances.isAnomalous.count == 1298 && instances.isAnomalous.values.count { $0 } == 316)
    }
}
