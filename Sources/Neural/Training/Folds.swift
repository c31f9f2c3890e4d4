/// Examples cut into parts of equal size for k-fold cross-validation, each class spread over the parts as evenly as it goes.
///
/// A class with fewer examples than parts is missing from some; ``lacking`` names them, and whoever measures on a part must leave such a class
/// out of its figures there.
public struct Folds: Sendable, Equatable {
    /// Examples of each part, in order.
    public let parts: [[Int]]
    /// Classes that are missing from parts.
    public let lacking: [(part: Int, label: Int)]

    /// Cuts examples.
    ///
    /// - Parameters:
    ///   - labels: the class of each example.
    ///   - count: parts wanted; there are no more than examples, and at least one.
    public init(labels: [Int], count: Int, using generator: inout some RandomNumberGenerator) {
        let count = max(1, min(count, labels.count)), classes = Set(labels).sorted()
        var parts = [[Int]](repeating: [], count: count), next = 0
        // One round over the parts goes through all classes, so parts differ by one example at most.
        for label in classes {
            for example in labels.indices.filter({ labels[$0] == label }).shuffled(using: &generator) {
                parts[next % count].append(example)
                next += 1
            }
        }
        self.parts = parts.map { $0.sorted() }
        lacking = classes.flatMap { label in
            parts.indices.filter { part in !parts[part].contains { labels[$0] == label } }.map { (part: $0, label: label) }
        }
    }

    /// What is learnt from when a part is held out: all others.
    public func others(than part: Int) -> [Int] { parts.indices.filter { $0 != part }.flatMap { parts[$0] }.sorted() }

    /// Equal parts.
    public static func == (left: Folds, right: Folds) -> Bool { left.parts == right.parts }
}
