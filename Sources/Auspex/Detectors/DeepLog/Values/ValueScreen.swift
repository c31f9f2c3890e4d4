/// The quick look at a session's values that nearly every session passes, with no LSTM run and no logarithm taken.
///
/// A static interval tolerates a range of numbers. An LSTM tolerates a range around what it foretells, and what it foretells lies between known
/// bounds (``ValueForecast/foretold``): a number tolerated around both of them is tolerated whatever it foretells. Where that does not settle it,
/// rows of a key that were judged before in another session, equal to the last bit, need not be judged again: clocks tick in seconds and sizes
/// repeat.
///
/// A session that passes has no finding; one that does not pass may have one: ``ValueModels/judge(_:keyVerdicts:keyThreshold:)`` tells.
/// Valid for the models it was made from: make a new one when they learn.
struct ValueScreen: Sendable {
    /// Parameters of one key.
    private enum Parameter: Sendable {
        /// Tolerated numbers, and whether others may be tolerated where an LSTM foretells them.
        case numbers(ClosedRange<Double>, isForetold: Bool)
        /// Stored bits of tolerated words, and whether an LSTM judges them too.
        case words([UInt64], isForetold: Bool)
    }

    private struct Key: Sendable {
        var isForetold: Bool
        var foretellsDelay: Bool
        var delay: ClosedRange<Double>
        var steps: [ClosedRange<Double>]
        var parameters: [Parameter]
    }

    /// What a session holds of one key with an LSTM.
    private struct Rows: Sendable {
        var key: Int
        var hasher = Hasher()
        /// Whether all numbers are tolerated whatever is foretold.
        var isInside = true
    }

    private static let everything = -Double.infinity...Double.infinity
    private static let nothing = Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    /// Rows remembered at most; then the memory starts anew.
    private static let memoryLimit = 1 << 18

    private let keys: [Key]
    private let steps: StepTable
    private var delays: SessionDelays
    /// Keyed hashes of rows judged before: with 64 bits and a key drawn for each process, two different ones meet in one of 10¹³ looks.
    private var known: Set<Int> = []
    private var open: [Rows] = []

    /// Whether passing means anything: what LSTMs remember across sessions would lack the sessions that were passed over.
    let isUsable: Bool

    /// - Complexity: some hundred evaluations of each interval.
    init(_ models: ValueModels) {
        steps = models.steps
        delays = SessionDelays(anchors: models.anchors, index: models.index)
        isUsable = models.configuration.history == .session || !models.usesNetworks
        // A hair less than tolerated, so that rounding never lets anything pass that is not.
        let limit = models.threshold.value * (1 - 1e-9)
        let judgesColumns = models.configuration.interval == .tail
        keys = models.keys.map { key in
            func column(_ place: Int) -> Int? {
                key.forecast?.layout.columns.firstIndex { $0.parameter == place && $0.word == nil }
            }
            func delay(_ interval: ValueInterval?, _ previous: TemplateID?) -> ClosedRange<Double> {
                guard let forecast = key.forecast, key.foretellsDelay else { return interval?.bounds(limit) ?? Self.everything }
                return column(-1).map { Self.tolerated(forecast, $0, previous, limit, judgesColumns) } ?? Self.everything
            }
            return Key(
                isForetold: key.forecast != nil, foretellsDelay: key.foretellsDelay, delay: delay(key.delay, nil),
                steps: key.steps.map { delay($0.interval, $0.previous) },
                parameters: key.parameters.enumerated().map { place, parameter in
                    if let words = parameter.words {
                        let tolerated = words.bits.filter { words.surprise(EventValue(bits: $0)) <= limit }
                        return .words(tolerated, isForetold: key.forecast != nil && !judgesColumns)
                    }
                    if let forecast = key.forecast, let column = column(place) {
                        return .numbers(Self.tolerated(forecast, column, nil, limit, judgesColumns), isForetold: true)
                    }
                    return .numbers(parameter.interval?.bounds(limit) ?? Self.everything, isForetold: false)
                })
        }
    }

    /// Numbers, in original units, tolerated around everything the LSTM may foretell in a column.
    private static func tolerated(
        _ forecast: ValueForecast, _ column: Int, _ previous: TemplateID?, _ limit: Double, _ judgesColumns: Bool
    ) -> ClosedRange<Double> {
        guard !forecast.foretold.isEmpty else { return nothing }
        let foretold = forecast.foretold[column]
        let around: ClosedRange<Double>
        if judgesColumns {
            guard let residual = forecast.residuals[column] else { return everything }
            around = residual.bounds(limit)
        } else {
            // Every column's squared difference within the tolerated mean of them.
            guard let error = forecast.error?.bounds(limit).upperBound, error >= 0 else { return nothing }
            around = -error.squareRoot()...error.squareRoot()
        }
        func inside(_ bound: Double, _ direction: Double) -> Double {
            bound.isFinite ? bound - direction * 1e-5 * (1 + abs(bound)) : bound
        }
        let low = inside(Double(foretold.upperBound) + around.lowerBound, -1),
            high = inside(Double(foretold.lowerBound) + around.upperBound, 1)
        guard low < high else { return nothing }
        func original(_ value: Double) -> Double {
            value.isFinite ? forecast.layout.original(Float(value), column: column, previous: previous) : value
        }
        return original(low)...original(high)
    }

    /// Whether nothing in a session can surprise more than is tolerated.
    ///
    /// - Complexity: O(1) an event, no allocation.
    mutating func passes(_ session: EventSequence) -> Bool {
        guard isUsable else { return false }
        open.removeAll(keepingCapacity: true)
        delays.begin()
        for event in session.events.indices {
            let passed = delays.next(session.events[event], at: session.time(of: event))
            let number = passed.key, delay = passed.seconds
            guard number >= 0 else { continue }
            let step = steps.place(passed.previous, number)
            let isForetold = keys[number].isForetold
            var isInside = delay.isNaN || (step >= 0 ? keys[number].steps[step] : keys[number].delay).contains(delay)
            if !isInside, !keys[number].foretellsDelay { return false }
            let row = session.values.range(event)
            if row.count == keys[number].parameters.count {
                for place in 0..<row.count {
                    let value = session.values.storage[row.lowerBound + place]
                    switch keys[number].parameters[place] {
                    case .numbers(let range, let isForetold):
                        guard !value.raw.isNaN, !range.contains(value.raw) else { continue }
                        guard isForetold else { return false }
                        isInside = false
                    case .words(let words, let isForetold):
                        guard value.isAbsent || words.contains(value.bits) else { return false }
                        if isForetold { isInside = false }
                    }
                }
            } else if !row.isEmpty {
                isInside = false
            }
            if isForetold { add(number, step, delay, row, session, isInside) }
        }
        return open.allSatisfy { $0.isInside || known.contains($0.hasher.finalize()) }
    }

    /// Remembers that everything the LSTMs foretold of a session was near enough, so that equal rows pass from now on.
    ///
    /// - Parameter session: one in which nothing was found, every event of which was judged.
    mutating func remember(_ session: EventSequence) {
        // Where rows outside belong to a static interval, `open` ends early, and what it holds was judged all the same.
        guard isUsable, !passes(session) else { return }
        if known.count + open.count > Self.memoryLimit { known.removeAll(keepingCapacity: true) }
        for rows in open where !rows.isInside { known.insert(rows.hasher.finalize()) }
    }

    @inline(__always)
    private mutating func add(
        _ key: Int, _ step: Int, _ delay: Double, _ row: Range<Int>, _ session: EventSequence, _ isInside: Bool
    ) {
        var place = open.firstIndex { $0.key == key } ?? -1
        if place < 0 {
            place = open.count
            open.append(Rows(key: key))
            open[place].hasher.combine(key)
        }
        open[place].hasher.combine(step)
        open[place].hasher.combine(delay.bitPattern)
        for index in row { open[place].hasher.combine(session.values.storage[index].bits) }
        if !isInside { open[place].isInside = false }
    }
}
