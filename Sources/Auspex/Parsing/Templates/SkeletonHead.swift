/// The first tokens of a skeleton that come from header fields.
struct SkeletonHead: Sendable, Equatable {
    /// What they are.
    enum Kind: Sendable {
        /// There are none.
        case none
        /// A level, which is not part of a template's text.
        case severity
        /// A program or logger.
        case component
        /// The statement that wrote the record.
        case statement
        /// Method and outcome of a request; the text is its path.
        case request
    }

    /// What they are.
    let kind: Kind

    /// Reads the fields that are part of an event.
    init(_ head: EventHead?, hasSeverity: Bool) {
        kind =
            switch head {
            case .access: .request
            case .component: .component
            case .statement: .statement
            case nil: hasSeverity ? .severity : .none
            }
    }

    /// How many there are.
    var count: Int {
        switch kind {
        case .none: 0
        case .request: 2
        case .severity, .component, .statement: 1
        }
    }

    /// Whether a statement names the line's event; a record without one has `-` there.
    func isStatement(_ line: SkeletonLine) -> Bool {
        guard kind == .statement, let first = line.tokens.first else { return false }
        return first.range.count != 1 || line.bytes[first.range.lowerBound] != UInt8(ascii: "-")
    }

    /// The bytes of the first tokens: lines of different heads are never one event.
    func key(_ line: SkeletonLine) -> [UInt8] {
        guard count > 0, !line.tokens.isEmpty else { return [] }
        return Array(line.bytes[..<line.tokens[Swift.min(count, line.tokens.count) - 1].range.upperBound])
    }

    /// The text of a template.
    func text(_ line: SkeletonLine) -> String {
        switch kind {
        case .none: line.text()
        case .severity: line.text(from: 1)
        case .request: requestText(line)
        case .statement, .component: headedText(line)
        }
    }

    /// `GET /item/<*> 200`.
    private func requestText(_ line: SkeletonLine) -> String {
        guard line.tokens.count >= 2 else { return line.text() }
        let words = line.tokens.indices.map { line.text(of: $0) }
        guard words[0] != "-" || words[1] != "-" else { return line.text(from: 2) }
        let segments = words.dropFirst(2).map { $0 == "/" ? "" : $0 }
        return "\(words[0]) /\(segments.joined(separator: "/")) \(words[1])"
    }

    /// The statement or component in front of the text, where the record has one.
    private func headedText(_ line: SkeletonLine) -> String {
        guard !line.tokens.isEmpty else { return "" }
        let head = line.text(of: 0)
        guard head != "-" else { return line.text(from: 1) }
        if kind == .component { return head + ": " + line.text(from: 1) }
        return line.tokens.count > 1 ? head + " " + line.text(from: 1) : head
    }
}
