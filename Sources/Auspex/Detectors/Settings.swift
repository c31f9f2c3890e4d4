/// Changes fields of configurations by name, as `--set window=10` does, with errors that say what can be set.
///
/// Fields are the stored properties of `Codable` configurations; nested ones by dotted path (`countVector.vectorLimit`). The types'
/// own decoding checks the values, so there is no second list of parameters to keep.
public struct Settings: Sendable, Equatable {
    /// One `key=value`.
    public struct Assignment: Sendable, Equatable {
        /// Field name or dotted path.
        public var key: String
        /// Value as typed.
        public var value: String
    }

    private var open: [Assignment]
    private var known: Set<String> = []

    /// Reads assignments as typed.
    ///
    /// - Throws: ``InputError`` for one without `=`.
    public init(_ arguments: [String]) throws(InputError) {
        var assignments: [Assignment] = []
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw InputError("setting '\(argument)': expected key=value, such as window=10", remedy: .settings)
            }
            assignments.append(Assignment(key: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...])))
        }
        open = assignments
    }

    /// Takes the value of a key that is not part of a configuration (such as `model`).
    public mutating func take(_ key: String) -> String? {
        known.insert(key)
        guard let index = open.lastIndex(where: { $0.key == key }) else { return nil }
        let value = open[index].value
        open.removeAll { $0.key == key }
        return value
    }

    /// Sets the fields of one configuration; keys it does not have stay open for the next.
    ///
    /// - Parameter prefix: only keys that begin with this and a dot are meant, without it.
    /// - Throws: ``InputError`` when a value does not fit its field.
    public mutating func apply<Configuration: Codable>(to configuration: inout Configuration, behind prefix: String? = nil) throws {
        var tree = try JSON.decode(JSONValue.self, from: JSON.encode(configuration), source: "the configuration")
        let head = prefix.map { $0 + "." } ?? ""
        // Optional fields that are nil are absent from the JSON; a decoder asked for them says so by accepting them.
        known.formUnion(tree.flattened.keys.map { head + $0 })
        var applied: Set<String> = []
        for assignment in open where assignment.key.hasPrefix(head) {
            let field = String(assignment.key.dropFirst(head.count))
            let path = field.split(separator: ".").map(String.init)
            var candidate = tree
            guard
                Self.set(&candidate, path[...], to: assignment.value)
                    || Self.isOptionalField(path, of: Configuration.self, in: &candidate, assignment.value)
            else { continue }
            do {
                configuration = try JSON.decode(Configuration.self, from: JSON.encode(candidate), source: "setting")
            } catch is InputError {
                throw InputError(
                    "setting \(assignment.key)=\(assignment.value): not a value of it; it is \(tree.flattened[field] ?? "none") by default",
                    remedy: .settings
                )
            }
            tree = candidate
            applied.insert(assignment.key)
        }
        open.removeAll { applied.contains($0.key) }
    }

    /// The fields of a configuration as `key = value`, for people.
    public static func described(_ configuration: some Encodable, behind prefix: String? = nil) -> [String: String] {
        guard let bytes = try? JSON.encode(configuration),
            let tree = try? JSON.decode(JSONValue.self, from: bytes, source: "the configuration")
        else { return [:] }
        let head = prefix.map { $0 + "." } ?? ""
        return Dictionary(uniqueKeysWithValues: tree.flattened.map { (head + $0.key, $0.value) })
    }

    /// Ends the setting of fields.
    ///
    /// - Parameters:
    ///   - name: the method by name.
    ///   - kind: what sort of method it is.
    /// - Throws: ``InputError`` that names what was not understood and what could be set.
    public func finish(for name: String, kind: String = "detector") throws(InputError) {
        guard let first = open.first else { return }
        throw InputError(
            "setting \(first.key): the \(kind) '\(name)' has no such setting; it has \(known.sorted().joined(separator: ", "))",
            remedy: .settings)
    }

    private static func set(_ value: inout JSONValue, _ path: ArraySlice<String>, to text: String) -> Bool {
        guard let name = path.first, case .object(var members) = value, var member = members[name] else { return false }
        if path.count > 1 {
            guard set(&member, path.dropFirst(), to: text) else { return false }
        } else {
            if case .object = member { return false }
            member = parse(text, like: member)
        }
        members[name] = member
        value = .object(members)
        return true
    }

    /// Whether a type has an optional field of that name: its coding key is asked for while decoding.
    private static func isOptionalField<Configuration: Codable>(
        _ path: [String], of type: Configuration.Type, in value: inout JSONValue, _ text: String
    ) -> Bool {
        guard path.count == 1, let name = path.first, case .object(var members) = value, members[name] == nil else { return false }
        // A field that exists changes what comes back out; one that does not is ignored by the decoder.
        members[name] = parse(text, like: .null)
        guard let bytes = try? JSON.encode(JSONValue.object(members)),
            let decoded = try? JSON.decode(type, from: bytes, source: "setting"),
            let back = try? JSON.decode(JSONValue.self, from: JSON.encode(decoded), source: "setting"),
            case .object(let result) = back, result[name] != nil
        else { return false }
        value = .object(members)
        return true
    }

    private static func parse(_ text: String, like old: JSONValue) -> JSONValue {
        if case .string = old { return .string(text) }
        if text == "none" || text == "null" { return .null }
        if text == "true" { return .bool(true) }
        if text == "false" { return .bool(false) }
        if let whole = Int64(text) {
            if case .number = old { return .number(Double(whole)) }
            return .integer(whole)
        }
        if let number = Double(text) { return .number(number) }
        return .string(text)
    }
}
