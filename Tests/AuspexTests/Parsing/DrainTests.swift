import Auspex
import Foundation
import TestSupport
import Testing

@Suite struct DrainTests {
    static func learn(_ drain: inout SkeletonParser, _ messages: [String]) -> [TemplateID] {
        var events = EventBatch()
        drain.learn(RecordBatch(messages: messages.map { Array($0.utf8) }), into: &events)
        return events.templates
    }

    static func match(_ drain: inout SkeletonParser, _ messages: [String]) -> [TemplateID] {
        var events = EventBatch()
        drain.match(RecordBatch(messages: messages.map { Array($0.utf8) }), into: &events)
        return events.templates
    }

    @Test func `plain Drain joins by similarity and turns differing tokens into wildcards`() throws {
        var settings = Drain.Configuration()
        settings.protectsWords = false
        var drain = try SkeletonParser(.init(.drain(settings)))
        let ids = Self.learn(&drain, ["send file alpha now", "send file beta now", "send nothing at all", "stop"])
        #expect(ids[0] == ids[1])
        #expect(Set(ids).count == 3)
        #expect(drain.templates.map(\.text) == ["send file <*> now", "send nothing at all", "stop"])
        #expect(drain.templates.map(\.count) == [2, 1, 1])
    }

    @Test func `protected words stay apart until they take many values`() throws {
        var drain = try SkeletonParser()
        let first = Self.learn(&drain, ["a", "b", "c", "d", "e"].map { "removing service \($0)x" })
        #expect(Set(first).count == 5)
        let ids = Self.learn(&drain, ["removing service fx", "removing service gx"])
        #expect(ids == [first[0], first[0]])
        #expect(drain.templates.map(\.text) == ["removing service <*>"])
        #expect(drain.templates[0].count == 7)
        #expect(first.map { drain.canonical($0) } == Array(repeating: first[0], count: 5))
        #expect(drain.template(first[3])?.id == first[0])
    }

    @Test func `matching never learns and says none`() throws {
        var drain = try SkeletonParser()
        let learnt = Self.learn(&drain, ["job 1 started", "job 2 finished"])
        #expect(Self.match(&drain, ["job 9 started", "job 9 exploded", "other"]) == [learnt[0], .none, .none])
        #expect(drain.templateCount == 2)
        #expect(drain.learntRecords == 2)
    }

    @Test func `the least recently matched template is evicted and its id never comes back`() throws {
        var configuration = SkeletonParser.Configuration()
        configuration.maxClusters = 3
        var drain = try SkeletonParser(configuration)
        let ids = Self.learn(&drain, ["one aa", "two bb", "three cc", "one aa", "four dd"])
        #expect(drain.template(ids[1]) == nil)
        #expect(drain.templates.map(\.text) == ["one aa", "three cc", "four dd"])
        let again = Self.learn(&drain, ["two bb"])
        #expect(again[0] > ids[4])
        #expect(drain.template(ids[2]) == nil)
        #expect(drain.takeWarnings() == [.manyTemplates(count: 3, limit: 3), .evicting(limit: 3)])
        #expect(drain.takeWarnings() == [])
    }

    @Test func `severity in front keeps equal texts apart`() throws {
        // Without header fields every record has the same unknown severity, and the text does not show it.
        var configuration = SkeletonParser.Configuration()
        configuration.severityField = 0
        var drain = try SkeletonParser(configuration)
        let ids = Self.learn(&drain, ["disk 1 full", "disk 2 full"])
        #expect(ids[0] == ids[1])
        #expect(drain.templates.map(\.text) == ["disk <*> full"])
    }

    @Test func `a damaged state is refused`() throws {
        var drain = try SkeletonParser()
        _ = Self.learn(&drain, ["one 1 aa", "two bb"])
        let good = drain.state
        #expect(try SkeletonParser(state: good).templates == drain.templates)
        var states: [ParserState] = []
        for change: (inout ParserState) -> Void in [
            { $0.version = 9 }, { $0.nextID = 1 }, { $0.nextID = 0 }, { $0.groups[1].id = $0.groups[0].id },
            { $0.groups[0].tokens[0] = "\\q" },
            { $0.groups[0].tokens[0] = "\\x20" }, { $0.groups[0].count = -1 }, { $0.groups[0].lastMatch = 99 },
            { $0.groups[0].path = ["a", "b", "c"] },
            { $0.aliases = [[$0.groups[0].id, $0.groups[1].id]] }, { $0.aliases = [[$0.groups[0].id]] },
            {
                $0.nextID = 9; $0.aliases = [[.init(rawValue: 7), .init(rawValue: 8)], [.init(rawValue: 8), .init(rawValue: 7)]]
            },
        ] {
            var copy = good
            change(&copy)
            states.append(copy)
        }
        for state in states { #expect(throws: InputError.self) { try SkeletonParser(state: state) } }
    }

    @Test func `templates of a small cluster log`() throws {
        var drain = try SkeletonParser()
        _ = Self.learn(&drain, ParserLawTests.messages.map { String(decoding: $0, as: UTF8.self) })
        #expect(
            drain.templates.map { "\($0.count) \($0.text)" } == [
                "2 Receiving block <*> src: /<*> dest: /<*>",
                "1 PacketResponder <*> for block <*> terminating",
                "2 BLOCK* ask <*> to delete <*>",
                "2 session opened for user <*> by (uid=<*>)",
                "7 removing <*>",
                "1 VM Paused (Lifecycle Event)",
                "1 VM Resumed (Lifecycle Event)",
                "2 acquire tag=\"<*>\" name=<*> ws=<*>",
            ])
        var fingerprint = Fingerprint()
        for template in drain.templates { fingerprint.combine("\(template.id) \(template.text)") }
        #expect(fingerprint.hexadecimal == "635c01c7d4ce6502")
    }
}
