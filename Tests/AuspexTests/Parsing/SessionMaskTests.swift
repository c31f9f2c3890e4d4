import Auspex
import Foundation
import Testing

/// What a session rule extracts is masked in templates.
@Suite struct SessionMaskTests {
    private static func parser(_ tree: TreeConfiguration, _ expression: String) throws -> SkeletonParser {
        var configuration = SkeletonParser.Configuration(tree)
        configuration.sessionPattern = expression
        return try SkeletonParser(configuration)
    }

    @Test(arguments: TreeConfiguration.all) func `a session named by words leaves no trace in templates`(_ tree: TreeConfiguration) throws {
        var parser = try Self.parser(tree, "job (\\w+)")
        let messages = ["ada", "bob"].flatMap { ["job \($0) has now been started here", "all of job \($0) has now been done"] }
        let ids = DrainTests.learn(&parser, messages)
        parser.finishLearning()
        #expect(ids.map { parser.canonical($0) } == [ids[0], ids[1], ids[0], ids[1]])
        #expect(parser.templates.map(\.text) == ["job <*> has now been started here", "all of job <*> has now been done"])
        var copy = try JSONDecoder().decode(SkeletonParser.self, from: JSONEncoder().encode(parser))
        let batch = RecordBatch(messages: [Array("job zoe has now been started here".utf8)])
        var events = EventBatch()
        copy.match(batch, into: &events)
        #expect(events.templates == [ids[0]])
        #expect(events.parameters.map { batch.text($0.range) } == ["zoe"] && events.parameters.map(\.kind) == [.user])
    }

    @Test func `what is masked anyway stays what it was`() throws {
        let messages = ["block blk_12 received from 10.0.0.1", "block blk_-7 received from 10.0.0.2"]
        var plain = try SkeletonParser()
        var ruled = try Self.parser(.drain(Drain.Configuration()), "blk_-?\\d+")
        let batch = RecordBatch(messages: messages.map { Array($0.utf8) })
        var events = EventBatch(), again = EventBatch()
        plain.learn(batch, into: &events)
        ruled.learn(batch, into: &again)
        #expect(events.templates == again.templates && events.parameters == again.parameters)
        #expect(ruled.state.masksSessions == false)
    }

    @Test func `an expression that does not compile is the user's mistake`() {
        #expect(throws: InputError.self) { try Self.parser(.drain(Drain.Configuration()), "(") }
    }
}
