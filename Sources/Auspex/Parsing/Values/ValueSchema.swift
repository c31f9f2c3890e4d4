/// Which parameters of which templates travel with the events.
///
/// During training everything does (``everything``); a model then knows what it needs (``init(profiles:)``), and detection reads nothing
/// else. A template without a used parameter costs one table look-up an event.
public struct ValueSchema: Sendable, Equatable {
    /// One parameter that is kept.
    struct Slot: Sendable, Equatable {
        var position: Int
        var factor: Double
        var isWord: Bool
        var isHexadecimal: Bool
        var anchor: UInt64
    }

    /// What is kept of a template.
    struct Layout: Sendable, Equatable {
        var template: TemplateID
        /// Parameters its records have.
        var parameters: Int
        var slots: [Slot]
    }

    /// The most values kept of one event.
    public static let limit = 32

    private(set) var layouts: [Layout] = []
    private var table: [Int32] = []
    private var sparse: [TemplateID: Int32] = [:]
    /// Whether all parameters are kept.
    public let keepsEverything: Bool

    private static let tableLimit = 1 << 16

    /// All parameters of all templates, up to ``limit`` an event: for training.
    public static let everything = ValueSchema(everything: ())

    /// The words of the whole message, each as a symbol, in the place of parameters: for methods that read text.
    public static let words = ValueSchema(words: ())
    /// Whether it is the words that are kept.
    public let keepsWords: Bool

    private init(everything: Void) { (keepsEverything, keepsWords) = (true, false) }

    private init(words: Void) { (keepsEverything, keepsWords) = (false, true) }

    /// The used parameters of these profiles, in order of position.
    public init(profiles: [ParameterProfile]) {
        (keepsEverything, keepsWords) = (false, false)
        for (template, members) in Dictionary(grouping: profiles.filter(\.isUsed), by: \.template).sorted(by: { $0.key < $1.key }) {
            let used = members.sorted { $0.position < $1.position }.prefix(Self.limit)
            let number = Int32(layouts.count)
            layouts.append(
                Layout(
                    template: template, parameters: members[0].layout,
                    slots: used.map {
                        Slot(
                            position: $0.position, factor: $0.factor, isWord: $0.kind == .enumeration,
                            isHexadecimal: $0.kind == .hexadecimal, anchor: $0.anchor)
                    }))
            if Int(template.rawValue) < Self.tableLimit {
                while table.count <= Int(template.rawValue) { table.append(-1) }
                table[Int(template.rawValue)] = number
            } else {
                sparse[template] = number
            }
        }
    }

    /// Whether nothing is kept.
    public var isEmpty: Bool { !keepsEverything && !keepsWords && layouts.isEmpty }

    /// Number of a template's layout, or -1.
    @inline(__always)
    func layout(of template: TemplateID) -> Int {
        let raw = Int(template.rawValue)
        if raw < table.count { return Int(table[raw]) }
        return sparse.isEmpty ? -1 : Int(sparse[template] ?? -1)
    }

    /// How many values a row of a template has.
    public func width(of template: TemplateID) -> Int {
        let number = layout(of: template)
        return number < 0 ? 0 : layouts[number].slots.count
    }

    /// Makes of rows that hold everything rows that hold what this schema keeps. Rows of another layout (the template was generalised
    /// later) lose their values.
    public func select(from values: EventValues, of events: [TemplateID]) -> EventValues {
        guard !isEmpty, !values.isEmpty else { return EventValues() }
        precondition(!keepsEverything, "there is nothing to select")
        var result = EventValues()
        for (event, template) in events.enumerated() {
            let number = layout(of: template)
            if number >= 0 {
                let layout = layouts[number], row = values[event]
                for slot in layout.slots {
                    let isThere = row.count == min(layout.parameters, Self.limit) && slot.position < row.count
                    result.appendValue(isThere ? slot.typed(row[row.startIndex + slot.position]) : .absent)
                }
            }
            result.closeRow()
        }
        return result
    }
}

extension ValueSchema.Slot {
    /// The value in base units.
    @inline(__always)
    func typed(_ value: EventValue) -> EventValue {
        if isWord { return value }
        guard let number = value.number else { return .absent }
        return factor == 1 ? value : EventValue(number: number * factor)
    }
}
