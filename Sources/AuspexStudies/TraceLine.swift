/// A line of the microservices' log: `TIME POD TIME LEVEL CLASS#LINE TraceID: ID SpanID: ID [METHOD]…`.
struct TraceLine: Equatable {
    /// Trace it belongs to; empty for none.
    let trace: String
    /// Service that wrote it: the pod without its two random parts.
    let service: String
    /// The method it speaks of, the first text in brackets.
    let method: String

    init(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 16, omittingEmptySubsequences: true)
        let pod = words.count > 1 ? words[1] : ""
        service = pod.split(separator: "-").dropLast(2).joined(separator: "-")
        let mark = words.firstIndex(of: "TraceID:")
        trace = mark.flatMap { $0 + 1 < words.count ? String(words[$0 + 1]) : nil } ?? ""
        let rest = line.drop { $0 != "[" }.dropFirst()
        method = String(rest.prefix { $0 != "]" })
    }

    /// Whether it comes from a service, or from a method with the service in its name: the call to it.
    func names(_ wanted: String) -> Bool {
        guard service != wanted else { return true }
        let stem = wanted.split(separator: "-").filter { $0 != "ts" && $0 != "service" }.joined()
        return !stem.isEmpty && method.lowercased().contains(stem)
    }
}
