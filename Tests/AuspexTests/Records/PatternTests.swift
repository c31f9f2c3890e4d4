import Auspex
import Testing

@Suite struct PatternTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `named and numbered groups give byte ranges`() throws {
        let pattern = try Pattern("blk_(?<id>-?\\d+)( x)?")
        let match = try #require(pattern.firstMatch(in: bytes("for blk_-12 and blk_7")))
        #expect(match.range == 4..<11)
        #expect(match.group("id") == 8..<11)
        #expect(match.group("other") == nil)
        #expect(match.groups == [4..<11, 8..<11, nil])
        #expect(pattern.groupCount == 2)
    }

    @Test func `a range bounds the match at both ends`() throws {
        let pattern = try Pattern("a+")
        #expect(pattern.firstRange(in: bytes("aaaa"), range: 1..<3) == 1..<3)
        #expect(pattern.firstRange(in: bytes("aaaa"), range: 4..<4) == nil)
        #expect(pattern.firstRange(in: []) == nil)
        #expect(try Pattern("").firstRange(in: []) == 0..<0)
    }

    @Test func `a wrong expression is an input error that names it, the position and the cause`() {
        #expect {
            try Pattern("blk_(\\d+")
        } throws: { error in
            let text = "\(error)"
            return text.contains("blk_(\\d+") && text.contains("position 9") && text.contains("parenthesis")
        }
        #expect(throws: InputError.self) { try Pattern(String(repeating: "a", count: 20_000)) }
        #expect(throws: InputError.self) { try Pattern("\\C") }
    }

    @Test func `invalid UTF-8 neither crashes nor hides a later match`() throws {
        let junk: [UInt8] = [0xFF, 0xC3, 0x28, 0x61, 0xC3, 0xA9, 0xFE]
        #expect(try Pattern("a").firstRange(in: junk) == 3..<4)
        #expect(try Pattern("é").firstRange(in: junk) == 4..<6)
        #expect(try Pattern("\\p{L}").firstRange(in: junk) == 3..<4)
    }

    @Test func `a catastrophic expression is given up and counted`() throws {
        let pattern = try Pattern("^(a+)+$")
        #expect(!pattern.matches(String(repeating: "a", count: 5_000) + "b"))
        #expect(pattern.limitHits == 1)
    }

    @Test func `copies match at the same time from several tasks`() async throws {
        let pattern = try Pattern("(\\d+)-(\\d+)")
        let total = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<500).count { index in
                        let text = Array("x \(task)-\(index) y".utf8)
                        return pattern.firstMatch(in: text)?.groups[2] == 4..<(4 + "\(index)".utf8.count)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(total == 4_000)
    }
}
