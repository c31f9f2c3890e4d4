import Auspex
import Testing

@Suite struct SpellTests {
    private static func parser(_ change: (inout Spell.Configuration) -> Void = { _ in }) throws -> SkeletonParser {
        var settings = Spell.Configuration()
        change(&settings)
        return try SkeletonParser(.init(.spell(settings)))
    }

    @Test func `a template is the longest common subsequence, with a place wherever tokens were dropped`() throws {
        // The example of the paper.
        var parser = try Self.parser { $0.commonShare = 0.5 }
        let ids = DrainTests.learn(
            &parser,
            [
                "Temperature (41C) exceeds warning threshold", "Temperature (43C) exceeds warning threshold",
                "Command has completed successfully",
                "Command has been aborted by the operator",
            ])
        #expect(ids[0] == ids[1])
        #expect(
            parser.templates.map(\.text) == [
                "Temperature (<*>) exceeds warning threshold", "Command has completed successfully",
                "Command has been aborted by the operator",
            ])
    }

    @Test func `a place takes any number of tokens, also none, and each is one parameter`() throws {
        var parser = try Self.parser { $0.commonShare = 0.5 }
        let first = DrainTests.learn(&parser, ["loading module alpha from disk", "loading module beta gamma from disk"])
        #expect(parser.templates.map(\.text) == ["loading module <*> from disk"])
        #expect(parser.canonical(first[1]) == first[0])
        let batch = RecordBatch(messages: ["loading module from disk", "loading module a b c from disk"].map { Array($0.utf8) })
        var events = EventBatch()
        parser.match(batch, into: &events)
        #expect(events.templates == [first[0], first[0]])
        #expect(events.parameters.map { batch.text($0.range) } == ["", "a b c"])
    }

    @Test func `a word of many values in equal templates becomes a place`() throws {
        var parser = try Self.parser()
        let ids = DrainTests.learn(&parser, ["ada", "bob", "cyd", "dan", "eve", "fay", "gil"].map { "session closed for user \($0)" })
        #expect(parser.templates.map(\.text) == ["session closed for user <*>"])
        #expect(Set(ids.map { parser.canonical($0) }) == [ids[0]])
        #expect(DrainTests.match(&parser, ["session closed for user zoe", "session opened for user zoe"]) == [ids[0], .none])
    }

    @Test func `few words say nothing about a line much longer than any they were made of`() throws {
        var parser = try Self.parser { $0.commonShare = 0.5 }
        let ids = DrainTests.learn(&parser, ["stop alpha", "stop beta"])
        #expect(ids[0] == ids[1])
        #expect(DrainTests.match(&parser, ["stop gamma", "stop what you are doing right now"]) == [ids[0], .none])
    }

    @Test func `what is behind the tokens looked at is one place`() throws {
        var parser = try Self.parser { $0.maxTokens = 8 }
        let head = "a b c d e f g h"
        let ids = DrainTests.learn(&parser, ["\(head) i j", "\(head) k"])
        #expect(ids[0] == parser.canonical(ids[1]))
        #expect(parser.templates.map(\.text) == ["\(head) <*>"])
    }
}
