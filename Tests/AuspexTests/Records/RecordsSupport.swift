import Foundation
import Testing

@testable import Auspex

/// Shared by the tests of Records.
enum RecordsSupport {
    /// One delivered record, as text.
    struct Row: Equatable {
        var line: UInt64
        var lineCount: UInt32
        var raw: [UInt8]
        var content: [UInt8]
        var fields: [String]
        var time: Double?
        var unparsed: UnparsedReason?

        var text: String { String(decoding: content, as: UTF8.self) }
    }

    static func rows(_ batch: RecordBatch) -> [Row] {
        batch.records.enumerated().map { index, record in
            let fields = batch.fields[(index * batch.fieldCount)..<((index + 1) * batch.fieldCount)].map { batch.text($0) }
            return Row(
                line: record.line, lineCount: record.lineCount, raw: Array(batch.bytes[record.raw.indices]),
                content: Array(batch.bytes[record.content.indices]), fields: fields, time: record.time.isNaN ? nil : record.time,
                unparsed: record.unparsed)
        }
    }

    static func readAll(_ reader: RecordReader) throws -> [Row] {
        var batch = RecordBatch()
        var all: [Row] = []
        while try reader.read(into: &batch) { all += rows(batch) }
        return all
    }

    /// Reads bytes through a file.
    static func read(
        _ bytes: [UInt8], format: String?, options: RecordReader.Options = .init(chunkBytes: 4_096), name: String = "input.log"
    ) throws -> (rows: [Row], reader: RecordReader) {
        try withFolder { folder in
            let path = folder + "/" + name
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            // Times without a year are of the year the file was written in.
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 978_220_800)], ofItemAtPath: path)
            let reader = try RecordReader(inputs: [path], format: format.map { try LogFormat($0) }, options: options)
            return (try readAll(reader), reader)
        }
    }

    static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.path + "/auspex-records-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    /// Rows of a CSV file with quoted fields; the first is the header.
    static func csv(_ path: String) throws -> [[String]] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted {
                if byte == 0x22 {
                    if index + 1 < bytes.count, bytes[index + 1] == 0x22 {
                        field.append(0x22)
                        index += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    field.append(byte)
                }
            } else if byte == 0x22 {
                isQuoted = true
            } else if byte == 0x2C || byte == 0x0A {
                row.append(String(decoding: field, as: UTF8.self))
                field.removeAll()
                if byte == 0x0A {
                    rows.append(row)
                    row = []
                }
            } else if byte != 0x0D {
                field.append(byte)
            }
            index += 1
        }
        if !field.isEmpty || !row.isEmpty {
            row.append(String(decoding: field, as: UTF8.self))
            rows.append(row)
        }
        return rows
    }
}
