import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct SequenceFileTests {
    static func read(_ text: String, ids: [String]? = nil) throws -> SequenceFile {
        try SequenceFile(text: Array(text.utf8), name: "sessions.txt", ids: ids)
    }

    @Test func `numbers are template ids and the line number is the session`() throws {
        let file = try Self.read("5 22 5\r\n\n11  9\t26\n7")
        #expect(file.sequences.map { $0.events.map(\.rawValue) } == [[5, 22, 5], [], [11, 9, 26], [7]])
        #expect(file.sequences.map(\.id) == ["1", "2", "3", "4"])
        #expect(file.names.isEmpty && file.malformedCount == 0)
    }

    @Test func `a token that is no number in a file of numbers is counted with its line`() throws {
        let file = try Self.read(String(repeating: "1 2 3\n", count: 400) + "4 x7 0 2147483648 -1\n")
        #expect(file.malformedCount == 4)
        #expect(file.malformed.map(\.token) == ["x7", "0", "2147483648", "-1"])
        #expect(file.malformed.allSatisfy { $0.line == 401 })
        #expect(file.sequences.last?.events.map(\.rawValue) == [4, 0, 0, 0, 0])
    }

    @Test func `other tokens get ids in the order of first sight`() throws {
        let file = try Self.read("open read close\nopen close\n")
        #expect(file.sequences.map { $0.events.map(\.rawValue) } == [[1, 2, 3], [1, 3]])
        #expect(file.name(of: TemplateID(rawValue: 2)) == "read")
        #expect(file.name(of: .none) == nil && file.name(of: TemplateID(rawValue: 4)) == nil)
    }

    @Test func `a table brings identifiers and labels`() throws {
        let file = try Self.read("instance_id,label,anomaly_type,events\na,1,dhcp_off,\"[5, 'E6', 7]\"\nb,0,,5 6\n")
        #expect(file.sequences.map(\.id) == ["a", "b"])
        #expect(file.labels?["a"] == true && file.labels?["b"] == false)
        #expect(file.sequences[0].events.map(\.rawValue) == [5, 6, 7])
        #expect(file.sequences[1].events.map(\.rawValue) == [5, 6])
    }

    @Test func `the file of identifiers beside it is picked up and must fit`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("normal.txt", bytes: Array("1 2\n3\n".utf8))
        _ = try folder.write("normal.ids", bytes: Array("blk_1\nblk_-2\n".utf8))
        #expect(try SequenceFile(path: path).sequences.map(\.id) == ["blk_1", "blk_-2"])
        #expect(throws: InputError.self) { _ = try Self.read("1 2\n3\n", ids: ["a"]) }
        #expect(throws: InputError.self) { _ = try Self.read("1 2\n3\n", ids: ["a", "b", "c"]) }
    }

    @Test(arguments: ["", "\n\n", "id,label\na,1\n", "id,label,events\na,perhaps,1 2\n", "id,label,events\na\n"])
    func `what is no sequence file is refused in one line`(text: String) {
        let error = #expect(throws: InputError.self) { _ = try Self.read(text) }
        #expect(error?.message.hasPrefix("sessions.txt") == true && error?.message.contains("\n") == false)
    }

    @Test func `a missing file is named`() {
        let error = #expect(throws: InputError.self) { _ = try SequenceFile(path: "no/such/file.txt") }
        #expect(error?.message.contains("no/such/file.txt") == true)
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped))) func `the public sequence files load`() throws {
        let hdfs = try SequenceFile(path: DataSets.path("hdfs/sequences/train_normal.txt"))
        #expect(hdfs.sequences.count == 5583)
        #expect(hdfs.sequences.reduce(0) { $0 + $1.events.count } == 108_310)
        #expect(hdfs.sequences[0].id == "blk_9125494407446525156")
        let openstack = try SequenceFile(path: DataSets.path("openstack/kalaki_sequences/test.csv"))
        #expect(openstack.sequences.count == 3353)
        #expect(openstack.labels?.isAnomalous.values.count { $0 } == 417)
        let truncated = try SequenceFile(path: DataSets.path("hdfs/hdfs100k/sessions_100k.csv"))
        #expect(truncated.sequences.count == 7830 && truncated.malformedCount == 0)
    }
}
