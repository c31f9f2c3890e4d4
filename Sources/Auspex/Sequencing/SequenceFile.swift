/// Sessions that are event ids already (format `sequences`): one a line, ids separated by white space; or CSV with a column of such lines.
///
/// - Plain text: the session's identifier is its line number, or the same line of a parallel file that ends in `.ids` (`normal.txt`, `normal.ids`),
///   which is picked up when it is there.
/// - CSV: recognised by a header with a column `events` (or `sequence`, `eventsequence`, `keys`); identifiers from `block_id`, `instance_id`,
///   `session_id`, … or the first column; labels from `label`.
///
/// - A table of texts: columns apart by tabs, a header with a column `text` (or `message`, `content`), with identifiers and labels as in CSV. Each row is a
///   message with its words; a label that is none of the usual words is the name of a class, and not normal.
///
/// When (nearly) all tokens of the file's head are whole numbers from 1 to 2³¹-1 (`17` or `E17`) they *are* the template ids, and any other token is malformed:
/// counted with its line and kept as ``TemplateID/none``. Otherwise every distinct token gets an id in the order of first sight; see ``names``.
public struct SequenceFile: Sendable {
    /// Limits.
    public struct Limits: Sendable, Equatable {
        /// Sessions read; beyond, an error.
        public var sessions = 50_000_000
        /// Distinct tokens that are not numbers; beyond, tokens are malformed.
        public var tokens = 1_000_000
        /// Bytes of a token; longer ones are malformed.
        public var tokenBytes = 256
        /// Tokens of the head that decide whether the file is numeric.
        public var head = 1000

        /// Creates the usual limits.
        public init() {}
    }

    /// A token that is no event id.
    public struct Malformed: Sendable, Equatable {
        /// Line number, from 1.
        public var line: Int
        /// Its text, cut to 40 characters.
        public var token: String
    }

    /// The sessions in the order of the file.
    public private(set) var sequences: [EventSequence] = []
    /// Labels of sessions, by identifier, when the file had any.
    public private(set) var labels: Labels?
    /// What tokens stand for, when they are not numbers; index `i` is the name of template `i + 1`.
    public private(set) var names: [String] = []
    /// Malformed tokens.
    public private(set) var malformedCount = 0
    /// The first ten of them.
    public private(set) var malformed: [Malformed] = []

    static let idNames: Set<String> = [
        "id", "blockid", "block_id", "instanceid", "instance_id", "session", "sessionid", "session_id", "containerid", "container_id",
        "traceid",
        "trace_id", "requestid", "request_id", "seqid", "seq_id", "node", "case", "case_id",
    ]
    private static let eventNames: Set<String> = ["events", "sequence", "eventsequence", "event_sequence", "eventseq", "keys", "event_ids"]

    private let name: String
    private let limits: Limits
    private var ids: [String]?
    private var columns: (id: Int, label: Int?, events: Int)?
    private var isText = false
    private var columnCount = 0
    /// What sort of fault sessions are, by identifier, where labels say more than normal and anomalous.
    public private(set) var classes: [String: String] = [:]
    private var isNumeric: Bool?
    private var head: [(line: Int, id: String, tokens: ArraySlice<UInt8>)] = []
    private var headTokens = 0
    private var interned: [String: UInt32] = [:]
    private var labelled: [String: Bool] = [:]

    /// Reads a file (gzip and zstd included) and the `.ids` file beside it.
    ///
    /// - Throws: ``InputError`` when it cannot be read, holds no session, or the `.ids` file has another number of lines.
    public init(path: String, limits: Limits = Limits()) throws(InputError) {
        name = path
        self.limits = limits
        if let idPath = Self.idPath(for: path) {
            var found: [String] = []
            try TextLines.forEach(path: idPath) { (line, _) throws(InputError) in found.append(String(decoding: line, as: UTF8.self)) }
            ids = found
        }
        try TextLines.forEach(path: path) { (line, number) throws(InputError) in try add(line, number) }
        try finish()
    }

    /// Reads text in memory.
    ///
    /// - Parameter ids: identifiers, one for each line; `nil`: line numbers.
    public init(text: [UInt8], name: String, ids: [String]? = nil, limits: Limits = Limits()) throws(InputError) {
        self.name = name
        self.limits = limits
        self.ids = ids
        try TextLines.forEach(in: text, name: name) { (line, number) throws(InputError) in try add(line, number) }
        try finish()
    }

    /// Name of a template that a token stands for; `nil` when the file is numeric or the id unknown.
    public func name(of template: TemplateID) -> String? {
        let index = Int(template.rawValue) - 1
        return names.indices.contains(index) ? names[index] : nil
    }

    // MARK: Lines

    private mutating func add(_ line: ArraySlice<UInt8>, _ number: Int) throws(InputError) {
        if number == 1, try readHeader(line) { return }
        guard let columns else { return try add(tokens: line, id: nil, number) }
        guard line.contains(where: { $0 > 0x20 }) else { return }
        if isText { return try addText(line, columns, number) }
        let cells = CSVScanner.cells(of: line)
        guard cells.count > columns.events else {
            throw InputError("\(name):\(number): expected \(columns.events + 1) or more columns as in the header, found \(cells.count)")
        }
        let id = columns.id < cells.count ? cells[columns.id] : "\(number)"
        if let label = columns.label, label < cells.count {
            switch cells[label].lowercased() {
            case "1", "true", "anomaly", "anomalous", "abnormal": labelled[id] = true
            case "0", "false", "normal", "-": labelled[id] = labelled[id] ?? false
            case let word: throw InputError("\(name):\(number): '\(word.prefix(40))' is no label; use 0/1 or normal/anomaly")
            }
        }
        // Tables written by scripts have lists: [5, 6] or ['E5', 'E6'].
        let list = cells[columns.events].utf8.map { Self.listBytes.contains($0) ? UInt8(ascii: " ") : $0 }
        try add(tokens: list[...], id: id, number)
    }

    private static let listBytes = Array(",;[]()'\"".utf8)

    private mutating func readHeader(_ line: ArraySlice<UInt8>) throws(InputError) -> Bool {
        if let found = Self.textColumns(line) {
            (columns, isText, isNumeric) = (found, true, true)
            columnCount = line.count { $0 == UInt8(ascii: "\t") } + 1
            return true
        }
        guard line.contains(UInt8(ascii: ",")) else { return false }
        let header = CSVScanner.cells(of: line).map { $0.lowercased() }
        guard let events = header.firstIndex(where: { Self.eventNames.contains($0) }) else {
            throw InputError(
                "\(name):1: this looks like CSV, but has no column 'events'; give lines of event ids separated by spaces, or CSV with such a column"
            )
        }
        let id =
            Self.preferredIds.lazy.compactMap { header.firstIndex(of: $0) }.first ?? header.firstIndex { Self.idNames.contains($0) } ?? 0
        columns = (id, header.firstIndex(of: "label"), events)
        return true
    }

    /// Where a table names several things, the finest is the session.
    private static let preferredIds = ["session_id", "block_id", "blockid", "instance_id", "container_id"]

    private mutating func add(tokens: ArraySlice<UInt8>, id: String?, _ number: Int) throws(InputError) {
        if let ids, columns == nil, number > ids.count {
            throw InputError("\(name): more sessions than the \(ids.count) identifiers in its .ids file")
        }
        guard sequences.count < limits.sessions else { throw InputError("\(name): more than \(limits.sessions) sessions; split the file") }
        let id = id ?? ids.map { $0[number - 1] } ?? "\(number)"
        if isNumeric == nil {
            head.append((number, id, tokens))
            Self.forEachToken(of: tokens) { _ in headTokens += 1 }
            if headTokens >= limits.head { try decide() }
        } else {
            try read(tokens, id: id, number)
        }
    }

    private mutating func finish() throws(InputError) {
        if isNumeric == nil { try decide() }
        if let ids, columns == nil, sequences.count != ids.count {
            throw InputError("\(name): \(sequences.count) sessions, but its .ids file has \(ids.count) lines")
        }
        guard sequences.contains(where: { !$0.events.isEmpty }) else {
            throw InputError("\(name): no sessions; expected lines of event ids separated by spaces")
        }
        if !labelled.isEmpty { labels = Labels(labelled, name: name) }
        interned = [:]
        ids = nil
    }

    /// Decides by the head whether tokens are numbers.
    private mutating func decide() throws(InputError) {
        var numbers = 0, all = 0
        for entry in head {
            Self.forEachToken(of: entry.tokens) { token in
                all += 1
                if Self.number(token) != nil { numbers += 1 }
            }
        }
        isNumeric = numbers * 10 >= all * 9
        let waiting = head
        head = []
        for entry in waiting { try read(entry.tokens, id: entry.id, entry.line) }
    }

    private mutating func read(_ tokens: ArraySlice<UInt8>, id: String, _ line: Int) throws(InputError) {
        var events: [TemplateID] = []
        Self.forEachToken(of: tokens) { token in
            if isNumeric == true, let number = Self.number(token) {
                events.append(TemplateID(rawValue: number))
            } else if isNumeric == false, let number = intern(token) {
                events.append(TemplateID(rawValue: number))
            } else {
                malformedCount += 1
                if malformed.count < 10 {
                    malformed.append(Malformed(line: line, token: String(decoding: token.prefix(40), as: UTF8.self)))
                }
                events.append(.none)
            }
        }
        sequences.append(EventSequence(id: id, events: events))
    }

    private mutating func intern(_ token: ArraySlice<UInt8>) -> UInt32? {
        guard token.count <= limits.tokenBytes else { return nil }
        let text = String(decoding: token, as: UTF8.self)
        if let known = interned[text] { return known }
        guard names.count < limits.tokens else { return nil }
        names.append(text)
        interned[text] = UInt32(names.count)
        return UInt32(names.count)
    }

    // MARK: Tables of texts

    /// The event that stands for a text.
    private static let textEvent = TemplateID(rawValue: 1)
    private static let textNames: Set<String> = ["text", "message", "content"]

    /// Whether a file is a table of texts.
    static func isTextTable(path: String) -> Bool {
        var found = false
        do {
            try TextLines.forEach(path: path) { (line, _) throws(InputError) in
                found = textColumns(line) != nil
                throw InputError("enough")
            }
        } catch {}
        return found
    }

    /// Whether a file is one of sequences, by its first line: event numbers alone, or column names with one for events.
    static func isSequences(path: String) -> Bool {
        var found = false
        do {
            try TextLines.forEach(path: path) { (line, _) throws(InputError) in
                let names = CSVScanner.cells(of: line).map { $0.lowercased() }
                var tokens = 0, numbers = 0
                forEachToken(of: line) { token in
                    tokens += 1
                    if number(token) != nil { numbers += 1 }
                }
                found =
                    names.count > 1 && names.contains(where: eventNames.contains) || tokens > 0 && numbers == tokens
                    || textColumns(line) != nil
                throw InputError("enough")
            }
        } catch {}
        return found
    }

    private static func textColumns(_ line: ArraySlice<UInt8>) -> (id: Int, label: Int?, events: Int)? {
        guard line.contains(UInt8(ascii: "\t")) else { return nil }
        let header = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self).lowercased()
        }
        guard let text = header.firstIndex(where: { textNames.contains($0) }) else { return nil }
        return (header.firstIndex { idNames.contains($0) } ?? 0, header.firstIndex(of: "label"), text)
    }

    private mutating func addText(
        _ line: ArraySlice<UInt8>, _ columns: (id: Int, label: Int?, events: Int), _ number: Int
    ) throws(InputError) {
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard cells.count > columns.events else {
            throw InputError("\(name):\(number): expected \(columns.events + 1) or more columns as in the header, found \(cells.count)")
        }
        guard sequences.count < limits.sessions else { throw InputError("\(name): more than \(limits.sessions) texts; split the file") }
        let id = columns.id == columns.events ? "\(number)" : String(decoding: cells[columns.id], as: UTF8.self)
        if let label = columns.label, label < cells.count, !cells[label].isEmpty {
            let word = String(decoding: cells[label].prefix(60), as: UTF8.self)
            labelled[id] = Labels.isAnomalous(word: word) ?? true
            if labelled[id] == true { classes[id] = word }
        }
        // Behind the last column the text goes on: a tab in it is a blank.
        let isLast = columns.events == columnCount - 1
        let text = isLast ? Array(cells[columns.events...].joined(separator: [0x20])) : Array(cells[columns.events])
        var values = EventValues()
        values.append(MessageWords.read(text))
        sequences.append(EventSequence(id: id, events: [Self.textEvent], values: values, isComplete: false, kind: .message))
    }

    // MARK: Tokens

    private static func forEachToken(of line: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void) {
        var index = line.startIndex
        while index < line.endIndex {
            while index < line.endIndex, line[index] <= 0x20 { index += 1 }
            let begin = index
            while index < line.endIndex, line[index] > 0x20 { index += 1 }
            if index > begin { body(line[begin..<index]) }
        }
    }

    private static func number(_ token: ArraySlice<UInt8>) -> UInt32? {
        guard token.count <= 11, let first = token.first else { return nil }
        let digits = first == UInt8(ascii: "E") ? token.dropFirst() : token
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard byte &- 48 < 10 else { return nil }
            value = value * 10 + UInt64(byte - 48)
        }
        return value > 0 && value < 1 << 31 ? UInt32(value) : nil
    }

    private static func idPath(for path: String) -> String? {
        var stem = path
        for ending in [".gz", ".zst"] where stem.hasSuffix(ending) { stem.removeLast(ending.count) }
        if let dot = stem.lastIndex(of: "."), !stem[dot...].contains("/") { stem = String(stem[..<dot]) }
        let candidate = stem + ".ids"
        return candidate != path && TextLines.exists(candidate) ? candidate : nil
    }
}
