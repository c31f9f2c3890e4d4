extension LogCluster {
    /// Clusters the first sessions at once, lets the others join, and keeps a real session for each group.
    public static func fit(on matrix: CountMatrix, configuration: Configuration, seed: UInt64) throws -> LogCluster {
        var base = LogCluster()
        base.weights = matrix.inverseDocumentFrequencies()
        base.threshold = Threshold(value: configuration.distance, policy: .fixed)
        let vectors = (0..<matrix.rows.count).map { vector(of: matrix.rows[$0], weights: base.weights) }
        // Rows stand in order of first appearance, so the first sessions hold the first rows.
        let first = matrix.groups.prefix(configuration.bootstrap).filter { $0 >= 0 }
        let offline = (first.max() ?? 0) + 1
        var weights = [Double](repeating: 0, count: offline)
        for row in first { weights[row] += 1 }
        var groups: [(centre: [Double], size: Double, rows: [Int])] = completeLinkage(Array(vectors[..<offline]), configuration.distance)
            .map {
                rows in
                let size = max(1, rows.reduce(0) { $0 + weights[$1] })
                var centre = [Double](repeating: 0, count: base.weights.count)
                for row in rows { for place in centre.indices { centre[place] += vectors[row][place] * weights[row] / size } }
                return (centre, size, rows)
            }
        for row in vectors.indices {
            let copies = matrix.copies[row] - (row < offline ? weights[row] : 0)
            guard copies > 0 else { continue }
            var best = -1, smallest = configuration.distance
            for (number, group) in groups.enumerated() {
                let distance = distance(vectors[row], group.centre)
                if distance <= smallest, best < 0 || distance < smallest { (best, smallest) = (number, distance) }
            }
            if best < 0 {
                groups.append((vectors[row], copies, [row]))
                continue
            }
            let size = groups[best].size + copies
            for place in base.weights.indices {
                groups[best].centre[place] += (vectors[row][place] - groups[best].centre[place]) * copies / size
            }
            groups[best].size = size
            groups[best].rows.append(row)
        }
        groups = groups.indices.sorted { (groups[$1].size, $0) < (groups[$0].size, $1) }.prefix(configuration.clusterLimit).sorted()
            .map { groups[$0] }
        base.clusters = groups.map { group in
            var example = group.rows[0], nearest = Double.infinity
            for row in group.rows {
                let distance = distance(vectors[row], group.centre)
                if distance < nearest { (example, nearest) = (row, distance) }
            }
            return Cluster(
                centre: group.centre, size: group.size, example: matrix.names[example],
                counts: matrix.rows[example].dense(width: base.weights.count), origin: .training)
        }
        return base
    }

    /// Groups in which no two vectors are farther apart than a bound, by chains of nearest neighbours: O(n²).
    static func completeLinkage(_ vectors: [[Double]], _ bound: Double) -> [[Int]] {
        let count = vectors.count
        var distances = [Float](repeating: 0, count: count * count)
        for first in 0..<count {
            for second in 0..<first {
                let distance = Float(distance(vectors[first], vectors[second]))
                distances[first * count + second] = distance
                distances[second * count + first] = distance
            }
        }
        var groups = vectors.indices.map { [$0] }, open = [Bool](repeating: true, count: count)
        var chain: [Int] = [], start = 0
        while true {
            if chain.isEmpty {
                while start < count, !open[start] { start += 1 }
                guard start < count else { break }
                chain = [start]
            }
            let last = chain[chain.count - 1], before = chain.count > 1 ? chain[chain.count - 2] : -1
            var nearest = before, smallest = before >= 0 ? distances[last * count + before] : Float.infinity
            for other in 0..<count where open[other] && other != last && distances[last * count + other] < smallest {
                (nearest, smallest) = (other, distances[last * count + other])
            }
            guard nearest >= 0, smallest <= Float(bound) else {
                // Nothing is near enough: complete, and no merge later can bring it nearer.
                open[last] = false
                chain.removeLast()
                continue
            }
            guard nearest == before else {
                chain.append(nearest)
                continue
            }
            groups[before] += groups[last]
            groups[last] = []
            open[last] = false
            chain.removeLast(2)
            for other in 0..<count where open[other] {
                let farthest = max(distances[before * count + other], distances[last * count + other])
                distances[before * count + other] = farthest
                distances[other * count + before] = farthest
            }
            if start > before { start = before }
        }
        return groups.filter { !$0.isEmpty }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}
