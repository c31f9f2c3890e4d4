import TestSupport
import Testing

@testable import Auspex

/// Whole public logs against the columns their ground truth has.
@Suite struct LoghubAgreementTests {
    static let systems = [
        "Android", "Apache", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Thunderbird", "Windows", "BGL",
    ]

    static func path(_ system: String) -> String {
        DataSets.path(system == "BGL" ? "bgl/BGL_2k_first1200.log" : "parsing_loghub2k/\(system)/\(system)_2k.log")
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)), arguments: systems)
    func `named formats split the content as the ground truth has it`(_ system: String) throws {
        let path = Self.path(system)
        let truth = try RecordsSupport.csv(path + "_structured_corrected.csv")
        let column = try #require(truth[0].firstIndex(of: "Content"))
        let reader = try RecordReader(inputs: [path], format: LogFormat(system))
        let rows = try RecordsSupport.readAll(reader)
        let byLine = Dictionary(rows.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        var agreeing = 0
        var differingFields: Set<String> = []
        for row in truth.dropFirst() {
            let found = try #require(byLine[UInt64(row[0]) ?? 0])
            // The ground truth went through a table reader that trims text and turns digits into numbers.
            if found.text.trimmingBlanks == row[column].trimmingBlanks { agreeing += 1 }
            for (name, text) in zip(reader.format.fieldNames, found.fields) {
                guard let column = truth[0].firstIndex(of: name), row[column] != text, Double(row[column]) != Double(text) else { continue }
                differingFields.insert(name)
            }
        }
        #expect(agreeing == truth.count - 1)
        #expect(differingFields.isEmpty)
        #expect(rows.count == truth.count - 1 && rows.allSatisfy { $0.time != nil })
        #expect(reader.summary.counts.isEmpty)
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)), arguments: systems)
    func `detection finds the system of a whole log`(_ system: String) throws {
        let reader = try RecordReader(inputs: [Self.path(system)])
        #expect(reader.format.name == system)
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `nova lines without a time and packed logs are recognised`() throws {
        let nova = try RecordReader(inputs: [DataSets.path("openstack/kalaki_raw/nova_sample.log.gz")])
        _ = try RecordsSupport.readAll(nova)
        #expect(nova.format.name == "Nova")
        // Python tracebacks have no request; they are counted and shown.
        #expect(nova.summary.counts[.headerMismatch] == 43 && nova.summary.records == 23_469)
        let hdfs = try RecordReader(inputs: [DataSets.path("hdfs/raw/HDFS_20k.log.gz")])
        _ = try RecordsSupport.readAll(hdfs)
        #expect(hdfs.format.name == "HDFS")
        #expect(hdfs.summary.fitting == hdfs.summary.lines)
        #expect(hdfs.summary.lines == 18_118)
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
