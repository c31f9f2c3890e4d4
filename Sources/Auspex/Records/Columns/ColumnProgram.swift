/// A header of typed columns behind a leading time, learnt from a sample (``ColumnLearner``) or read from a specification.
///
/// Written as `columns: host clock level statement account?`; `?` marks a column that some records lack. A record whose columns end early
/// keeps its time, and what does not fit is its message: one odd line must not lose where and when it happened.
struct ColumnProgram: Sendable, Equatable {
    /// What a specification begins with.
    static let mark = "columns:"

    /// The columns behind the time, in order.
    let columns: [HeaderColumn]
    /// What stands in front of the time; it is the first of ``columns``.
    let front: LeadingTime.Front?
    /// Header fields, `Time` first.
    let fieldNames: [String]
    /// Of each column: the index of its first field, and how many it has.
    private let firstFields: [Int]
    private let widths: [Int]

    init(_ columns: [HeaderColumn]) {
        self.columns = columns
        front =
            switch columns.first?.kind {
            case .frontLevel: .level
            case .frontWords: .words
            default: nil
            }
        var names = ["Time"]
        var firsts: [Int] = []
        for column in columns {
            firsts.append(names.count)
            for name in column.kind.fieldNames {
                var unique = name, number = 2
                while names.contains(unique) {
                    unique = "\(name)\(number)"
                    number += 1
                }
                names.append(unique)
            }
        }
        fieldNames = names
        firstFields = firsts
        widths = columns.map(\.kind.fieldNames.count)
    }

    /// Reads a specification; `nil` for one that does not begin with ``mark``.
    ///
    /// - Throws: ``InputError`` for a column that is not known.
    init?(specification: String) throws(InputError) {
        guard specification.hasPrefix(Self.mark) else { return nil }
        var columns: [HeaderColumn] = []
        for word in specification.dropFirst(Self.mark.count).split(separator: " ") {
            let isOptional = word.hasSuffix("?")
            guard let kind = ColumnKind(rawValue: String(isOptional ? word.dropLast() : word)) else {
                throw InputError(
                    "log format '\(specification)': no column '\(word)'; known are \(ColumnKind.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            columns.append(HeaderColumn(kind: kind, isOptional: isOptional))
        }
        guard !columns.dropFirst().contains(where: { $0.kind == .frontLevel || $0.kind == .frontWords }) else {
            throw InputError("log format '\(specification)': what stands in front of the time is the first column")
        }
        guard columns.count <= 32 else { throw InputError("log format '\(specification)': more than 32 columns") }
        self.init(columns)
    }

    /// What ``init(specification:)`` reads.
    var specification: String {
        ([Self.mark] + columns.map { $0.kind.rawValue + ($0.isOptional ? "?" : "") }).joined(separator: " ")
    }

    /// How many columns prove structure.
    var strength: Int { columns.count { $0.kind.isStrong && !$0.isOptional } }

    /// Finds the columns of a line.
    ///
    /// - Parameters:
    ///   - start: behind the time.
    ///   - fields: receives ranges from `base + 1` on (`base` is the time's).
    /// - Returns: where the message begins, and whether every column was there.
    func run(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, fields: inout [ByteRange], base: Int
    ) -> (content: Int, isWhole: Bool) {
        var position = ColumnScanner.skipMarks(bytes, start, end)
        var isWhole = true
        var index = front == nil ? 0 : 1
        while index < columns.count {
            if position < end, let match = ColumnScanner.match(columns[index].kind, bytes, position, end) {
                let field = base + firstFields[index]
                if widths[index] > 0 { fields[field] = match.first }
                if widths[index] > 1 { fields[field + 1] = match.second }
                position = ColumnScanner.skipMarks(bytes, match.next, end)
            } else if !columns[index].isOptional {
                // A record of the system itself may lack what all others have (PostgreSQL's account): the header goes on where it fits again.
                let next = (index + 1..<min(columns.count, index + 4)).first { later in
                    columns[later].kind.isStrong && position < end
                        && ColumnScanner.match(columns[later].kind, bytes, position, end) != nil
                }
                guard let next else { return (position, false) }
                if !columns[index..<next].allSatisfy({ $0.isOptional || $0.kind.mayBeMissing }) { isWhole = false }
                index = next
                continue
            }
            index += 1
        }
        return (position, isWhole)
    }
}
