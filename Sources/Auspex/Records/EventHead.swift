/// Header fields that say, beside the message or instead of it, what kind of event a record is.
public enum EventHead: Codable, Sendable, Equatable {
    /// The field names the statement that wrote the record: records of one statement are one kind of event, whatever their text.
    case statement(field: Int)
    /// The field names the program or logger: texts of different ones are never the same kind of event.
    case component(field: Int)
    /// A request: its method (-1 where the format has none), the shape of its path and its outcome are the kind of event; the values (sizes,
    /// durations …) are its parameters.
    case access(method: Int, path: Int, status: Int, values: [Int])
}

extension LogFormat {
    /// Which header fields are part of the event; `nil` where the message says it all.
    public var eventHead: EventHead? {
        if let request = requestHead { return request }
        switch body {
        case .access(let extras):
            guard let methodField, let pathField, let statusField, let size = fieldIndex("Bytes") else { return nil }
            // What stands behind the agent; words in front say who was asked.
            let names = extras?.names ?? []
            let more = names.indices.filter { !AccessScanner.isInFront(names[$0]) }.map { AccessScanner.fieldNames.count + $0 }
            return .access(method: methodField, path: pathField, status: statusField, values: [size] + more)
        case .columns:
            if let statementField { return .statement(field: statementField) }
            return componentField.map { .component(field: $0) }
        default: return nil
        }
    }

    /// The head of structured records that are requests.
    private var requestHead: EventHead? {
        guard (inner?.roles ?? keyRoles)?.areRequests == true, let pathField, let statusField else { return nil }
        var known = Array(timeFields ?? -1 ... -1) + [methodField, pathField, statusField, hostField].compactMap { $0 }
        known += [KeyRoles.requestMethod, KeyRoles.requestPath, (inner?.roles ?? keyRoles)?.requestLine ?? ""].compactMap(fieldIndex)
        let first = inner == nil ? 0 : headerCount
        let values = (first..<fieldNames.count).filter { !known.contains($0) && !KeyRoles.saysWho(fieldNames[$0]) }
        return .access(method: methodField ?? -1, path: pathField, status: statusField, values: values)
    }
}
