/// A task that grows: keys one after another, some of them in parallel blocks. Every key occurs once.
struct TaskDraft: Hashable {
    /// Single keys, and parallel blocks (two or more keys, ascending).
    var elements: [[TemplateID]]

    var keys: [TemplateID] { elements.flatMap { $0 } }

    func contains(_ key: TemplateID) -> Bool { elements.contains { $0.contains(key) } }

    /// Place of the element that holds each key.
    private var places: [TemplateID: Int] {
        var places: [TemplateID: Int] = [:]
        for (place, element) in elements.enumerated() { for key in element { places[key] = place } }
        return places
    }

    /// Whether this is a subsequence of some order of the other.
    func isSubsequence(of other: TaskDraft) -> Bool {
        let places = other.places
        var last = -1
        for element in elements {
            let own = element.map { places[$0] ?? -1 }
            guard let place = own.first, place >= 0, own.allSatisfy({ $0 == place }) else { return false }
            if place < last || (place == last && other.elements[place].count == 1) { return false }
            last = place
        }
        return true
    }

    /// The range of elements that a fragment runs through from first to last key, when it is contiguous and whole.
    func range(of fragment: [TemplateID]) -> ClosedRange<Int>? {
        let places = places
        let own = fragment.compactMap { places[$0] }
        guard own.count == fragment.count, let low = own.first, let high = own.last, own == own.sorted() else { return nil }
        guard elements[low...high].reduce(0, { $0 + $1.count }) == fragment.count, Set(fragment).count == fragment.count else { return nil }
        return low...high
    }

    /// The task as blocks, with loops over some ranges of elements; ranges that overlap without one holding the other are left out.
    func block(loops: [ClosedRange<Int>]) -> WorkflowBlock {
        func build(_ range: ClosedRange<Int>, _ loops: [ClosedRange<Int>]) -> [WorkflowBlock] {
            var members: [WorkflowBlock] = []
            var place = range.lowerBound
            while place <= range.upperBound {
                let outer = loops.filter { $0.lowerBound == place && $0.upperBound <= range.upperBound }.max { $0.count < $1.count }
                if let outer {
                    let inner = loops.filter { $0 != outer && outer.contains($0.lowerBound) && outer.contains($0.upperBound) }
                    members.append(.loop(.sequence(build(outer, inner)), .onceOrMore))
                    place = outer.upperBound + 1
                } else {
                    let element = elements[place]
                    members.append(element.count == 1 ? .event(element[0]) : .parallel(element.map { .event($0) }))
                    place += 1
                }
            }
            return members
        }
        return elements.isEmpty ? .nothing : WorkflowBlock.sequence(build(0...(elements.count - 1), loops)).canonical
    }
}
