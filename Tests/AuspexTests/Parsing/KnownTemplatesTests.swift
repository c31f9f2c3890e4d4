import Auspex
import TestSupport
import Testing

@Suite struct KnownTemplatesTests {
    @Test func `the most specific template wins and wildcards are parameters`() throws {
        let csv = "EventId,EventTemplate,Occurrences\nE7,\"job <*>, state <*>\",2\nE3,\"job <*>, state done\",1\nE1,<*> halted,0\n"
        var parser = try KnownTemplates(CSVTable(Array(csv.utf8), name: "t.csv"), name: "t.csv")
        let batch = RecordBatch(messages: ["job 7, state done", "job a b,  state  17", "disk /dev/sda halted", "nothing"].map { Array($0.utf8) })
        var events = EventBatch()
        parser.learn(batch, into: &events)
        #expect(events.templates.map(\.rawValue) == [3, 7, 1, 0])
        #expect(events.parameters.map { batch.text($0.range) } == ["7", "a b", "17", "disk /dev/sda"])
        #expect(events.parameters.map(\.kind) == [.number, .word, .number, .identifier])
        #expect(parser.templates.map(\.count) == [1, 1, 1])
    }

    @Test func `a list without usable ids is numbered, and an empty one refused`() throws {
        let parser = try KnownTemplates([("", "a"), ("x", "b")])
        #expect(parser.templates.map(\.id.rawValue) == [1, 2])
        #expect(throws: InputError.self) { try KnownTemplates([]) }
        #expect(throws: InputError.self) { try KnownTemplates(CSVTable(Array("A,B\n1,2\n".utf8), name: "t.csv"), name: "t.csv") }
    }
}
