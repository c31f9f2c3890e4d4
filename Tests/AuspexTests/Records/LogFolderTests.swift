import Foundation
import Testing

@testable import Auspex

@Suite struct LogFolderTests {
    @Test func `what rotation left of a log is read in order of time`() throws {
        try RecordsSupport.withFolder { folder in
            let names = [
                "app.log", "app.log.1", "app.log.2.gz", "app.log.10.gz", "other-20260102.log", "other-20260101.log", "other.log", "syslog",
                "syslog.1",
            ]
            for name in names.shuffled() { try Data("x\n".utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
            let found = try LogSources([folder]).paths.map { $0.split(separator: "/").last.map(String.init) ?? "" }
            #expect(
                found == [
                    "app.log.10.gz", "app.log.2.gz", "app.log.1", "app.log", "other-20260101.log", "other-20260102.log", "other.log",
                    "syslog.1", "syslog",
                ])
        }
    }

    @Test func `what is left out of a folder is named`() throws {
        try RecordsSupport.withFolder { folder in
            try Data("hello\n".utf8).write(to: URL(fileURLWithPath: folder + "/app.log"))
            try Data([0, 1, 2, 0, 7]).write(to: URL(fileURLWithPath: folder + "/wtmp"))
            try Data([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1]).write(to: URL(fileURLWithPath: folder + "/old.log.1"))
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/tool.py"))
            let sources = try LogSources([folder])
            #expect(sources.paths.count == 1)
            #expect(sources.notes.map(\.what) == ["files left out: 2 binary (old.log.1, wtmp), 1 with other endings (tool.py)"])
        }
    }

    @Test(
        arguments: [
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 9], "xz"), (Array("BZh91AY".utf8), "bzip2"), ([0x50, 0x4B, 3, 4, 0], "zip"),
            ([0xFF, 0xFE, 0x41, 0], "UTF-16"), (Array("LPKSHHRH....".utf8), "journalctl"),
        ] as [([UInt8], String)])
    func `what is no text is refused by name`(_ bytes: [UInt8], _ word: String) throws {
        try RecordsSupport.withFolder { folder in
            let path = folder + "/a.log"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: InputError.self) { try LogSources([path]) }
            #expect(error?.message.contains(word) == true)
        }
    }

    @Test func `a byte-order mark is no part of the first line`() throws {
        let rows = try RecordsSupport.read([0xEF, 0xBB, 0xBF] + Array("2026-01-01 10:00:00 INFO ready\n".utf8), format: nil).rows
        #expect(rows.count == 1 && rows[0].time == 1_767_261_600)
    }
}
