/// A header pattern such as `<Date> <Time> <Level> <Component>: <Content>`, compiled into steps over bytes.
///
/// Means what logparser's generated expression means (every field is the shortest text up to the literal behind it, a run of blanks in
/// the pattern is one or more blanks, `(…)?` is an optional group, the last field takes the rest), without a regular expression and
/// without backtracking: taking the *first* place where the next literal fits is never worse than a later one. One difference: between
/// two runs of blanks logparser may take an empty field, this program does not.
///
/// Cost: one pass over the header; O(line length × optional groups) on hostile lines.
struct HeaderProgram: Sendable, Equatable {
    /// A piece of what stands behind a field.
    struct Element: Sendable, Equatable {
        /// Bytes to match; 0x20 stands for a run of blanks. For an optional group: what opens it.
        var literal: [UInt8]
        /// The field inside an optional group, or -1 for a plain literal.
        var field: Int
        /// What closes an optional group.
        var close: [UInt8]

        var isOptional: Bool { field != -1 }
    }

    /// A field and what ends it.
    struct Step: Sendable, Equatable {
        enum End: UInt8, Sendable {
            /// A run of blanks: nine in ten steps.
            case blanks
            /// One byte, then a run of blanks (`: `).
            case byteAndBlanks
            /// Anything else: `elements`.
            case elements
            /// The end of the line, after the literal of `elements` if there is one.
            case line
        }

        var field: Int
        var end: End
        var byte: UInt8 = 0
        var elements: [Element] = []
    }

    /// Header fields in order of the pattern, `Content` not among them.
    let fieldNames: [String]
    /// What the line must begin with.
    private let lead: [Element]
    private let steps: [Step]
    /// The index that stands for `Content` while running.
    private static let content = -2

    /// Compiles a pattern.
    ///
    /// - Throws: ``InputError`` when there is no `<Content>`, a name is used twice, or two fields stand side by side.
    init(_ pattern: String) throws(InputError) {
        let pieces = try HeaderPattern.parse(pattern)
        var names: [String] = []
        var lead: [Element] = []
        var steps: [Step] = []
        func index(of name: String) throws(InputError) -> Int {
            if name == "Content" { return Self.content }
            guard !names.contains(name) else { throw InputError("log format '\(pattern)': the field <\(name)> appears twice") }
            names.append(name)
            return names.count - 1
        }
        var sawContent = false
        for piece in pieces {
            switch piece {
            case .literal(let bytes):
                let element = Element(literal: bytes, field: -1, close: [])
                if steps.isEmpty { lead.append(element) } else { steps[steps.count - 1].elements.append(element) }
            case .field(let name):
                if let previous = steps.last, previous.elements.allSatisfy(\.isOptional) {
                    throw InputError(
                        "log format '\(pattern)': nothing stands between two fields before <\(name)>; write what separates them")
                }
                sawContent = sawContent || name == "Content"
                steps.append(Step(field: try index(of: name), end: .elements))
            case .optional(let open, let name, let close):
                let element = Element(literal: open, field: try index(of: name), close: close)
                if steps.isEmpty { lead.append(element) } else { steps[steps.count - 1].elements.append(element) }
            }
        }
        guard sawContent else {
            throw InputError(
                "log format '\(pattern)': <Content> is missing; it names the message, for example '<Date> <Time> <Level> <Content>'")
        }
        for position in steps.indices {
            let elements = steps[position].elements
            if position == steps.count - 1 {
                guard elements.allSatisfy({ !$0.isOptional }) else {
                    throw InputError("log format '\(pattern)': an optional group cannot stand behind the last field")
                }
                steps[position].end = .line
            } else if elements.count == 1, elements[0].literal == [0x20] {
                steps[position].end = .blanks
            } else if elements.count == 1, elements[0].literal.count == 2, elements[0].literal[1] == 0x20, elements[0].literal[0] != 0x20 {
                steps[position].end = .byteAndBlanks
                steps[position].byte = elements[0].literal[0]
            }
        }
        fieldNames = names
        self.lead = lead
        self.steps = steps
    }

    /// Splits `start..<end`.
    ///
    /// - Parameters:
    ///   - fields: one range for each of ``fieldNames`` from `base` on, written where the field took part.
    /// - Returns: the content, or `nil` when the line does not fit (then `fields` may be half written).
    @inline(__always)
    func run(_ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange], base: Int) -> ByteRange? {
        var position = start
        if !lead.isEmpty {
            position = Self.match(lead, 0, bytes, start, end, &fields, base, failed: 0)
            guard position >= 0 else { return nil }
        }
        var content = ByteRange(start: UInt32(end), end: UInt32(end))
        for index in steps.indices {
            let fieldStart = position
            var fieldEnd = position
            switch steps[index].end {
            case .blanks:
                fieldEnd = ByteScan.findBlank(bytes, from: fieldEnd, to: end)
                guard fieldEnd < end else { return nil }
                position = ByteScan.skipBlanks(bytes, from: fieldEnd + 1, to: end)
            case .byteAndBlanks:
                let byte = steps[index].byte
                fieldEnd = ByteScan.findFirst(byte, or: byte, bytes, from: fieldEnd, to: end)
                while fieldEnd + 1 < end, !ByteScan.isBlank(bytes[fieldEnd + 1]) {
                    fieldEnd = ByteScan.findFirst(byte, or: byte, bytes, from: fieldEnd + 1, to: end)
                }
                guard fieldEnd + 1 < end else { return nil }
                position = ByteScan.skipBlanks(bytes, from: fieldEnd + 2, to: end)
            case .elements:
                let found = Self.find(steps[index].elements, bytes, position, end, &fields, base)
                guard found.after >= 0 else { return nil }
                fieldEnd = found.at
                position = found.after
            case .line:
                fieldEnd = end
                if !steps[index].elements.isEmpty {
                    guard let cut = Self.matchEnd(steps[index].elements, bytes, fieldStart, end) else { return nil }
                    fieldEnd = cut
                }
                position = end
            }
            let range = ByteRange(start: UInt32(truncatingIfNeeded: fieldStart), end: UInt32(truncatingIfNeeded: fieldEnd))
            let field = steps[index].field
            if field >= 0 { fields[base + field] = range } else { content = range }
        }
        return content
    }

    /// The first place where `elements` fit, and where they end; `after` is -1 when there is none.
    private static func find(
        _ elements: [Element], _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ fields: inout [ByteRange], _ base: Int
    ) -> (at: Int, after: Int) {
        // The elements can begin with the first byte of the leading optional groups or of the first plain literal.
        var first: (UInt8, UInt8) = (0, 0)
        var kinds = 0
        for element in elements {
            if kinds == 0 { first.0 = element.literal[0] }
            first.1 = element.literal[0]
            kinds += 1
            if !element.isOptional { break }
        }
        // A group whose close was not found from one place on is not found from any later one either: bit per element.
        var failed: UInt64 = 0
        for position in start..<max(start, end) {
            let byte = bytes[position] == 0x09 ? 0x20 : bytes[position]
            guard byte == first.0 || byte == first.1 || kinds > 2 else { continue }
            let after = match(elements, 0, bytes, position, end, &fields, base, failed: failed)
            if after >= 0 { return (position, after) }
            if byte == elements[0].literal[0], elements[0].isOptional, skip(elements[0].literal, bytes, position, end) >= 0 { failed |= 1 }
        }
        return (start, -1)
    }

    /// Matches `elements[number...]` at `position`; the end, or -1.
    private static func match(
        _ elements: [Element], _ number: Int, _ bytes: Span<UInt8>, _ position: Int, _ end: Int,
        _ fields: inout [ByteRange], _ base: Int, failed: UInt64
    ) -> Int {
        guard number < elements.count else { return position }
        let element = elements[number]
        let after = skip(element.literal, bytes, position, end)
        if !element.isOptional {
            return after < 0 ? -1 : match(elements, number + 1, bytes, after, end, &fields, base, failed: failed)
        }
        if after >= 0, number > 0 || failed & 1 == 0 {
            // Behind a plain literal the search is repeated for each place of that literal: bounded, so that no line costs its square.
            let limit = number > 0 ? min(end, after + 512) : end
            for close in after..<max(after, limit) where bytes[close] == element.close[0] {
                let closed = skip(element.close, bytes, close, end)
                guard closed >= 0 else { continue }
                let rest = match(elements, number + 1, bytes, closed, end, &fields, base, failed: failed)
                guard rest >= 0 else { continue }
                fields[base + element.field] = ByteRange(start: UInt32(after), end: UInt32(close))
                return rest
            }
        }
        fields[base + element.field] = .empty
        return match(elements, number + 1, bytes, position, end, &fields, base, failed: failed)
    }

    /// Matches a literal (blanks: one or more) at `position`; the end, or -1.
    @inline(__always)
    private static func skip(_ literal: [UInt8], _ bytes: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
        var position = position
        for byte in literal {
            guard position < end else { return -1 }
            if byte == 0x20 {
                guard ByteScan.isBlank(bytes[position]) else { return -1 }
                position = ByteScan.skipBlanks(bytes, from: position + 1, to: end)
            } else {
                guard bytes[position] == byte else { return -1 }
                position += 1
            }
        }
        return position
    }

    /// Where the literal that ends the line begins.
    private static func matchEnd(_ elements: [Element], _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var position = end
        for element in elements.reversed() {
            for byte in element.literal.reversed() {
                if byte == 0x20 {
                    let before = ByteScan.trimEnd(bytes, from: start, to: position)
                    guard before < position else { return nil }
                    position = before
                } else {
                    guard position > start, bytes[position - 1] == byte else { return nil }
                    position -= 1
                }
            }
        }
        return position
    }
}
