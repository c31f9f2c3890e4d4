/// How often each template occurs in a session, whatever the order: the sparse row of the field's count matrix.
///
/// ```swift
/// EventCountVector(of: [E5, E22, E5])   // 2 × E5, 1 × E22
/// ```
/// Templates ascend, counts are at least 1. Two sessions with equal vectors hold the same multiset of events.
public struct EventCountVector: Sendable, Hashable, Codable {
    /// The templates that occur, ascending; ``TemplateID/none`` is one of them when a record fitted no template.
    public private(set) var templates: [TemplateID] = []
    /// Occurrences of each, at least 1.
    public private(set) var counts: [Int] = []

    /// Counts events. Complexity: O(e log e) for e events.
    public init(of events: [TemplateID]) {
        let sorted = events.sorted()
        for template in sorted {
            if templates.last == template {
                counts[counts.count - 1] += 1
            } else {
                templates.append(template)
                counts.append(1)
            }
        }
    }

    /// Creates a vector from parts that already ascend; used when reading a stored model.
    init?(templates: [TemplateID], counts: [Int]) {
        guard templates.count == counts.count, counts.allSatisfy({ $0 > 0 }),
            zip(templates, templates.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.templates = templates
        self.counts = counts
    }

    /// Occurrences of one template. Complexity: O(log n) for n templates.
    public func count(of template: TemplateID) -> Int {
        let place = templates.firstPlace { $0 < template }
        return place < templates.count && templates[place] == template ? counts[place] : 0
    }

    /// Number of events.
    public var total: Int { counts.reduce(0, +) }
}
