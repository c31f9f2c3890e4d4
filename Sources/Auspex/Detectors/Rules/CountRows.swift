/// Distinct count vectors in compressed sparse rows: one flat array of columns, one of counts.
struct CountRows: Sendable, Equatable, Codable {
    /// One vector: columns ascending, counts at least 1.
    struct Row: Sendable, Hashable {
        var columns: [Int32] = []
        var counts: [Int32] = []

        init() {}

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
    }

    private(set) var starts: [Int] = [0]
    private(set) var columns: [Int32] = []
    private(set) var counts: [Int32] = []

    var count: Int { starts.count - 1 }

    mutating func append(_ row: Row) {
        columns += row.columns
        counts += row.counts
        starts.append(columns.count)
    }

    subscript(number: Int) -> Row {
        var row = Row()
        row.columns = Array(columns[starts[number]..<starts[number + 1]])
        row.counts = Array(counts[starts[number]..<starts[number + 1]])
        return row
    }

    /// Whether the parts fit each other and stay below a number of columns: what must hold before stored rows are used.
    func isValid(columnCount: Int) -> Bool {
        guard starts.first == 0, starts.last == columns.count, counts.count == columns.count,
            zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }),
            columns.allSatisfy({ $0 >= 0 && $0 < columnCount }), counts.allSatisfy({ $0 > 0 })
        else { return false }
        return (0..<count).allSatisfy { number in
            let range = starts[number]..<starts[number + 1]
            return zip(columns[range], columns[range].dropFirst()).allSatisfy { $0 < $1 }
        }
    }
}
