import Foundation
import Testing

@testable import Auspex

@Suite struct SessionRuleTests {
    @Test func `an argument is a field, a regular expression or none`() throws {
        let fields = ["Date", "Pid"]
        #expect(try SessionRule(argument: "pid", fieldNames: fields) == .field("Pid"))
        #expect(try SessionRule(argument: "none", fieldNames: fields) == .none)
        #expect(try SessionRule(argument: #"blk_-?\d+"#, fieldNames: fields).argument == #"blk_-?\d+"#)
        for wrong in ["Tid", "", "blk_(", "("] {
            #expect(throws: InputError.self) { _ = try SessionRule(argument: wrong, fieldNames: fields) }
        }
    }

    @Test func `rules survive saving`() throws {
        let rules = [
            SessionRule.none, .field("Pid"), .identifier(IdentifierShape(kind: .uuid, prefix: "[instance: ")),
            .pattern(try Pattern("req-(\\S+)")),
        ]
        for rule in rules {
            #expect(try JSONDecoder().decode(SessionRule.self, from: JSONEncoder().encode(rule)) == rule)
        }
        for text in ["{}", #"{"pattern":"("}"#, #"{"windows":false}"#] {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(SessionRule.self, from: Data(text.utf8)) }
        }
    }

    @Test func `a regular expression finds every identifier of a record, its group if it has one`() throws {
        var log = LogBuilder()
        log.add(1, "ask to replicate blk_1 to blk_-22, blk_1 again", [])
        log.add(2, "nothing", [])
        let (closed, statistics) = try sessions(of: log, rule: .pattern(try Pattern("blk_(-?\\d+)")))
        #expect(closed.map(\.id) == ["1", "-22"])
        #expect(statistics.sessionless == 1)
        #expect(try sessions(of: log, rule: .pattern(try Pattern("blk_-?\\d+"))).closed.map(\.id) == ["blk_1", "blk_-22"])
    }

    @Test func `a pattern that matches nothing but emptiness ends`() throws {
        var log = LogBuilder()
        log.add(1, "abc", [])
        #expect(try sessions(of: log, rule: .pattern(try Pattern("x*"))).statistics.sessionless == 1)
    }

    @Test func `a field ties records, a dash is no value`() throws {
        var log = LogBuilder()
        for host in ["a", "-", "b", "a", ""] { log.add(1, "text", [], host: host) }
        let (closed, statistics) = try sessions(of: log, rule: .field("Host"))
        #expect(closed.map(\.id) == ["a", "b"] && closed.map(\.count) == [2, 1])
        #expect(statistics.sessionless == 2)
    }

    @Test func `an identifier is told apart by what stands before it`() throws {
        var log = LogBuilder()
        let one = "11760334-ac63-4cc8-9086-578422af8c99", two = "a4498d64-47bb-491f-adde-effccaba43f0"
        log.add(1, "[req-\(two)] [instance: \(one)] VM Started", [(two, .uuid), (one, .uuid)])
        log.add(2, "[req-\(two)] no instance", [(two, .uuid)])
        let shape = IdentifierShape(kind: .uuid, prefix: "[instance: ")
        #expect(try sessions(of: log, rule: .identifier(shape)).closed.map(\.id) == [one])
        // The expression a user could give finds the same.
        let pattern = try SessionRule(argument: shape.expression, fieldNames: [])
        #expect(try sessions(of: log, rule: pattern).closed.map(\.id) == [one])
        #expect(try sessions(of: log, rule: .identifier(IdentifierShape(kind: .uuid))).closed.map(\.id) == [two, one])
    }

    @Test func `shapes with a stem find their values only`() throws {
        var log = LogBuilder()
        log.add(1, "attempt_14_2 on node_7", [("attempt_14_2", .identifier), ("node_7", .identifier)])
        let shape = IdentifierShape(kind: .identifier, stem: "attempt_")
        #expect(try sessions(of: log, rule: .identifier(shape)).closed.map(\.id) == ["attempt_14_2"])
        #expect(try sessions(of: log, rule: .pattern(try Pattern(shape.expression))).closed.map(\.id) == ["attempt_14_2"])
    }
}
