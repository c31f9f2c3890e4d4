public import Auspex

/// Work of a known size for value models: made-up sessions whose numbers an LSTM can foretell. `auspex bench values` measures it.
public struct ValueModelBenchmark: Sendable {
    /// Settings of the models.
    public let configuration: ValueModels.Configuration
    private let sessions: [EventSequence]
    private let profiles: [ParameterProfile]

    /// Events in all.
    public var rows: Int { sessions.reduce(0) { $0 + $1.events.count } }

    /// Makes the sessions.
    ///
    /// - Parameters:
    ///   - keys: keys, each with a delay and two parameters.
    ///   - rows: events of each key, in sessions of 50.
    ///   - always: an LSTM for every key (the paper's); else static intervals everywhere.
    ///   - seed: of sessions and models.
    public init(keys: Int = 200, rows: Int = 5_000, always: Bool, seed: UInt64) {
        configuration = ValueModels.Configuration(networks: always, always: always, seed: seed)
        (sessions, profiles) = Self.data(keys: keys, rows: rows, seed: seed)
    }

    /// Trains the models of all keys, as many side by side as there are threads.
    public func train(threads: Int) throws -> ValueModels {
        try ValueModels.train(on: sessions, profiles: profiles, configuration: configuration, threads: threads)
    }

    /// Judges every session, a few thousand at a time as detection does.
    ///
    /// - Returns: the highest score.
    public func judge(_ models: ValueModels) -> Double {
        var highest = 0.0
        for start in stride(from: 0, to: sessions.count, by: 4_096) {
            highest = models.scores(of: Array(sessions[start..<min(start + 4_096, sessions.count)])).reduce(highest, max)
        }
        return highest
    }

    /// Sessions of one key each, whose delay and two numbers wander: something an LSTM can foretell.
    public static func data(keys: Int, rows: Int, seed: UInt64) -> (sessions: [EventSequence], profiles: [ParameterProfile]) {
        var random = RandomSource(seed: seed).stream("benchmark")
        var sessions: [EventSequence] = []
        for round in 0..<(rows + 49) / 50 {
            for key in 1...keys {
                var session = EventSequence(id: "\(key)-\(round)", events: [])
                var time = Double(round * keys + key) * 60
                var state = random.uniform()
                for _ in 0..<min(50, rows - round * 50) {
                    state = 0.8 * state + 0.2 * random.uniform()
                    time += 0.1 + state
                    session.events.append(TemplateID(rawValue: UInt32(key)))
                    session.times.append((time * 1000).rounded() / 1000)
                    session.values.append([
                        EventValue(number: (1e6 * state).rounded()), EventValue(number: 10 * (1 - state) + random.uniform()),
                    ])
                }
                sessions.append(session)
            }
        }
        let profiles = (1...keys).flatMap { key in
            [0, 1].map { position in
                ParameterProfile(
                    template: TemplateID(rawValue: UInt32(key)), position: position, layout: 2, name: position == 0 ? "size" : "rate",
                    kind: position == 0 ? .size : .decimal, unit: position == 0 ? .bytes : .plain, factor: 1, isUsed: true,
                    reason: "measures something", count: rows, distinct: 256, range: nil, words: [:], unusable: 0, anchor: 0)
            }
        }
        return (sessions, profiles)
    }
}
