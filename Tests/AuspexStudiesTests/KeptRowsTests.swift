import Auspex
import Foundation
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct KeptRowsTests {
    private static func row(_ f1: Double) -> TransferStudy.Row { .init(systems: "A → B", method: "logtransfer", labels: 25, f1: [f1]) }

    @Test func `rows are made once, and an interrupted study goes on from the file`() throws {
        let folder = try TemporaryFolder(), path = folder.file("rows.jsonl")
        let kept = try KeptRows(path: path)
        #expect(try kept.rows(of: "A → B", seed: 1) { [Self.row(0.5)] }.first?.f1 == [0.5])
        #expect(try kept.rows(of: "A → B", seed: 1) { [Self.row(0.25)] }.first?.f1 == [0.5])
        let again = try KeptRows(path: path)
        #expect(try again.rows(of: "A → B", seed: 1) { [Self.row(0.25)] }.first?.f1 == [0.5])
        #expect(try again.rows(of: "A → B", seed: 2) { [Self.row(0.25)] }.first?.f1 == [0.25])
    }

    @Test func `a file of another kind is refused by its line`() throws {
        let folder = try TemporaryFolder(), path = folder.file("rows.jsonl")
        try Data("a,b\n".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: InputError.self) { try KeptRows(path: path) }
        #expect(error?.message.contains("rows.jsonl:1") == true)
    }
}
