import Auspex
import Foundation
import TestSupport
import Testing

@Suite struct ParserLawTests {
    static let messages: [[UInt8]] = """
        Receiving block blk_-1608999687919862906 src: /10.250.19.102:54106 dest: /10.250.19.102:50010
        Receiving block blk_77 src: /10.250.19.103:1 dest: /10.250.19.103:50010
        PacketResponder 1 for block blk_38865049064139660 terminating
        BLOCK* ask 10.250.14.38:50010 to delete  blk_-1 blk_2 blk_3
        BLOCK* ask 10.250.14.39:50010 to delete  blk_-1
        session opened for user root by (uid=0)
        session opened for user cyrus by (uid=0)
        removing echo
        removing chargen
        removing daytime
        removing discard
        removing time
        removing finger
        removing talk
        VM Paused (Lifecycle Event)
        VM Resumed (Lifecycle Event)
        acquire tag="a lock" name=com.android.phone ws=null
        acquire tag="b" name=android ws=WorkSource{1000}
        """.split(separator: "\n").map { Array($0.utf8) }

    static func reload(_ drain: SkeletonParser) throws -> SkeletonParser {
        let data = try JSONEncoder().encode(drain.state)
        return try SkeletonParser(state: JSONDecoder().decode(ParserState.self, from: data))
    }

    @Test func `Drain keeps the laws of parsers`() throws {
        #expect(try checkParser({ try SkeletonParser() }, reload: Self.reload, messages: Self.messages) == [])
    }

    @Test func `every tree keeps the laws, also with room for few templates and in a small cache`() throws {
        for tree in TreeConfiguration.all {
            let isOrdered = if case .ftTree = tree { false } else { true }
            for (maxClusters, cacheEntries) in [(10_000, 65_536), (7, 65_536), (10_000, 0), (40, 5)] {
                var configuration = SkeletonParser.Configuration(tree)
                configuration.maxClusters = maxClusters
                configuration.cacheEntries = cacheEntries
                let broken = try checkParser(
                    { try SkeletonParser(configuration) }, reload: Self.reload, messages: Self.messages, isOrdered: isOrdered)
                #expect(broken == [], "\(tree.name), \(maxClusters) templates, \(cacheEntries) skeletons")
            }
        }
    }

    @Test func `Drain without protected words, deeper and with few templates, keeps the laws`() throws {
        var plain = Drain.Configuration()
        plain.protectsWords = false
        plain.depth = 6
        #expect(try checkParser({ try SkeletonParser(.init(.drain(plain))) }, reload: Self.reload, messages: Self.messages) == [])
        var narrow = Drain.Configuration()
        narrow.maxChildren = 2
        var tight = SkeletonParser.Configuration(.drain(narrow))
        tight.maxClusters = 5
        #expect(try checkParser({ try SkeletonParser(tight) }, reload: Self.reload, messages: Self.messages) == [])
    }

    @Test func `Drain with user masks keeps the laws`() throws {
        var masked = SkeletonParser.Configuration()
        masked.masks = [UserMask(name: "FOR", expression: "for block \\S+"), UserMask(name: "A", expression: "a+b?")]
        #expect(try checkParser({ try SkeletonParser(masked) }, reload: Self.reload, messages: Self.messages) == [])
    }

    @Test func `known templates keep the laws`() throws {
        let list = [
            ("E5", "Receiving block <*> src: <*> dest: <*>"), ("E9", "<*>"), ("E2", "removing <*>"), ("E3", "removing time"),
            ("E4", "VM <*> (Lifecycle Event)"),
        ]
        #expect(try checkParser({ try KnownTemplates(list.map { (eventID: $0.0, text: $0.1) }) }, messages: Self.messages) == [])
    }

    @Test(arguments: TreeConfiguration.all) func `the cache changes no result`(_ tree: TreeConfiguration) throws {
        var uncached = SkeletonParser.Configuration(tree)
        uncached.cacheEntries = 0
        var tiny = SkeletonParser.Configuration(tree)
        tiny.cacheEntries = 3
        var random = RandomSource(seed: 5)
        let words = ["alpha", "beta", "user", "root", "17", "x=1", "a.b.c", "com.d.e", "[3]", "gamma", "delta", "epsilon", "zeta", "eta"]
        let messages = (0..<600).map { _ in
            Array(
                (0..<(2 + Int(random.next() % 3))).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined(separator: " ").utf8)
        }
        for maxClusters in [10_000, 40] {
            var results: [[TemplateID]] = []
            for var configuration in [SkeletonParser.Configuration(tree), uncached, tiny] {
                configuration.maxClusters = maxClusters
                var drain = try SkeletonParser(configuration)
                var events = EventBatch()
                var ids: [TemplateID] = []
                for start in stride(from: 0, to: messages.count, by: 100) {
                    let batch = RecordBatch(messages: Array(messages[start..<(start + 100)]))
                    drain.learn(batch, into: &events)
                    ids += events.templates
                    drain.match(batch, into: &events)
                    ids += events.templates
                    if start == 200 { drain.finishLearning() }
                }
                results.append(ids)
            }
            #expect(results[0] == results[1])
            #expect(results[0] == results[2])
        }
    }
}
