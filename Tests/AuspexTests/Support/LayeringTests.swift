import Foundation
import Testing

/// The folders of the core read in the order of the data; nothing may mention a type of a folder above it.
@Suite struct LayeringTests {
    /// Lowest first: ARCHITECTURE.md has the same list.
    static let rooms = [
        "Support", "Records", "Parsing", "Sequencing", "Detectors", "Embedding", "Diagnosis", "Feedback", "Evaluation", "Simulation",
        "Bundle", "Pipeline",
    ]

    static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/Auspex")

    static func files(in room: String) -> [(path: String, code: String)] {
        let folder = sources.appendingPathComponent(room)
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) else { return nil }
            // Comments may name what they like; literals too.
            let code = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
            }.joined(separator: "\n").replacing(/"[^"\n]*"/, with: "\"\"")
            return ("\(room)/\(name)", code)
        }
    }

    @Test func `every folder of the core has its place in the order`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).filter { !$0.hasSuffix(".docc") }
        #expect(Set(folders).subtracting(Self.rooms).isEmpty)
    }

    @Test func `no folder mentions a type of a folder above it`() {
        var home: [String: Int] = [:]
        for (level, room) in Self.rooms.enumerated() {
            for file in Self.files(in: room) {
                // Top-level declarations only: nested names such as `Configuration` recur everywhere.
                for match in file.code.matches(
                    of: /(?m)^(?:public |package )?(?:indirect )?(?:final )?(?:struct|class|enum|protocol|actor) (\w+)/)
                {
                    home[String(match.1)] = level
                }
            }
        }
        #expect(home.count > 20)
        for (level, room) in Self.rooms.enumerated() {
            for file in Self.files(in: room) {
                let words = Set(file.code.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
                for word in words {
                    if let other = home[word], other > level {
                        Issue.record("\(file.path) mentions \(word), which lives above it in \(Self.rooms[other])")
                    }
                }
            }
        }
    }
}
