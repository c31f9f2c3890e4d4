import Foundation
import TestSupport
import Testing

@testable import Auspex

/// The templates of logs, as they were looked at and agreed on: readable for small logs, as fingerprints for the public data.
///
/// Set `RECORD_SNAPSHOTS` to write them anew; the tests fail while they do. A change of these files is a change of what the parsers find.
@Suite struct GoldenTemplateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"]?.isEmpty == false

    /// A log's templates in the end, and the template of each record.
    private static func parse(_ path: String, _ tree: TreeConfiguration) throws -> (templates: [LogTemplate], records: [TemplateID]) {
        let reader = try RecordReader(inputs: [path])
        let parser = try SkeletonParser(SkeletonParser.Configuration(tree).adapted(to: reader.format))
        var flow = EventFlow(reader: reader, parser: parser, verb: .learn)
        var batch = RecordBatch(), events = EventBatch()
        var records: [TemplateID] = []
        while try flow.next(&batch, &events) { records += events.templates }
        return (flow.parser.templates, records.map(flow.parser.canonical))
    }

    private static func expect(_ found: String, in file: String) throws {
        let url = folder.appending(path: file)
        if isRecording {
            try Data(found.utf8).write(to: url)
            Issue.record("recorded \(file)")
        } else {
            #expect(found == (try? String(contentsOf: url, encoding: .utf8)), "\(file) has changed: look at it, then record it anew")
        }
    }

    @Test(arguments: ["access", "compute", "hdfs", "postgresql", "service", "sshd"], TreeConfiguration.all)
    func `templates of small logs are those agreed on`(_ log: String, _ tree: TreeConfiguration) throws {
        let templates = try Self.parse(Self.folder.appending(path: "\(log).log").path, tree).templates
        let lines = templates.map { template in
            let count = String(template.count)
            return "\(template.id)\t" + String(repeating: " ", count: max(0, 4 - count.count)) + "\(count)\t\(template.text)\n"
        }
        #expect(templates.reduce(0) { $0 + $1.count } >= 140)
        try Self.expect(lines.joined(), in: "\(log).\(tree.name).txt")
    }

    private static let publicLogs =
        [
            "Android", "Apache", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Thunderbird", "Windows",
        ].map { "parsing_loghub2k/\($0)/\($0)_2k.log" } + [
            "bgl/BGL_first5001_normal.log", "hdfs/raw/HDFS_20k.log.gz", "lab/sshd/normal2.log", "lab/shop_nginx_access/normal2.log",
            "openstack/kalaki_raw/nova_sample.log.gz",
        ]

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `templates of the public logs, and of each of their records, have the fingerprints they had`() throws {
        var lines = ""
        for log in Self.publicLogs {
            for tree in TreeConfiguration.all {
                let (templates, records) = try Self.parse(DataSets.path(log), tree)
                var fingerprint = Fingerprint()
                for template in templates {
                    fingerprint.combine(UInt64(template.id.rawValue))
                    fingerprint.combine(UInt64(template.count))
                    fingerprint.combine(template.text)
                }
                for id in records { fingerprint.combine(UInt64(id.rawValue)) }
                lines += "\(log)\t\(tree.name)\t\(templates.count)\t\(fingerprint.hexadecimal)\n"
            }
        }
        try Self.expect(lines, in: "fingerprints.txt")
    }
}
