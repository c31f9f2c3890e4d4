import Auspex
import TestSupport
import Testing

@Suite struct MaskTests {
    /// The template and the parameters, `kind:text`, of one message.
    static func parse(_ message: String) throws -> (template: String, parameters: [String]) {
        let batch = RecordBatch(messages: [Array(message.utf8)])
        var drain = try SkeletonParser()
        var events = EventBatch()
        drain.learn(batch, into: &events)
        return (drain.templates[0].text, events.parameters.map { "\($0.kind):\(batch.text($0.range))" })
    }

    @Test(arguments: [
        ("src: /10.251.1.1:5000, done", "src: /<*>, done", ["ipv4:10.251.1.1:5000"]),
        ("from (10.1.1.1)", "from (<*>)", ["ipv4:10.1.1.1"]),
        ("at 10.1.1.256 end", "at <*> end", ["identifier:10.1.1.256"]),
        ("user=17 x", "user=<*> x", ["number:17"]),
        ("user=alice x", "user=<*> x", ["word:alice"]),
        ("size=12KB, x", "size=<*>, x", ["quantity:12KB"]),
        (
            "[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] Creating", "[instance: <*>] Creating",
            ["uuid:b9000564-fe1a-409b-b8cc-1e88b294cd1d"]
        ),
        ("[instance: abcdefab-fe1a-409b-b8cc-1e88b294cd1d]", "[instance: <*>]", ["uuid:abcdefab-fe1a-409b-b8cc-1e88b294cd1d"]),
        ("mail to jo.doe@example.org.", "mail to <*>.", ["email:jo.doe@example.org"]),
        ("get http://a.b/c?d=e&f=1 now", "get <*> now", ["url:http://a.b/c?d=e&f=1"]),
        ("at fe80::1ff:fe23:4567:890a up", "at <*> up", ["ipv6:fe80::1ff:fe23:4567:890a"]),
        ("at ::1 up", "at <*> up", ["ipv6:::1"]),
        ("mac 00:1b:44:11:3a:b7 up", "mac <*> up", ["mac:00:1b:44:11:3a:b7"]),
        ("open /etc/passwd: no", "open <*>: no", ["path:/etc/passwd"]),
        ("load C:\\Windows\\a.dll, ok", "load <*>, ok", ["path:C:\\Windows\\a.dll"]),
        ("block blk_-1608 ok", "block <*> ok", ["block:blk_-1608"]),
        ("file /a/blk_-1608.meta ok", "file <*> ok", ["path:/a/blk_-1608.meta"]),
        ("address 0xdeadBEEF.", "address <*>.", ["hexadecimal:0xdeadBEEF"]),
        ("hash 9f4ef63a x", "hash <*> x", ["hexadecimal:9f4ef63a"]),
        ("AEAECAB: queued as deadbeef", "<*>: queued as <*>", ["hexadecimal:AEAECAB", "hexadecimal:deadbeef"]),
        ("FACADE defaced Acceded DEADBEEF-x beefcafe.de", "FACADE defaced Acceded DEADBEEF-x beefcafe.de", []),
        ("on 2015-10-18T18:01:47.978Z ok", "on <*> ok", ["timestamp:2015-10-18T18:01:47.978Z"]),
        ("on 2015-10-18 18:01:47,978 ok", "on <*> ok", ["timestamp:2015-10-18 18:01:47,978"]),
        ("at Sun Jul 10 03:55:15 2005", "at <*>", ["timestamp:Sun Jul 10 03:55:15 2005"]),
        ("at 03:55:15 x", "at <*> x", ["timestamp:03:55:15"]),
        ("took 12 ms", "took <*> ms", ["number:12"]),
        ("free 317.8 KB)", "free <*>)", ["quantity:317.8 KB"]),
        ("lifetime <1 sec", "lifetime <*>", ["quantity:<1 sec"]),
        ("load -1.5 of 1,234,567", "load <*> of <*>", ["number:-1.5", "number:1,234,567"]),
        ("node node-17 up", "node <*> up", ["identifier:node-17"]),
        ("task attempt_1445_0020_m_000000_0 ok", "task <*> ok", ["identifier:attempt_1445_0020_m_000000_0"]),
        ("proxy.cse.cuhk.edu.hk:5070 close", "<*> close", ["identifier:proxy.cse.cuhk.edu.hk:5070"]),
        ("up is true", "up is <*>", ["word:true"]),
        ("tag=\"a b c\", x", "tag=\"<*>\", x", ["word:a b c"]),
        ("ab::cd std::vector Maybe May", "ab::cd std::vector Maybe May", []),
        ("a-b c.d e/f (x) ok...", "a-b c.d e/f (x) ok...", []),
    ])
    func `values are masked at token edges and between punctuation`(message: String, template: String, parameters: [String]) throws {
        let found = try Self.parse(message)
        #expect(found.template == template)
        #expect(found.parameters == parameters)
    }

    @Test func `lists of any length are one event and keep each value`() throws {
        let batch = RecordBatch(messages: ["delete blk_1 blk_2 blk_3", "delete blk_4"].map { Array($0.utf8) })
        var drain = try SkeletonParser()
        var events = EventBatch()
        drain.learn(batch, into: &events)
        #expect(events.templates[0] == events.templates[1])
        #expect(events.parameters.map { batch.text($0.range) } == ["blk_1", "blk_2", "blk_3", "blk_4"])
    }

    @Test func `user masks come before the others, in their order`() throws {
        var configuration = SkeletonParser.Configuration()
        configuration.masks = [UserMask(name: "JOB", expression: "job-[a-z]+"), UserMask(name: "ALL", expression: "[a-z]+-x")]
        var drain = try SkeletonParser(configuration)
        let batch = RecordBatch(messages: [Array("run job-abc on node-x 7".utf8)])
        var events = EventBatch()
        drain.learn(batch, into: &events)
        #expect(drain.templates[0].text == "run <*> on <*> <*>")
        #expect(events.parameters.map(\.kind) == [.user, .user, .number])
        #expect(events.parameters.map { batch.text($0.range) } == ["job-abc", "node-x", "7"])
        configuration.masks = [UserMask(name: "BAD", expression: "(")]
        #expect(throws: InputError.self) { try SkeletonParser(configuration) }
    }
}
