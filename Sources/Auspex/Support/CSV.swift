/// A table read from comma-separated values (RFC 4180): a header with column names, and rows.
///
/// ```swift
/// let table = try CSVTable(bytes, name: "labels.csv")
/// let id = try table.column("BlockId"), label = try table.column("Label")
/// for row in 0..<table.rowCount { print(table[row, id], table[row, label]) }
/// ```
///
/// Fields may be quoted; a quote in a quoted field is doubled; quoted fields may hold line ends. Lines end with LF or CRLF. Rows shorter than the
/// header are filled with empty fields, longer ones are errors. A UTF-8 byte order mark is skipped. All fields lie in one block of memory.
///
/// - Complexity: O(bytes) time; memory is the bytes plus eight for each field.
public struct CSVTable: Sendable {
    /// Names of the columns.
    public let columns: [String]
    /// Number of rows without the header.
    public let rowCount: Int
    private let bytes: [UInt8]
    private let ends: [UInt32]
    private let name: String

    /// Bounds of a table.
    public struct Limits: Sendable, Equatable, Codable {
        /// Most bytes.
        public var bytes = 1 << 30
        /// Most columns.
        public var columns = 4_096
        /// The defaults: 1 GiB, 4096 columns.
        public init() {}
    }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - source: the file's bytes.
    ///   - name: the file's name, for errors.
    ///   - separator: what divides fields.
    /// - Throws: ``InputError`` naming the file and the line: no header, too many fields, a quote that never closes, or a limit reached.
    public init(_ source: [UInt8], name: String, separator: UInt8 = UInt8(ascii: ","), limits: Limits = Limits()) throws(InputError) {
        guard source.count <= limits.bytes, source.count < Int(UInt32.max) else {
            throw InputError("\(name): \(source.count) bytes of CSV are more than the limit of \(limits.bytes); split the file")
        }
        let carriage = UInt8(ascii: "\r")
        var fields: [UInt8] = []
        fields.reserveCapacity(source.count)
        var ends: [UInt32] = []
        var header: [String] = []
        var line = 1, rows = 0, width = 0
        var index = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < source.count {
            var inRow = 0
            let rowLine = line
            var isRowOpen = true
            while isRowOpen {
                let end = CSVScanner.readField(
                    in: source, at: &index, separator: separator, skipsBlanks: false, lines: &line, into: &fields)
                guard end != .unclosed else {
                    throw InputError("\(name), line \(rowLine): a quoted field never ends; close it with \"")
                }
                let isLast = end == .row
                let start = ends.last.map { Int($0) } ?? 0
                if isLast, fields.count > start, fields[fields.count - 1] == carriage { fields.removeLast() }
                inRow += 1
                guard inRow <= limits.columns else { throw InputError("\(name), line \(rowLine): more than \(limits.columns) fields") }
                if width == 0 {
                    header.append(String(decoding: fields, as: UTF8.self))
                    fields.removeAll(keepingCapacity: true)
                } else {
                    ends.append(UInt32(fields.count))
                }
                isRowOpen = !isLast
            }
            if width == 0 {
                width = inRow
                continue
            }
            if inRow == 1, width > 1, (ends.count == 1 ? 0 : ends[ends.count - 2]) == ends[ends.count - 1] {
                ends.removeLast()  // A blank line.
                continue
            }
            guard inRow <= width else {
                throw InputError("\(name), line \(rowLine): \(inRow) fields, the header has \(width); quote fields that hold a separator")
            }
            for _ in inRow..<width { ends.append(UInt32(fields.count)) }
            rows += 1
        }
        guard width > 0 else { throw InputError("\(name): empty; a CSV table begins with a line of column names") }
        columns = header
        rowCount = rows
        bytes = fields
        self.ends = ends
        self.name = name
    }

    /// The number of a column.
    ///
    /// - Throws: ``InputError`` naming the columns there are.
    public func column(_ title: String) throws(InputError) -> Int {
        guard let index = columns.firstIndex(of: title) else {
            throw InputError("\(name): no column \(title); it has \(columns.joined(separator: ", "))")
        }
        return index
    }

    /// A field's bytes.
    public func bytes(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
        let index = row * columns.count + column
        return bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
    }

    /// A field as text; invalid UTF-8 is repaired.
    public subscript(_ row: Int, _ column: Int) -> String {
        String(decoding: bytes(row, column), as: UTF8.self)
    }
}
