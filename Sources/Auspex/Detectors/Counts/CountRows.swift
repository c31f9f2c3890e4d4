/// Distinct count vectors in compressed sparse rows: one flat array of columns, one of counts.
public struct CountRows: Sendable, Equatable, Codable {
    typealias Row = CountRow

    private(set) var starts: [Int] = [0]
    private(set) var columns: [Int32] = []
    private(set) var counts: [Int32] = []

    /// Number of rows.
    public var count: Int { starts.count - 1 }

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

    /// The cells of a row that are not 0, in ascending columns.
    func forEachCell(of number: Int, _ body: (_ column: Int, _ count: Double) -> Void) {
        for place in starts[number]..<starts[number + 1] { body(Int(columns[place]), Double(counts[place])) }
    }

    /// Sum of absolute differences of a row and another vector.
    func distance(of number: Int, to row: Row) -> Int {
        var sum = 0, left = starts[number], right = 0
        let end = starts[number + 1], last = row.columns.count
        while left < end || right < last {
            if right == last || left < end && columns[left] < row.columns[right] {
                sum += Int(counts[left])
                left += 1
            } else if left == end || row.columns[right] < columns[left] {
                sum += Int(row.counts[right])
                right += 1
            } else {
                sum += abs(Int(counts[left]) - Int(row.counts[right]))
                left += 1
                right += 1
            }
        }
        return sum
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
