/// Counts records by template: an array for the small ids that nearly all templates have, a dictionary for the rest.
struct TemplateTally: Sendable {
    private var near: [Int] = []
    private var far: [TemplateID: Int] = [:]

    private static let nearLimit = 1 << 16

    /// Counts a batch of templates.
    mutating func add(_ templates: [TemplateID]) {
        for template in templates {
            let place = Int(template.rawValue)
            if place < near.count { near[place] &+= 1 } else { addNew(template) }
        }
    }

    /// Takes over what another counted.
    mutating func add(_ other: TemplateTally) {
        for (template, count) in other.counts { add(template, count) }
    }

    /// Records by template, without those that have none.
    var counts: [TemplateID: Int] {
        var all = far
        for (place, count) in near.enumerated() where count > 0 { all[TemplateID(rawValue: UInt32(place))] = count }
        return all
    }

    @inline(never)
    private mutating func addNew(_ template: TemplateID) { add(template, 1) }

    private mutating func add(_ template: TemplateID, _ count: Int) {
        let place = Int(template.rawValue)
        guard place < Self.nearLimit else {
            far[template, default: 0] += count
            return
        }
        if place >= near.count { near += [Int](repeating: 0, count: max(64, place + 1 - near.count)) }
        near[place] += count
    }
}
