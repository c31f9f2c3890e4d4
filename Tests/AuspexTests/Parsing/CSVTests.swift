import Auspex
import Testing

@Suite struct CSVTests {
    static func rows(_ text: String) throws -> [[String]] {
        let table = try CSVTable(Array(text.utf8), name: "t.csv")
        return (0..<table.rowCount).map { row in table.columns.indices.map { table[row, $0] } }
    }

    @Test func `quotes, line ends, short rows and blank lines are read`() throws {
        #expect(try Self.rows("a,b\n1,2\n") == [["1", "2"]])
        #expect(try Self.rows("\u{FEFF}a,b\r\n\"x,\"\"y\"\"\",\"l1\nl2\"\r\n\r\n3\n4,") == [["x,\"y\"", "l1\nl2"], ["3", ""], ["4", ""]])
        #expect(try CSVTable(Array("a\n".utf8), name: "t").rowCount == 0)
    }

    @Test func `mistakes name the file and the line`() {
        #expect(throws: InputError.self) { try Self.rows("") }
        #expect { try Self.rows("a,b\n1,2\n1,2,3\n") } throws: { "\($0)".hasPrefix("t.csv, line 3") }
        #expect { try Self.rows("a\n\"open") } throws: { "\($0)".hasPrefix("t.csv, line 2") }
        #expect { try CSVTable(Array("a,b\n".utf8), name: "t.csv").column("c") } throws: { "\($0)".contains("a, b") }
    }

    @Test func `what is written reads back`() throws {
        let row = ["plain", "a,b", "say \"hi\"", "two\nlines", ""]
        var out: [UInt8] = []
        CSVField.append(row: ["1", "2", "3", "4", "5"], to: &out)
        CSVField.append(row: row, to: &out)
        #expect(try Self.rows(String(decoding: out, as: UTF8.self)) == [row])
    }
}
