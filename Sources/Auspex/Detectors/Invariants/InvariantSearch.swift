import Neural

/// Looks for equations among ever larger sets of templates; every set is judged by a small eigenproblem, and only then by the sessions.
struct InvariantSearch {
    private let configuration: InvariantMining.Configuration
    private let width: Int
    private let total: Double
    /// Columns one after the other, rows by descending copies, so that a set that does not hold is given up early.
    private var cells: [Int32] = []
    private var copies: [Double] = []
    private var products: [Double]
    private var looked = 0
    private var redundant: Set<[Int]> = []

    init(_ matrix: CountMatrix, configuration: InvariantMining.Configuration) {
        self.configuration = configuration
        width = matrix.columns.count
        total = matrix.total
        let order = matrix.copies.indices.sorted { (matrix.copies[$1], $0) < (matrix.copies[$0], $1) }
        copies = order.map { matrix.copies[$0] }
        cells = [Int32](repeating: 0, count: width * order.count)
        products = [Double](repeating: 0, count: width * width)
        for (place, number) in order.enumerated() {
            let row = matrix.rows[number]
            for (first, count) in zip(row.columns, row.counts) {
                cells[Int(first) * order.count + place] = count
                for (second, other) in zip(row.columns, row.counts) {
                    products[Int(first) * width + Int(second)] += copies[place] * Double(count) * Double(other)
                }
            }
        }
    }

    /// Share of the sessions of which something holds, or `nil` as soon as it is clear that it holds of too few.
    private func support(_ holds: (Int) -> Bool) -> Double? {
        var failed = 0.0
        let allowed = (1 - configuration.support) * total + 1e-9
        for row in copies.indices where !holds(row) {
            failed += copies[row]
            if failed > allowed { return nil }
        }
        return 1 - failed / total
    }

    /// Directions, from the smallest eigenvalue up, along which nearly all sessions are nearly 0.
    mutating func dimension() throws -> Int {
        let axes = try eigenvectors(Array(0..<width))
        let rows = copies.count
        for number in 0..<width {
            let axis = Array(axes.vector(number))
            let share = support { row in
                var sum = 0.0
                for column in 0..<width { sum += axis[column] * Double(cells[column * rows + row]) }
                return abs(sum) < configuration.tolerance
            }
            if share == nil { return number }
        }
        return width
    }

    private func eigenvectors(_ set: [Int]) throws -> SymmetricEigenvectors {
        let matrix = set.flatMap { first in set.map { products[first * width + $0] } }
        do {
            return try SymmetricEigenvectors(of: matrix, size: set.count)
        } catch {
            throw InputError("\(InvariantMining.description.name): \(error.message)")
        }
    }

    /// All equations, until as many are found as there seemed to be.
    mutating func invariants(_ dimension: Int) throws -> [InvariantMining.Invariant] {
        let rows = copies.count
        var found: [InvariantMining.Invariant] = [], sets: [[Int]] = []
        var open: [[Int]] = []
        for column in 0..<width {
            // A template that never comes in a whole session should not.
            if cells[column * rows..<(column + 1) * rows].allSatisfy({ $0 == 0 }) {
                found.append(.init(columns: [Int32(column)], coefficients: [1], support: 1))
            } else {
                open.append([column])
            }
        }
        let longest = configuration.longest > 0 ? configuration.longest : width > 50 ? 3 : width
        var size = 2
        while found.count < dimension, size <= longest, open.count > 1, looked < configuration.candidateLimit {
            let survivors = Set(open)
            var next: [[Int]] = []
            search: for candidate in Self.joined(open) where Self.isOpen(candidate, survivors) && !redundant.contains(candidate) {
                looked += 1
                if looked > configuration.candidateLimit { break search }
                guard let invariant = try invariant(over: candidate) else {
                    next.append(candidate)
                    continue
                }
                found.append(invariant)
                markRedundant(candidate, sets)
                sets.append(candidate)
                if found.count >= dimension { break search }
            }
            open = next.filter { !redundant.contains($0) }
            size += 1
        }
        return found
    }

    /// Sets one larger, of two that differ in the last element.
    private static func joined(_ sets: [[Int]]) -> some Sequence<[Int]> {
        sets.indices.lazy.flatMap { first in
            let head = sets[first].dropLast()
            return sets[(first + 1)...].prefix { $0.dropLast() == head }.map { sets[first] + [$0[$0.count - 1]] }
        }
    }

    private static func isOpen(_ candidate: [Int], _ survivors: Set<[Int]>) -> Bool {
        candidate.count == 2
            || candidate.indices.allSatisfy { place in
                var rest = candidate
                rest.remove(at: place)
                return survivors.contains(rest)
            }
    }

    /// An equation over exactly these columns.
    private func invariant(over set: [Int]) throws -> InvariantMining.Invariant? {
        let axis = Array(try eigenvectors(set).vector(0))
        guard let smallest = axis.indices.min(by: { abs(axis[$0]) < abs(axis[$1]) }), abs(axis[smallest]) > 1e-6 else { return nil }
        let rows = copies.count
        for scale in 1...configuration.scales {
            let coefficients = axis.map { ($0 / axis[smallest] * Double(scale)).rounded() }
            guard coefficients.allSatisfy({ abs($0) < 1e6 }) else { continue }
            let whole = coefficients.map { Int($0) }
            let share = support { row in
                var sum = 0
                for (place, column) in set.enumerated() { sum += whole[place] * Int(cells[column * rows + row]) }
                return sum == 0
            }
            if let share { return .init(columns: set.map(Int32.init), coefficients: whole.map(Int32.init), support: share) }
        }
        return nil
    }

    /// What follows from the new equation and an old one that share a template: their union without it.
    private mutating func markRedundant(_ new: [Int], _ old: [[Int]]) {
        for other in old {
            let union = Set(new).union(other)
            for shared in Set(new).intersection(other) { redundant.insert(union.subtracting([shared]).sorted()) }
        }
    }
}

extension InvariantMining {
    /// Estimates how many equations there are, and looks for them.
    public static func fit(on matrix: CountMatrix, configuration: Configuration, seed: UInt64) throws -> InvariantMining {
        var search = InvariantSearch(matrix, configuration: configuration)
        let dimension = try search.dimension()
        return InvariantMining(invariants: try search.invariants(dimension), dimension: dimension)
    }
}
