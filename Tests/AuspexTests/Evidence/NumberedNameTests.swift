import Testing

@testable import Auspex

/// Names of a series: a further one is no news.
@Suite struct NumberedNameTests {
    private static func values(_ names: [String]) -> Set<UInt64> {
        Set(
            names.map { name in
                let bytes = Array(name.utf8)
                return ObservationReader.hash(bytes.span, ByteRange(start: 0, end: UInt32(bytes.count)))
            })
    }

    @Test(arguments: [
        ("nio-8080-exec-3", ["nio-8080-exec-1", "nio-8080-exec-2", "nio-8080-exec-4"], true),
        ("nio-8080-exec-8", ["nio-8080-exec-1", "nio-8080-exec-2", "nio-8080-exec-4"], true),
        ("nio-8080-exec-9", ["nio-8080-exec-1", "nio-8080-exec-2", "nio-8080-exec-4"], false),
        ("nio-8080-exec-3", ["nio-8080-exec-1", "nio-8080-exec-2"], false),
        ("pool-3-thread-1", ["pool-1-thread-1", "pool-2-thread-1", "pool-4-thread-1"], true),
        ("node-07", ["node-08", "node-09", "node-11"], true),
        ("disk-3", ["worker-1", "worker-2", "worker-4"], false),
        ("404", ["400", "401", "403"], false),
        ("E9000", ["E1001", "E1002", "E1003"], false),
        ("", ["a1", "a2", "a3"], false),
    ])
    func `a name continues a series of at least three others`(name: String, seen: [String], isOne: Bool) {
        #expect((NumberedName(name)?.continues(Self.values(seen)) ?? false) == isOne)
    }
}
