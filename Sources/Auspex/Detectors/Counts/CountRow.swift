/// One row of a count matrix: how often each column's template occurs in a session, whatever the order.
public struct CountRow: Sendable, Hashable {
    /// The columns that occur, ascending.
    public var columns: [Int32] = []
    /// Occurrences of each, at least 1.
    public var counts: [Int32] = []

    /// An empty row.
    public init() {}

    /// Counts columns given in any order.
    init(columns all: [Int]) {
        for column in all.sorted() {
            if columns.last == Int32(column) {
                counts[counts.count - 1] += 1
            } else {
                columns.append(Int32(column))
                counts.append(1)
            }
        }
    }

    /// Occurrences of one column.
    func count(of column: Int32) -> Int { columns.firstIndex(of: column).map { Int(counts[$0]) } ?? 0 }

    /// Number of events counted.
    var total: Int { counts.reduce(0) { $0 + Int($1) } }

    /// The cells one beside the other; columns from `width` on are left out.
    func dense(width: Int) -> [Int32] {
        var cells = [Int32](repeating: 0, count: width)
        for (column, count) in zip(columns, counts) where Int(column) < width { cells[Int(column)] = count }
        return cells
    }
}
