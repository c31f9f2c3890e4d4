import Neural

/// Sessions as a supervised network reads them: distinct examples, each with how often it came in a normal and in an anomalous session.
struct ClassifierExamples {
    /// Numbers of event rows, one example after the other; equal rows (template and values) have equal numbers.
    private(set) var rows: [Int32] = []
    /// `starts[i]..<starts[i + 1]` are the rows of example `i`.
    private(set) var starts = [0]
    /// The tokens of each row number, `perEvent` each.
    private(set) var sets: [Int32] = []
    /// For each session its examples: for windows those that end at its last events.
    private(set) var examples: [[Int32]] = []
    /// For each session the place of the event at which each of its examples ends.
    private(set) var ends: [[Int]] = []
    /// For each example how often it came in normal and in anomalous sessions.
    private(set) var counts: [(normal: Float, anomalous: Float)] = []
    private let tokens: ClassifierTokens
    private let reading: ClassifierReading
    private var rowNumbers: [[Int32]: Int32] = [:]
    private var numbers: [[Int32]: Int32] = [:]

    init(_ sessions: [EventSequence], labels: [Bool]? = nil, tokens: ClassifierTokens, reading: ClassifierReading) {
        self.tokens = tokens
        self.reading = reading
        // Row 0 is padding.
        _ = row([TemplateVocabulary.pad] + [Int32](repeating: -1, count: tokens.values.count))
        examples.reserveCapacity(sessions.count)
        for (place, session) in sessions.enumerated() { add(session, isAnomalous: labels?[place]) }
    }

    /// Number of distinct examples.
    var count: Int { counts.count }

    private mutating func row(_ own: [Int32]) -> Int32 {
        if let known = rowNumbers[own] { return known }
        let number = Int32(rowNumbers.count)
        rowNumbers[own] = number
        sets += own
        return number
    }

    private mutating func add(_ session: EventSequence, isAnomalous: Bool?) {
        let own = session.events.indices.map { row(tokens.tokens(of: session.events[$0], values: session.values[$0])) }
        var found: [Int32] = [], places: [Int] = [own.count - 1]
        switch reading.unit {
        case .session:
            let kept = Array(own.prefix(reading.length))
            found = [example(kept.isEmpty ? [0] : kept)]
        case .window:
            // What came before a further part of a session, or before a window, has no values any more.
            let before = session.history.suffix(reading.reach - 1).map { row(tokens.tokens(of: $0, values: [])) }
            let all = before + own
            // What ends in the first events of a window of a log was another window.
            let earlier = session.kind == .window ? 0 : before.count
            if earlier + own.count >= reading.length {
                places = Self.ends(from: max(0, reading.length - 1 - earlier), count: own.count, step: reading.step ?? 1)
                found = places.map { place in
                    let last = before.count + place
                    return example(Array(all[max(0, last + 1 - reading.reach)...last]))
                }
            } else if session.isComplete, !own.isEmpty {
                // A session shorter than a window is one; the beginning of a longer one is none, because it looks alike whatever comes.
                found = [example(all)]
            }
        }
        if let isAnomalous {
            for number in found {
                if isAnomalous { counts[Int(number)].anomalous += 1 } else { counts[Int(number)].normal += 1 }
            }
        }
        examples.append(found)
        ends.append(found.isEmpty ? [] : places)
    }

    /// Ends of windows: every so many events, and the last event in any case.
    private static func ends(from first: Int, count: Int, step: Int) -> [Int] {
        var ends = Array(stride(from: first, to: count, by: step))
        if let last = ends.last, last != count - 1 { ends.append(count - 1) }
        return ends
    }

    private mutating func example(_ own: [Int32]) -> Int32 {
        if let known = numbers[own] { return known }
        let number = Int32(counts.count)
        numbers[own] = number
        rows += own
        starts.append(rows.count)
        counts.append((0, 0))
        return number
    }

    /// The examples for a network.
    ///
    /// - Parameter isPadded: whether all are brought to the same length, with padding behind.
    func network(isPadded: Bool, truth: SequenceExamples.Truth = .unknown) -> SequenceExamples {
        let sets: (tokens: [Int32], count: Int)? = (self.sets, tokens.perEvent)
        guard isPadded else { return SequenceExamples([.init(tokens: rows, starts: starts, sets: sets)], truth: truth) }
        var padded: [Int32] = []
        padded.reserveCapacity(count * reading.reach)
        for number in 0..<count {
            let own = rows[starts[number]..<starts[number + 1]]
            padded += own
            padded += repeatElement(0, count: reading.reach - own.count)
        }
        return SequenceExamples(
            [.init(tokens: padded, starts: Array(stride(from: 0, through: padded.count, by: reading.reach)), sets: sets)], truth: truth)
    }

    /// What is true of each example: anomalous with the share of its occurrences that were, weighed by how often it came.
    func truth(positiveWeight: Double) -> SequenceExamples.Truth {
        // With weight w on anomalous occurrences, a + n occurrences cost what one example of weight n + w·a costs whose share is w·a of that.
        let weights = counts.map { $0.normal + Float(positiveWeight) * $0.anomalous }
        let shares = zip(counts, weights).map { $1 > 0 ? min(1, Float(positiveWeight) * $0.anomalous / $1) : 0 }
        return .binary(shares, weights: weights, positiveWeight: 1)
    }
}
