/// What a ``TaskModel`` is asked for at every record, in arrays and fixed maps; shared by all that judge with the model.
final class TaskIndex: Sendable {
    /// The model, for what is asked rarely.
    let model: TaskModel
    /// The step of each kind of line that is not told apart by a value; -1 for none.
    private let plainSteps: [Int32]
    /// The place whose value tells steps of a kind of line apart, 255 for none.
    private let places: [UInt8]
    private let valueSteps: FixedMap<Int32>
    private let openings: [Bool]
    private let branchPlaces: [UInt8]
    let handovers: Set<Int>
    /// See ``TaskModel/lateness``; the model itself is not touched at every record, because that copies it.
    let lateness: Double
    /// Steps (after a step, in a kind of session) that were seen where enough was seen to be surprised.
    private let known: FixedMap<Void>
    /// The steps (in a kind of session) after which that much was seen.
    private let contexts: FixedMap<Void>
    /// The same over sessions of all kinds: steps after a step, and steps after which enough was seen.
    private let pooled: FixedMap<Void>
    private let pooledContexts: [Bool]
    private let delays: FixedMap<Tail>
    private let pauses: FixedMap<Tail>
    private let hasPauses: Bool
    /// The longest wait learnt from after each step; infinite where none is known.
    private let waits: [Double]
    let repetitions: FixedMap<Tail>
    private let required: FixedMap<Range<Int32>>
    private let requiredSteps: [Int32]

    private static let none: UInt8 = .max

    init(_ model: TaskModel, statements count: Int) {
        self.model = model
        let steps = model.steps
        places = (0..<count).map { steps.places[Int32($0)] ?? Self.none }
        branchPlaces = (0..<count).map { steps.branchPlaces[Int32($0)] ?? Self.none }
        openings = (0..<count).map { steps.openings.contains(Int32($0)) }
        handovers = steps.handovers
        lateness = model.lateness
        plainSteps = (0..<count).map { steps.number(key: UInt64($0) + 1) }
        valueSteps = FixedMap(steps.keyed)
        var known: [UInt64] = [], contexts: [UInt64] = []
        for (context, choices) in model.followers where choices.total >= TaskModel.least {
            contexts.append(context)
            for step in choices.counts.keys {
                if let key = Self.key(Int32(truncatingIfNeeded: context >> 32), Int32(truncatingIfNeeded: context), step) {
                    known.append(key)
                }
            }
        }
        self.known = FixedMap(keys: known)
        self.contexts = FixedMap(keys: contexts)
        var pooled: [UInt64] = [], pooledContexts = Array(repeating: false, count: steps.statements.count)
        for (before, choices) in model.pooled where choices.total >= TaskModel.least && pooledContexts.indices.contains(Int(before)) {
            pooledContexts[Int(before)] = true
            pooled += choices.counts.keys.map { TaskModel.pair(before, $0) }
        }
        self.pooled = FixedMap(keys: pooled)
        self.pooledContexts = pooledContexts
        func map<Value>(_ dictionary: [UInt64: Value]) -> FixedMap<Value> {
            FixedMap(dictionary.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        }
        delays = map(model.delays)
        pauses = map(model.pauses)
        hasPauses = !model.pauses.isEmpty
        var waits = Array(repeating: 0.0, count: steps.statements.count)
        for (pair, tail) in model.pauses.isEmpty ? model.delays : model.pauses {
            let before = Int(Int32(truncatingIfNeeded: pair >> 32))
            if waits.indices.contains(before) { waits[before] = max(waits[before], tail.maximum) }
        }
        self.waits = waits.map { $0 > 0 ? $0 : .infinity }
        repetitions = map(model.repetitions)
        var flat: [Int32] = [], ranges: [(key: UInt64, value: Range<Int32>)] = []
        for (key, steps) in model.required.sorted(by: { $0.key < $1.key }) {
            ranges.append((key, Int32(flat.count)..<Int32(flat.count + steps.count)))
            flat += steps
        }
        required = FixedMap(ranges)
        requiredSteps = flat
    }

    /// The step a record is; -1 for none that was learnt.
    @inline(__always)
    func step(_ table: borrowing ObservationTable, _ record: Int) -> Int32 {
        let statement = Int(table.statements[record])
        guard statement >= 0 else { return -1 }
        let place = places[statement]
        guard place != Self.none else { return plainSteps[statement] }
        for slot in table.slots(of: record) where table.slotPlaces[slot] == place {
            return valueSteps[ObservationReader.mix(UInt64(statement) + 1, table.slotHashes[slot])] ?? -1
        }
        return plainSteps[statement]
    }

    /// Whether a kind of line begins a session.
    @inline(__always)
    func isOpening(_ statement: Int32) -> Bool { openings[Int(statement)] }

    /// The part of its session a record belongs to; 0 where there are no parts.
    @inline(__always)
    func branch(_ table: borrowing ObservationTable, _ record: Int) -> UInt64 {
        let place = branchPlaces[Int(table.statements[record])]
        guard place != Self.none else { return 0 }
        for slot in table.slots(of: record) where table.slotPlaces[slot] == place { return table.slotHashes[slot] | 1 }
        return 0
    }

    /// Whether a step followed the step before it where enough was seen, or too little was seen to be surprised; see ``TaskModel/choices(after:)``.
    @inline(__always)
    func isKnown(_ moment: TaskMoment) -> Bool {
        if let key = Self.key(moment.kind, moment.before, moment.step), known.contains(key) { return true }
        if moment.kind >= 0, contexts.contains(TaskModel.pair(moment.kind, moment.before)) { return false }
        return !pooledContexts[Int(moment.before)] || pooled.contains(TaskModel.pair(moment.before, moment.step))
    }

    /// Delays between two steps that follow each other.
    @inline(__always)
    func delay(_ before: Int32, _ step: Int32) -> Tail? { delays[TaskModel.pair(before, step)] }

    /// Whether a session with such a last step has been quiet for so long that nothing will come of it any more.
    func isOver(after step: Int32, quietFor seconds: Double) -> Bool { seconds > Self.patience * waits[Int(step)] }

    /// Times the longest wait learnt from.
    private static let patience = 10.0

    /// How late a step comes; see ``TaskModel/slowness(of:delay:pause:lateness:)``.
    @inline(__always)
    func slowness(of moment: TaskMoment, delay: Tail?) -> (factors: Double, seconds: Double) {
        guard moment.before >= 0 else { return (0, 0) }
        let pause = hasPauses && moment.pause > 0 ? pauses[TaskModel.pair(moment.neighbour, moment.step)] : nil
        return TaskModel.slowness(of: moment, delay: delay, pause: pause, lateness: lateness)
    }

    /// Steps that came before another in all sessions of a kind.
    @inline(__always)
    func required(_ key: UInt64) -> ArraySlice<Int32> {
        guard let range = required[key] else { return [] }
        return requiredSteps[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// Three steps in one number, below ``TaskSteps/limit`` each; `nil` where one is not known.
    @inline(__always)
    private static func key(_ kind: Int32, _ before: Int32, _ step: Int32) -> UInt64? {
        let limit = Int32(TaskSteps.limit)
        guard kind >= 0, before >= 0, step >= 0, kind < limit, before < limit, step < limit else { return nil }
        return UInt64(kind) << 32 | UInt64(before) << 16 | UInt64(step)
    }
}
