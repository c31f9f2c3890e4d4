import Foundation

/// What is known about each place of each kind of line, in arrays: one look-up a value while judging.
struct SlotIndex: Sendable {
    /// What is judged at a place.
    enum Role: Sendable {
        /// Nothing is.
        case none
        /// A closed set of values, an index into ``categories``.
        case category(Int32)
        /// Numbers, an index into ``tails``.
        case tail(Int32)
        /// Values that are known by the name of the place, an index into ``categories``.
        case named(Int32)
    }

    /// A closed set and what calibration calls it.
    struct Category: Sendable {
        var values: Set<UInt64>
        var score: Double
        var key: UInt64
    }

    /// A tail and where it belongs.
    struct NumberPlace: Sendable {
        var tail: Tail
        var slot: Int
        var name: String
        /// Largest score of a stretch of high values while learning.
        var peak: Double
    }

    private(set) var categories: [Category] = []
    private(set) var tails: [NumberPlace] = []
    private var roles: [Role]
    /// The largest number of each of ``tails``, and the smallest where one below it says something.
    private let bounds: [(low: Double, high: Double)]
    /// The values of all ``categories``, each mixed with the number of its set.
    private let members: FixedMap<Void>

    init(_ slots: SlotModel, _ statements: StatementTable) {
        roles = Array(repeating: .none, count: statements.count * 64)
        for (slot, category) in slots.categories.sorted(by: { $0.key < $1.key }) where roles.indices.contains(slot) {
            roles[slot] = .category(Int32(categories.count))
            categories.append(Category(category, key: ObservationReader.mix(3, UInt64(slot))))
        }
        for (slot, tail) in slots.tails.sorted(by: { $0.key < $1.key }) where roles.indices.contains(slot) {
            roles[slot] = .tail(Int32(tails.count))
            tails.append(
                NumberPlace(tail: tail, slot: slot, name: statements.placeNames[slot] ?? "", peak: slots.windowPeaks[slot] ?? 0))
        }
        var named: [String: Int32] = [:]
        for (name, category) in slots.named.sorted(by: { $0.key < $1.key }) {
            named[name] = Int32(categories.count)
            var fingerprint = Fingerprint()
            fingerprint.combine(name)
            categories.append(Category(category, key: ObservationReader.mix(4, fingerprint.value)))
        }
        for (slot, name) in statements.placeNames where roles.indices.contains(slot) {
            if case .none = roles[slot], let category = named[name] { roles[slot] = .named(category) }
        }
        bounds = tails.map { ($0.tail.low?.minimum ?? -.infinity, $0.tail.maximum) }
        var members: [UInt64] = []
        for (number, category) in categories.enumerated() {
            for value in category.values { members.append(ObservationReader.mix(UInt64(number) + 1, value)) }
        }
        self.members = FixedMap(keys: members)
    }

    /// Whether a number is larger, or smaller, than all learnt from at a place of ``tails``.
    @inline(__always)
    func isBeyond(_ number: Double, at index: Int32) -> Bool {
        let bounds = bounds[Int(index)]
        return number > bounds.high || number < bounds.low
    }

    /// Whether a value was never seen in a set of ``categories``.
    @inline(__always)
    func isNew(_ hash: UInt64, at index: Int32) -> Bool { !members.contains(ObservationReader.mix(UInt64(index) + 1, hash)) }

    @inline(__always)
    func role(_ statement: Int32, _ place: UInt8) -> Role { roles[StatementTable.slot(statement, place)] }
}

extension SlotIndex.Category {
    init(_ category: SlotCategory, key: UInt64) {
        self.init(values: category.values, score: -log(category.expectedNew), key: key)
    }
}
