extension Labels {
    /// Reads labels: those of a file, or for `<Field>` those that stand in a header field of the log itself, one for each message.
    ///
    /// - Parameters:
    ///   - source: a path, or a header field in angle brackets.
    ///   - inputs: the log.
    ///   - format: its format, as typed; `nil` finds it.
    /// - Throws: ``InputError`` for a file or a log that cannot be used, or a field the log does not have.
    public init(source: String, of inputs: [String], format: String? = nil) throws {
        guard source.hasPrefix("<"), source.hasSuffix(">") else {
            try self.init(path: source)
            return
        }
        let name = source.dropFirst().dropLast().lowercased()
        let reader = try RecordReader(inputs: inputs, formats: format.map { .given(try LogFormat($0)) } ?? .each)
        var labels: [String: Bool] = [:], records = RecordBatch()
        while try reader.read(into: &records) {
            let names = reader.formats.formats[records.format].fieldNames
            guard let field = names.firstIndex(where: { $0.lowercased() == name }) else {
                throw InputError(
                    "labels \(source): the log has no such header field (it has \(names.joined(separator: ", ")))", remedy: .labels)
            }
            for (place, record) in records.records.enumerated() where place * records.fieldCount + field < records.fields.count {
                let word = records.text(records.fields[place * records.fieldCount + field])
                guard record.unparsed == nil, !word.isEmpty else { continue }
                let reference = LineReference(source: UInt32(clamping: records.source), line: record.line)
                labels[reference.messageName] = Labels.isAnomalous(word: word) ?? true
            }
        }
        self.init(labels, name: "labels \(source)")
    }
}

extension CorpusLabels {
    /// Reads what a file says of sessions or lines, or what a header field of the log says of its messages; see ``Labels/init(source:of:format:)``.
    ///
    /// - Throws: ``InputError`` for a file or a log that cannot be used, or a field the log does not have.
    public init(source: String, of inputs: [String], format: String? = nil) throws {
        if source.hasPrefix("<"), source.hasSuffix(">") {
            self.init(sessions: try Labels(source: source, of: inputs, format: format).isAnomalous)
        } else {
            try self.init(path: source)
        }
    }
}
