import Testing

@testable import Auspex

/// Whole public logs against the columns their ground truth has.
@Suite struct LoghubAgreementTests {
    static let systems = [
        "Android", "Apache", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Thunderbird", "Windows", "BGL",
    ]

    static func path(_ data: String, _ system: String) -> String {
        system == "BGL" ? data + "/bgl/BGL_2k_first1200.log" : data + "/parsing_loghub2k/\(system)/\(system)_2k.log"
    }

    @Test(.enabled(if: RecordsSupport.data != nil), arguments: systems)
    func `named formats split the content as the ground truth has it`(_ system: String) throws {
        let data = try #require(RecordsSupport.data)
        let path = Self.path(data, system)
        let truth = try RecordsSupport.csv(path + "_structured_corrected.csv")
        let column = try #require(truth[0].firstIndex(of: "Content"))
        let reader = try RecordReader(inputs: [path], format: LogFormat(system))
        let rows = try RecordsSupport.readAll(reader)
        let contents = Dictionary(rows.map { ($0.line, $0.text) }, uniquingKeysWith: { first, _ in first })
        var agreeing = 0
        var fieldsAgree = [Int](repeating: 0, count: reader.format.fieldNames.count)
        let byLine = Dictionary(rows.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        for row in truth.dropFirst() {
            let line = UInt64(row[0]) ?? 0
            // The ground truth went through a CSV reader that trims.
            let expected = row[column].trimmingBlanks
            if contents[line]?.trimmingBlanks == expected {
                agreeing += 1
            } else if agreeing + 3 > Int(line) {
                print(system, line, "expected", expected.debugDescription, "found", contents[line]?.debugDescription ?? "nothing")
            }
            for (index, name) in reader.format.fieldNames.enumerated() {
                guard let column = truth[0].firstIndex(of: name), let found = byLine[line]?.fields[index] else { continue }
                if row[column] == found || Double(row[column]) == Double(found) { fieldsAgree[index] += 1 }
            }
        }
        let total = truth.count - 1
        print(
            "agreement", system, agreeing, "of", total, "records", rows.count, "timed", rows.count { $0.time != nil },
            reader.summary.counts, zip(reader.format.fieldNames, fieldsAgree).map { "\($0)=\($1)" })
        #expect(Double(agreeing) >= 0.999 * Double(total))
    }

    @Test(.enabled(if: RecordsSupport.data != nil), arguments: systems)
    func `detection finds the system of a whole log`(_ system: String) throws {
        let data = try #require(RecordsSupport.data)
        let reader = try RecordReader(inputs: [Self.path(data, system)])
        print(reader.choice?.explanation ?? "")
        #expect(reader.format.name == system)
    }

    @Test(.enabled(if: RecordsSupport.data != nil))
    func `nova lines without a time and packed logs are recognised`() throws {
        let data = try #require(RecordsSupport.data)
        let nova = try RecordReader(inputs: [data + "/openstack/kalaki_raw/nova_sample.log.gz"])
        _ = try RecordsSupport.readAll(nova)
        print(nova.choice?.explanation ?? "", nova.summary.counts, nova.summary.records, nova.summary.samples)
        #expect(nova.format.name == "Nova")
        let hdfs = try RecordReader(inputs: [data + "/hdfs/raw/HDFS_20k.log.gz"])
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
