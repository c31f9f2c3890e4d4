/// The templates a detector knows, numbered densely from 0 in ascending order, with a fast way from id to number.
///
/// Detectors compute on small dense numbers; ids may have holes. Equal vocabularies give equal numbers on every machine.
struct TemplateIndex: Sendable, Equatable, Codable {
    /// The known templates, ascending.
    let templates: [TemplateID]
    private let direct: [Int32]
    private let sparse: [TemplateID: Int32]

    /// Ids below this are looked up in a table, the rest in a dictionary, so that a hostile id cannot make the table huge.
    private static let tableLimit: UInt32 = 1 << 16

    /// Creates an index; duplicates and ``TemplateID/none`` are left out.
    init(_ known: some Sequence<TemplateID>) {
        let templates = Set(known).subtracting([.none]).sorted()
        self.templates = templates
        let top = templates.last { $0.rawValue < Self.tableLimit }?.rawValue ?? 0
        var direct = [Int32](repeating: -1, count: Int(top) + 1)
        var sparse: [TemplateID: Int32] = [:]
        for (number, template) in templates.enumerated() {
            if template.rawValue < Self.tableLimit {
                direct[Int(template.rawValue)] = Int32(number)
            } else {
                sparse[template] = Int32(number)
            }
        }
        self.direct = direct
        self.sparse = sparse
    }

    /// How many templates are known.
    var count: Int { templates.count }

    /// The dense number of a template, `nil` when it is unknown.
    subscript(template: TemplateID) -> Int? {
        let raw = Int(template.rawValue)
        if raw < direct.count { return direct[raw] < 0 ? nil : Int(direct[raw]) }
        return sparse[template].map(Int.init)
    }

    init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([TemplateID].self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(templates)
    }
}
