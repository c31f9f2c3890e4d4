import Testing

@testable import Auspex

/// Words that are values: names, quoted text, encoded bytes.
@Suite struct NameTests {
    static func parse(_ lines: [String]) throws -> (drain: SkeletonParser, templates: [String]) {
        var drain = try SkeletonParser()
        var events = EventBatch()
        drain.learn(RecordBatch(messages: lines.map { Array($0.utf8) }), into: &events)
        let ids = events.templates
        drain.finishLearning()
        return (drain, ids.map { drain.template($0)?.text ?? "" })
    }

    @Test func `names met in several texts are one place in each of them, the steps around them stay apart`() throws {
        var lines: [String] = []
        for name in ["anna", "ben", "carla"] {
            lines += [
                "Accepted key for \(name) on gate", "Failed key for \(name) on gate", "session opened for \(name)(uid=7) by root",
                "cache hit by \(name) in store", "cache miss by \(name) in store",
            ]
        }
        var (drain, templates) = try Self.parse(lines)
        #expect(
            Set(templates) == [
                "Accepted key for <*> on gate", "Failed key for <*> on gate", "session opened for <*>) by root",
                "cache hit by <*> in store",
                "cache miss by <*> in store",
            ])
        var events = EventBatch()
        let new = ["Accepted key for dora on gate", "Refused key for anna on gate", "cache lost by anna in store"]
        drain.match(RecordBatch(messages: new.map { Array($0.utf8) }), into: &events)
        #expect(events.templates.map { $0 != .none } == [true, false, false])
    }

    @Test func `steps that look alike in one or two texts stay apart`() throws {
        let lines = ["cache hit for key", "cache miss for key", "cache stored for key", "disk hit for key", "disk miss for key"]
        let (_, templates) = try Self.parse(lines)
        #expect(templates == lines)
    }

    @Test func `learning goes on after it was ended`() throws {
        var lines: [String] = []
        for name in ["anna", "ben", "carla"] { lines += ["a job of \(name) begins", "b job of \(name) begins", "c job of \(name) begins"] }
        var (drain, _) = try Self.parse(lines)
        var events = EventBatch()
        drain.learn(RecordBatch(messages: [Array("a job of dora begins".utf8), Array("d job of dora begins".utf8)]), into: &events)
        #expect(events.templates.map { drain.template($0)?.text } == ["a job of <*> begins", "d job of dora begins"])
        drain.checkInvariants()
    }

    @Test func `a list of any length is one parameter`() throws {
        var drain = try SkeletonParser()
        var events = EventBatch()
        let batch = RecordBatch(messages: ["ids [11,22,33,44,55,66] of 7", "ids [1,2,3,4,5,6,7,8,90] of 10"].map { Array($0.utf8) })
        drain.learn(batch, into: &events)
        #expect(events.templates.map(\.rawValue) == [1, 1] && events.parameterStarts == [0, 2, 4])
        #expect(events.parameters.map { batch.text($0.range) } == ["11,22,33,44,55,66", "7", "1,2,3,4,5,6,7,8,90", "10"])
    }

    @Test(arguments: [
        (#"could not open "my file" today"#, #"could not open "<*>" today"#), ("limit for 'nofile' is off", "limit for '<*>' is off"),
        (#"got "GET /x HTTP/1.1" from it"#, #"got "GET <*> HTTP/<*>" from it"#), ("it doesn't and won't", "it doesn't and won't"),
        (#"{"name":"carla","on":1}"#, #"{"name":"<*>","on":<*>}"#), (#"5" disk and 3" disk"#, #"<*>" disk and <*>" disk"#),
        (#"an open "quote of text"#, #"an open "quote of text"#), ("empty \"\" and ''", "empty \"\" and ''"),
        ("key SHA256:QEVxyS49LS+3/BkJ1BXvcOGyXKzAXUFOuK+s2FUMyZw end", "key <*>:<*> end"),
        ("ids [1,2,3,4,5,6] and (7,8)", "ids [<*>] and (<*>,<*>)"), ("ids [1,2,3,4,5,6,7,8,9];1", "ids [<*>];<*>"),
        ("mixed 1,2;3,4;5,6;7", "mixed <*>,<*>;<*>,<*>;<*>,<*>;<*>"),
        ("read org/apache/hadoop/mapred/Task now", "read org/apache/hadoop/mapred/Task now"),
    ]) func `quoted text and encoded bytes are one parameter each`(text: String, template: String) throws {
        #expect(try Self.parse([text]).templates == [template])
    }
}
