import Testing

@testable import Auspex

@Suite struct NearestNameTests {
    private static let commands = ["scan", "train", "transfer", "detect", "evaluate", "explain"]

    @Test func `slips of the fingers find the name: a letter more, less, another, or two exchanged`() {
        for (typed, meant) in [
            ("scann", "scan"), ("scn", "scan"), ("sxan", "scan"), ("scna", "scan"), ("SCAN", "scan"), ("detetc", "detect"),
            ("evalaute", "evaluate"),
        ] { #expect(NearestName.of(typed, among: Self.commands) == meant, "\(typed)") }
    }

    @Test func `what is far from every name is no slip`() {
        for typed in ["", "xyzzy", "status", "s", String(repeating: "scan", count: 1000)] {
            #expect(NearestName.of(typed, among: Self.commands) == nil, "\(typed.prefix(20))")
        }
        #expect(NearestName.of("scan", among: []) == nil)
    }
}
