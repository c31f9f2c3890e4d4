import Auspex
import Foundation
import TestSupport
import Testing

@Suite struct ParsedWriterTests {
    @Test func `CSV has the columns of logparser and reads back`() throws {
        let messages = ["user='a, \"b\"' got 7", "plain", ""].map { Array($0.utf8) }
        var drain = try SkeletonParser()
        var events = EventBatch()
        let batch = RecordBatch(messages: messages)
        drain.learn(batch, into: &events)
        var writer = ParsedWriter(.csv, fieldNames: ["Date"])
        var out: [UInt8] = []
        writer.appendHeader(to: &out)
        writer.append(batch, events, parser: drain, to: &out)
        let table = try CSVTable(out, name: "out.csv")
        #expect(table.columns == ["LineId", "Date", "Content", "EventId", "EventTemplate", "ParameterList"])
        #expect(table.rowCount == 3)
        #expect(table[0, 2] == "user='a, \"b\"' got 7")
        #expect(table[0, 4] == "user='<*>' got <*>")
        #expect(table[0, 5] == "['a, \"b\"', '7']")
        #expect(table[1, 5] == "[]")
        #expect(table[2, 0] == "3")
    }

    @Test func `JSON lines are valid whatever the bytes are`() throws {
        var drain = try SkeletonParser()
        var events = EventBatch()
        let batch = RecordBatch(messages: hostileMessages())
        drain.learn(batch, into: &events)
        var writer = ParsedWriter(.jsonLines, fieldNames: [])
        var out: [UInt8] = []
        writer.append(batch, events, parser: drain, firstLine: 5, to: &out)
        let lines = out.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == batch.records.count)
        for (index, line) in lines.enumerated() {
            #expect(String(validating: line, as: UTF8.self) != nil)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            #expect(object["LineId"] as? Int == index + 5)
        }
    }

    @Test func `the template table counts`() throws {
        var out: [UInt8] = []
        ParsedWriter.appendTemplates([LogTemplate(id: TemplateID(rawValue: 2), text: "a, <*>", count: 3)], to: &out)
        #expect(String(decoding: out, as: UTF8.self) == "EventId,EventTemplate,Occurrences\nE2,\"a, <*>\",3\n")
    }
}
