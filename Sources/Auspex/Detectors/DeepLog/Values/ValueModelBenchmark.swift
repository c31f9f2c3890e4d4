/// How fast value models train and judge, on made-up sessions: the figures of `auspex bench values`.
public struct ValueModelBenchmark: Sendable, Equatable {
    /// Keys and rows of each.
    public let keys: Int
    /// Rows of each key.
    public let rows: Int
    /// Keys that use an LSTM.
    public let networks: Int
    /// Seconds of training, in one thread.
    public let trainingSeconds: Double
    /// Events judged in a second, in one thread.
    public let eventsPerSecond: Double

    /// Measures.
    ///
    /// - Parameters:
    ///   - keys: keys.
    ///   - rows: events of each; sessions of 50 of them.
    ///   - always: an LSTM for every key (the paper's); else static intervals everywhere.
    ///   - now: a clock, in seconds.
    /// - Throws: ``InputError`` when the configuration is out of bounds.
    public static func run(
        keys: Int = 200, rows: Int = 5_000, always: Bool, configuration: ValueModels.Configuration = ValueModels.Configuration(),
        now: () -> Double
    ) throws -> ValueModelBenchmark {
        var configuration = configuration
        configuration.always = always
        if !always { configuration.minRows = .max >> 40 }
        let (sessions, profiles) = data(keys: keys, rows: rows, seed: configuration.seed)
        let begin = now()
        let models = try ValueModels.train(on: sessions, profiles: profiles, configuration: configuration)
        let trained = now()
        var scored = 0.0
        for start in stride(from: 0, to: sessions.count, by: 512) {
            let part = Array(sessions[start..<min(start + 512, sessions.count)])
            scored += models.scores(of: part).reduce(0, +)
        }
        precondition(scored.isFinite, "scores are numbers")
        let end = now()
        return ValueModelBenchmark(
            keys: keys, rows: rows, networks: models.training.kept, trainingSeconds: trained - begin,
            eventsPerSecond: Double(keys * rows) / max(1e-9, end - trained))
    }

    /// Sessions of one key each, whose delay and two numbers wander: something an LSTM can foretell.
    static func data(keys: Int, rows: Int, seed: UInt64) -> (sessions: [EventSequence], profiles: [ParameterProfile]) {
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
