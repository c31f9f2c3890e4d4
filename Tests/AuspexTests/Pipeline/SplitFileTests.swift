import Foundation
import TestSupport
import Testing

@testable import Auspex

/// A log in two files: what began in the first goes on in the second.
@Suite(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped))) struct SplitFileTests {
    @Test func `HDFS in two files: no report about a session that began in the first`() throws {
        let folder = try TemporaryFolder()
        let reader = try RecordReader(inputs: [DataSets.path("hdfs/raw/HDFS_20k.log.gz")])
        var lines: [String] = []
        var batch = RecordBatch()
        while try reader.read(into: &batch) { lines += batch.records.map { batch.text($0.raw) } }
        let half = lines.count / 2
        let first = try folder.write("first.log", lines[..<half].joined(separator: "\n") + "\n")
        let second = try folder.write("second.log", lines[half...].joined(separator: "\n") + "\n")
        let plan = try DetectorPlan(detector: "ensemble", settings: ["model=ngram", "workflow=false"], seed: 1)
        let model = try TrainingRun(input: .init(inputs: [first]), plan: plan).run().model
        var result = try DetectionRun(model: model, options: .init(inputs: [second], keepsAll: true)).run()
        result.joinParts()
        let pattern = try Pattern("blk_-?\\d+")
        var begun: Set<String> = []
        for line in lines[..<half] {
            let bytes = Array(line.utf8)
            var start = 0
            while let match = pattern.firstRange(in: bytes, range: start..<bytes.count) {
                begun.insert(String(decoding: bytes[match], as: UTF8.self))
                start = match.upperBound
            }
        }
        let reported = result.all.filter(\.verdict.isAnomalous).map(\.verdict.session)
        #expect(result.all.contains { begun.contains($0.verdict.session) }, "some sessions go on in the second file")
        #expect(result.all.contains { !begun.contains($0.verdict.session) }, "and some begin there")
        #expect(reported.filter(begun.contains).isEmpty)
    }
}
