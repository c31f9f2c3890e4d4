/// The truth about sessions: a list of identifiers and whether each is anomalous. For evaluation only.
///
/// CSV with or without a header; Loghub's `BlockId,Label`, `session_id,label`, `instance_id,label,anomaly_type` and the like. Words in any case:
/// `1 true yes anomaly anomalous abnormal` and `0 false no normal -`.
public struct Labels: Sendable, Equatable {
    /// Whether each session is anomalous.
    public private(set) var isAnomalous: [String: Bool] = [:]
    /// Sessions listed both as normal and as anomalous; they count as anomalous.
    public private(set) var contradictions = 0
    /// What the labels were read from, for messages.
    public let name: String

    private static let words: [String: Bool] = [
        "1": true, "true": true, "yes": true, "anomaly": true, "anomalous": true, "abnormal": true, "fail": true, "failure": true,
        "0": false, "false": false, "no": false, "normal": false, "-": false, "success": false,
    ]
    /// What a word says; `nil` for one that is no label.
    static func isAnomalous(word: String) -> Bool? { words[word.lowercased()] }

    private static let labelNames: Set<String> = ["label", "labels", "is_anomaly", "isanomaly", "anomaly_label", "class", "anomalous", "y"]

    /// Creates labels from a dictionary.
    public init(_ isAnomalous: [String: Bool], name: String = "labels") {
        self.isAnomalous = isAnomalous
        self.name = name
    }

    /// Reads a file, gzip and zstd included.
    ///
    /// - Throws: ``InputError`` with the line number for a word that is no label or a row without one; for a file without rows.
    public init(path: String) throws(InputError) {
        name = path
        var reader = RowReader(name: path)
        try TextLines.forEach(path: path) { (line, number) throws(InputError) in try reader.add(line, number) }
        try take(reader)
    }

    /// Reads CSV in memory.
    public init(csv: [UInt8], name: String) throws(InputError) {
        self.name = name
        var reader = RowReader(name: name)
        try TextLines.forEach(in: csv, name: name) { (line, number) throws(InputError) in try reader.add(line, number) }
        try take(reader)
    }

    /// The label of a session, or `nil` when it has none.
    public subscript(session: String) -> Bool? { isAnomalous[session] }

    /// Checks that labels and sessions speak of the same things.
    ///
    /// - Returns: how many of the sessions have a label.
    /// - Throws: ``InputError`` with examples of both sides when none has.
    @discardableResult
    public func check(against sessions: some Collection<String>) throws(InputError) -> Int {
        let matched = sessions.count { isAnomalous[$0] != nil }
        guard matched == 0 else { return matched }
        guard !sessions.isEmpty else { throw InputError("\(name): there are no sessions the labels could belong to") }
        let left = isAnomalous.keys.sorted().prefix(2).joined(separator: ", ")
        let right = sessions.prefix(2).joined(separator: ", ")
        throw InputError(
            "\(name): no label matches a session; labels are about \(left), sessions about \(right): name what ties records together as the labels do",
            remedy: .session)
    }

    private mutating func take(_ reader: RowReader) throws(InputError) {
        isAnomalous = reader.labels
        contradictions = reader.contradictions
        guard !isAnomalous.isEmpty else { throw InputError("\(name): no labels; expected rows of session id and label") }
    }

    /// Reads row by row, so that a long list is never in memory twice.
    private struct RowReader {
        let name: String
        var labels: [String: Bool] = [:]
        var contradictions = 0
        var columns: (id: Int, label: Int)?

        init(name: String) {
            self.name = name
        }

        mutating func add(_ line: ArraySlice<UInt8>, _ number: Int) throws(InputError) {
            let cells = CSVScanner.cells(of: line)
            guard cells.contains(where: { !$0.isEmpty }) else { return }
            guard let columns else {
                if try readHeader(cells, number) { return }
                return try add(line, number)
            }
            guard cells.count > max(columns.id, columns.label), !cells[columns.id].isEmpty else {
                throw InputError("\(name):\(number): expected a session id and a label, found '\(shown(line))'")
            }
            guard let label = Labels.words[cells[columns.label].lowercased()] else {
                throw InputError(
                    "\(name):\(number): '\(cells[columns.label].prefix(40))' is no label; use 0/1, normal/anomaly, true/false or - for normal"
                )
            }
            let id = cells[columns.id]
            if let before = labels[id], before != label { contradictions += 1 }
            labels[id] = label || labels[id] == true
        }

        /// Decides which columns count; true when the row was a header.
        private mutating func readHeader(_ cells: [String], _ number: Int) throws(InputError) -> Bool {
            let lowered = cells.map { $0.lowercased() }
            if let label = lowered.firstIndex(where: { Labels.labelNames.contains($0) }),
                Labels.words[lowered[label]] == nil || cells.count > 1
            {
                guard cells.count > 1 else { throw InputError("\(name):\(number): only a label column; a column of session ids is needed") }
                columns = (lowered.firstIndex { SequenceFile.idNames.contains($0) } ?? (label == 0 ? 1 : 0), label)
                return true
            }
            guard cells.count > 1 else {
                throw InputError("\(name):\(number): expected a session id and a label, found '\(cells.joined(separator: ",").prefix(60))'")
            }
            columns = (0, 1)
            return false
        }

        private func shown(_ line: ArraySlice<UInt8>) -> String { String(decoding: line.prefix(60), as: UTF8.self) }
    }
}
