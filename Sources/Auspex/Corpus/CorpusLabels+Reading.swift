extension CorpusLabels {
    /// Reads labels of sessions (columns for a session id and a label) or of lines (a column `line`, from 1; with a label, or anomalous where
    /// there is none). A list of lines names what is anomalous: lines that it leaves out are normal.
    ///
    /// - Throws: ``InputError`` in one line for a list that cannot be read.
    public init(path: String) throws(InputError) {
        var columns: (line: Int, label: Int?)?, isOfLines = false, lines: [LineReference: Bool] = [:], isFirst = true
        try TextLines.forEach(path: path) { line, number throws(InputError) in
            if isFirst {
                isFirst = false
                let cells = CSVScanner.cells(of: line).map { $0.lowercased() }
                if let place = cells.firstIndex(of: "line") {
                    isOfLines = true
                    columns = (place, cells.firstIndex { $0 == "label" || $0 == "anomaly" })
                }
                return
            }
            guard let columns, !line.isEmpty else { return }
            let cells = CSVScanner.cells(of: line)
            guard columns.line < cells.count, let place = UInt64(cells[columns.line]), place > 0 else {
                throw InputError(
                    "\(path):\(number): expected the number of a line, found '\(String(decoding: line.prefix(60), as: UTF8.self))'")
            }
            let label = columns.label.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "1"
            lines[LineReference(source: 0, line: place)] = !["0", "normal", "false", "-"].contains(label.lowercased())
        }
        guard isOfLines else {
            self.init(sessions: try Labels(path: path).isAnomalous)
            return
        }
        self.init(lines: lines)
        listsAnomalousLines = true
    }
}
