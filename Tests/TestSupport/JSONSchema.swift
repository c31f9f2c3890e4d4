public import Auspex
public import Foundation

/// Checks JSON documents against the schemas of `docs/schemas`.
///
/// Understands the words those schemas use: `type`, `const`, `enum`, `properties`, `required`, `additionalProperties`, `items` and `$ref`
/// (`#/$defs/x`, or the same in another file of the folder). Any other word that would restrict something is refused, so that nothing
/// is believed to be checked that is not.
public struct JSONSchema {
    /// What is wrong with a schema itself.
    public struct Problem: Error, CustomStringConvertible {
        /// The file and what is wrong.
        public let description: String
    }

    private struct Scope {
        var file: String
        var root: [String: JSONValue]
    }

    private let folder: URL
    private var files: [String: [String: JSONValue]] = [:]
    private var file: String

    private static let annotations: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

    /// Reads a schema and the other files of its folder.
    ///
    /// - Throws: ``Problem`` for a file that is no schema, or uses words that are not understood.
    public init(_ name: String, in folder: URL) throws {
        self.folder = folder
        file = name
        for other in try FileManager.default.contentsOfDirectory(atPath: folder.path) where other.hasSuffix(".json") {
            let bytes = try [UInt8](Data(contentsOf: folder.appendingPathComponent(other)))
            guard case .object(let root) = try JSON.decode(JSONValue.self, from: bytes, source: other) else {
                throw Problem(description: "\(other) is no object")
            }
            files[other] = root
        }
        guard files[name] != nil else { throw Problem(description: "there is no \(name)") }
    }

    /// What the schema says its documents are.
    public var identifier: String? {
        if case .string(let text)? = files[file]?["$id"] { text } else { nil }
    }

    /// What is wrong with a document, each with its place; empty when nothing is.
    public func faults(in document: JSONValue) throws -> [String] {
        guard let root = files[file] else { return [] }
        var faults: [String] = []
        try check(document, .object(root), Scope(file: file, root: root), at: "", &faults)
        return faults
    }

    // MARK: Checks

    private func check(_ value: JSONValue, _ schema: JSONValue, _ scope: Scope, at place: String, _ faults: inout [String]) throws {
        let rules: [String: JSONValue]
        switch schema {
        case .bool(true): return
        case .bool(false):
            faults.append("\(place): is not allowed here")
            return
        case .object(let members): rules = members
        default: throw Problem(description: "\(scope.file): a schema is an object, true or false")
        }
        for (word, rule) in rules.sorted(by: { $0.key < $1.key }) {
            switch word {
            case "$ref":
                let (target, inner) = try resolve(rule, scope)
                try check(value, target, inner, at: place, &faults)
            case "type": try checkType(value, rule, scope, at: place, &faults)
            case "const": if value != rule { faults.append("\(place): is \(value.text), not \(rule.text)") }
            case "enum":
                guard case .array(let allowed) = rule else { throw Problem(description: "\(scope.file): enum is a list") }
                if !allowed.contains(value) { faults.append("\(place): \(value.text) is none of \(rule.text)") }
            case "required":
                guard case .array(let names) = rule else { throw Problem(description: "\(scope.file): required is a list") }
                guard case .object(let members) = value else { continue }
                for case .string(let name) in names where members[name] == nil { faults.append("\(place): \(name) is missing") }
            case "properties":
                guard case .object(let known) = rule else { throw Problem(description: "\(scope.file): properties is an object") }
                guard case .object(let members) = value else { continue }
                for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                    if let schema = known[name] { try check(member, schema, scope, at: "\(place)/\(name)", &faults) }
                }
            case "additionalProperties":
                guard case .object(let members) = value else { continue }
                var known: Set<String> = []
                if case .object(let named)? = rules["properties"] { known = Set(named.keys) }
                for (name, member) in members.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
                    try check(member, rule, scope, at: "\(place)/\(name)", &faults)
                }
            case "items":
                guard case .array(let elements) = value else { continue }
                for (index, element) in elements.enumerated() { try check(element, rule, scope, at: "\(place)/\(index)", &faults) }
            default:
                guard Self.annotations.contains(word) else {
                    throw Problem(description: "\(scope.file): the word \(word) is not understood")
                }
            }
        }
    }

    private func checkType(_ value: JSONValue, _ rule: JSONValue, _ scope: Scope, at place: String, _ faults: inout [String]) throws {
        let wanted: [JSONValue] = if case .array(let several) = rule { several } else { [rule] }
        for case .string(let name) in wanted where try Self.is(value, name, scope.file) { return }
        faults.append("\(place): \(value.text.prefix(60)) is no \(rule.text)")
    }

    private static func `is`(_ value: JSONValue, _ type: String, _ file: String) throws -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number), ("string", .string),
            ("array", .array), ("object", .object):
            return true
        case ("integer", .number(let number)): return number == number.rounded()
        case ("null", _), ("boolean", _), ("integer", _), ("number", _), ("string", _), ("array", _), ("object", _): return false
        default: throw Problem(description: "\(file): there is no type \(type)")
        }
    }

    private func resolve(_ reference: JSONValue, _ scope: Scope) throws -> (JSONValue, Scope) {
        let parts = reference.text.split(separator: "#", omittingEmptySubsequences: false)
        let name = parts[0].isEmpty ? scope.file : String(parts[0])
        let path = parts.count == 2 ? parts[1].split(separator: "/").map(String.init) : []
        guard path.count == 2, path[0] == "$defs", let root = files[name], case .object(let shapes)? = root["$defs"],
            let target = shapes[path[1]]
        else { throw Problem(description: "\(scope.file): \(reference.text) leads nowhere") }
        return (target, Scope(file: name, root: root))
    }
}
