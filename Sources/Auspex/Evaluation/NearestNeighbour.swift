/// k = 1 nearest neighbour on distinct count vectors with labels, L1 distance, ties to anomaly: the strong reference of the LightAD
/// study (ICSE 2024).
///
/// Needs labels for training, so it is a reference line only. Complexity: O(distinct training · distinct test) vector comparisons.
struct NearestNeighbour {
    private let vectors: [EventCountVector]
    private let labels: [Bool]

    init(_ training: LabelledSessions) {
        var known: [EventCountVector: Bool] = [:]
        var order: [EventCountVector] = []
        for (session, label) in zip(training.sessions, training.labels) {
            let vector = EventCountVector(of: session.events)
            if let old = known[vector] {
                known[vector] = old || label
            } else {
                known[vector] = label
                order.append(vector)
            }
        }
        vectors = order
        labels = order.map { known[$0] ?? false }
    }

    func flagged(_ sessions: [EventSequence]) -> [Bool] {
        var memo: [EventCountVector: Bool] = [:]
        return sessions.map { session in
            let vector = EventCountVector(of: session.events)
            if let known = memo[vector] { return known }
            let answer = nearestLabel(to: vector)
            memo[vector] = answer
            return answer
        }
    }

    private func nearestLabel(to vector: EventCountVector) -> Bool {
        var best = Int.max
        var label = false
        for (other, otherLabel) in zip(vectors, labels) {
            let distance = Self.distance(vector, other)
            if distance < best || (distance == best && otherLabel) {
                best = distance
                label = otherLabel
            }
        }
        return label
    }

    private static func distance(_ left: EventCountVector, _ right: EventCountVector) -> Int {
        var sum = 0
        var (i, j) = (0, 0)
        while i < left.templates.count || j < right.templates.count {
            if j == right.templates.count || (i < left.templates.count && left.templates[i] < right.templates[j]) {
                sum += left.counts[i]
                i += 1
            } else if i == left.templates.count || right.templates[j] < left.templates[i] {
                sum += right.counts[j]
                j += 1
            } else {
                sum += abs(left.counts[i] - right.counts[j])
                i += 1
                j += 1
            }
        }
        return sum
    }
}
