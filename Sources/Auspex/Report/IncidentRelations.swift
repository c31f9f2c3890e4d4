/// Which incidents of different files are one fault: they overlap in time, and their lines name the same request, trace or session.
///
/// That two files show something at the same time says little: a busy folder always does. An identifier that both name says much, unless it is
/// everywhere (a host, a container): one that more than ``spread`` incidents name does not count.
///
/// - Complexity: O(characters of the lines).
struct IncidentRelations {
    /// Most incidents that may name what relates two of them.
    static let spread = 4
    /// Seconds that clocks and buffers may put between two files.
    static let slack = 2.0
    /// Fewest characters of an identifier of letters and digits, and of one of digits alone: times and amounts are shorter.
    static let leastLength = 12, leastDigits = 15
    /// Incidents looked at, the worst first.
    static let limit = 2_000

    /// For each incident the places of those related to it, worst first.
    ///
    /// - Parameter reports: the incidents in words, in the same order.
    static func places(of incidents: [Incident], _ reports: [IncidentReport]) -> [[Int]] {
        var related = [[Int]](repeating: [], count: reports.count)
        guard Set(reports.prefix(limit).flatMap(\.sources)).count > 1 else { return related }
        var named: [String: [Int]] = [:]
        for (place, report) in reports.enumerated().prefix(limit) {
            var own: Set<String> = []
            for line in report.lines { own.formUnion(identifiers(in: line.raw)) }
            for identifier in own { named[identifier, default: []].append(place) }
        }
        for places in named.values where (2...spread).contains(places.count) {
            for (index, left) in places.enumerated() {
                for right in places[(index + 1)...] where isNear(incidents[left], incidents[right]) {
                    guard Set(reports[left].sources).isDisjoint(with: reports[right].sources), !related[left].contains(right) else {
                        continue
                    }
                    related[left].append(right)
                    related[right].append(left)
                }
            }
        }
        return related.map { $0.sorted() }
    }

    private static func isNear(_ left: Incident, _ right: Incident) -> Bool {
        left.start <= right.end + slack && right.start <= left.end + slack
    }

    /// What looks like the name of a request, trace or session: many characters, digits among them.
    static func identifiers(in raw: String) -> Set<String> {
        var found: Set<String> = []
        for word in raw.utf8.prefix(16_384).split(whereSeparator: { !isAlphanumeric($0) }) where word.count >= leastLength {
            let digits = word.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            // A compact time has two letters at most.
            guard digits >= 3, word.count - digits >= 3 || digits >= leastDigits else { continue }
            found.insert(String(Substring(word)))
        }
        return found
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
