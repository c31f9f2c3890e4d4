import Auspex
import Testing

@Suite struct FTTreeTests {
    private static func parser(_ change: (inout FTTree.Configuration) -> Void = { _ in }) throws -> SkeletonParser {
        var settings = FTTree.Configuration()
        change(&settings)
        return try SkeletonParser(.init(.ftTree(settings)))
    }

    private static let names = ["ada", "bob", "cyd", "dan", "eve", "fay"]

    @Test func `a field of many values ends the path, and the templates behind it become the oldest`() throws {
        var parser = try Self.parser()
        let ids = DrainTests.learn(&parser, Self.names.map { "the session was closed for \($0)" })
        #expect(Set(ids).count == 6, "until the order of words is known each skeleton is a template")
        parser.finishLearning()
        #expect(parser.templates.map(\.text) == ["the session was closed for <*>"])
        #expect(parser.templates[0].count == 6)
        #expect(Set(ids.map { parser.canonical($0) }) == [ids[0]])
        let batch = RecordBatch(messages: [Array("the session was closed for zoe and gus".utf8)])
        var events = EventBatch()
        parser.match(batch, into: &events)
        #expect(events.templates == [ids[0]])
        #expect(events.parameters.map { batch.text($0.range) } == ["zoe and gus"])
    }

    @Test func `few values stay templates of their own, and short lines are what they are`() throws {
        var parser = try Self.parser()
        let ids = DrainTests.learn(
            &parser,
            ["job one has been started now", "job one has been stopped now", "link down", "link up"] + Self.names.map { "hello \($0)" })
        parser.finishLearning()
        #expect(Set(ids.map { parser.canonical($0) }).count == 10)
        #expect(DrainTests.match(&parser, ["link up", "link flaps"]) == [ids[3], .none])
    }

    @Test func `a template is a set of words: order does not matter, and the longest set wins`() throws {
        var parser = try Self.parser()
        let ids = DrainTests.learn(
            &parser, ["red green blue black white", "white black blue green red", "red green blue black white grey"])
        parser.finishLearning()
        #expect(parser.canonical(ids[1]) == ids[0])
        #expect(parser.canonical(ids[2]) == ids[2])
        #expect(
            DrainTests.match(
                &parser, ["grey white black blue green red pink", "red green blue black white pink", "red green blue black pink"])
                == [ids[2], ids[0], .none])
    }

    @Test func `words met after the order is fixed stand behind all others, and ids go on`() throws {
        var parser = try Self.parser { $0.orderAfter = 2 }
        let first = DrainTests.learn(&parser, ["disk one is almost full", "disk two is almost full"])
        let later = DrainTests.learn(&parser, ["disk three is almost full", "disk four is almost full", "disk five is almost full"])
        #expect(later.allSatisfy { $0 >= first[0] })
        #expect(parser.canonical(later[2]) == first[0])
        #expect(parser.templates.map(\.text) == ["disk <*> is almost full"])
        parser.finishLearning()
        #expect(parser.templates.map(\.text) == ["disk <*> is almost full"])
    }

    @Test func `components have trees of their own`() throws {
        var configuration = SkeletonParser.Configuration(.ftTree(FTTree.Configuration()))
        configuration.head = .component(field: 0)
        var parser = try SkeletonParser(configuration)
        let batch = EventHeadTests.batch([
            ("a", "one two three four five"), ("b", "one two three four five"), ("a", "one two three four five"),
        ])
        var events = EventBatch()
        parser.learn(batch, into: &events)
        parser.finishLearning()
        #expect(events.templates[0] == events.templates[2] && events.templates[0] != events.templates[1])
        #expect(parser.templates.map(\.text) == ["a: one two three four five", "b: one two three four five"])
    }
}
