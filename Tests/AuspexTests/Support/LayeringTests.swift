import Foundation
import Testing

/// The folders of the core read in the order of the data; nothing may mention a type of a folder above it.
@Suite struct LayeringTests {
    /// Lowest first: ARCHITECTURE.md has the same list.
    static let rooms = [
        "Support", "Records", "Parsing", "Sequencing", "Detectors", "Diagnosis", "Feedback", "Evaluation", "Simulation",
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
            return ("\(room)/\(name)", withoutCommentsAndLiterals(text))
        }
    }

    /// Comments may name what they like; literals too. One pass over the bytes: regular expressions are slow in debug builds.
    static func withoutCommentsAndLiterals(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        var inLiteral = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                inLiteral = false
                kept.append(byte)
            } else if inLiteral {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { inLiteral = false }
            } else if byte == UInt8(ascii: "\"") {
                inLiteral = true
            } else if byte == UInt8(ascii: "/"), index + 1 < bytes.count, bytes[index + 1] == byte {
                while index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\n") { index += 1 }
            } else {
                kept.append(byte)
            }
            index += 1
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Names of types declared at the top level: nested ones such as `Configuration` recur everywhere.
    static func declaredTypes(in code: String) -> [String] {
        code.split(separator: "\n").compactMap { line in
            guard line.first != " " else { return nil }
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            guard let kind = words.firstIndex(where: { ["struct", "class", "enum", "protocol", "actor"].contains($0) }),
                words[..<kind].allSatisfy({ ["public", "package", "final", "indirect"].contains($0) }), kind + 1 < words.count
            else { return nil }
            return String(words[kind + 1])
        }
    }

    @Test func `every folder of the core has its place in the order`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).filter { !$0.hasSuffix(".docc") }
        #expect(Set(folders) == Set(Self.rooms))
    }

    @Test func `no folder mentions a type of a folder above it`() {
        var home: [String: Int] = [:]
        for (level, room) in Self.rooms.enumerated() {
            for file in Self.files(in: room) {
                for type in Self.declaredTypes(in: file.code) { home[type] = level }
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
