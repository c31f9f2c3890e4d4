import Foundation
import Testing

@testable import Auspex

/// The registry is the one place that knows which methods there are.
@Suite struct MethodRegistryTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardized

    /// Swift files by path below `Sources`, without comments.
    private static func code(in folder: String = "") throws -> [String: String] {
        let root = sources.appending(path: folder)
        let files = try #require(FileManager.default.enumerator(atPath: root.path))
        var all: [String: String] = [:]
        for case let name as String in files where name.hasSuffix(".swift") {
            let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
            all[folder.isEmpty ? name : folder + "/" + name] = text.split(separator: "\n").filter {
                !$0.drop { $0 == " " }.hasPrefix("//")
            }.joined(separator: "\n")
        }
        return all
    }

    @Test func `every method of the sources is in the registry`() throws {
        let registered = Set(MethodRegistry.all.map { String(describing: $0).prefix { $0 != "<" } }.map(String.init))
        var found: Set<String> = []
        for text in try Self.code(in: "Auspex/Detectors").values {
            for match in text.matches(of: /public struct (\w+)(<[^>]*>)?: [^{]*\b(?!Fitted)\w*Method\b/) {
                found.insert(String(match.1))
            }
        }
        #expect(found == registered, "put it into MethodRegistry.all")
        let listed = try #require(Self.code(in: "Auspex/Detectors")["Auspex/Detectors/MethodRegistry.swift"])
        for match in try Self.code(in: "Auspex/Detectors/Rules").values.flatMap({ $0.matches(of: /struct (\w+): SequenceRule\b/) }) {
            #expect(listed.contains("RuleMethod<\(match.1)>.self"), "put \(match.1) into MethodRegistry.all")
        }
    }

    @Test func `no switch and no comparison over method names, and no cast to a method's own type, outside the registry`() throws {
        let names = MethodRegistry.names.joined(separator: "|")
        let byName = try Regex("case \"(\(names))\"|[!=]= ?\"(\(names))\"|\"(\(names))\" ?[!=]=")
        let types = "KeyModel|NGramModel|Ensemble|TopCandidates|FeedbackDetector|(Rule|NextEvent|Method)Member|RuleDetector|\\w+Rule"
        let byType = try Regex("(as[?!]|is|as) (any )?(\(types))\\b")
        for (path, text) in try Self.code() {
            for line in text.split(separator: "\n") {
                #expect(!line.contains(byName), "\(path): \(line)")
                // Conforming extensions and generic constraints are no casts.
                if line.contains(byType), !line.contains("Self.Type") { Issue.record("\(path): \(line)") }
            }
        }
    }
}
