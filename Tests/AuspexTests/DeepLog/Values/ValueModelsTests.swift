import AuspexStudies
import Testing

@testable import Auspex

@Suite struct ValueModelsTests {
    static func id(_ number: Int) -> TemplateID { TemplateID(rawValue: UInt32(number)) }

    static func profile(_ template: Int, _ position: Int, layout: Int, _ name: String, _ kind: ParameterProfile.Kind = .decimal)
        -> ParameterProfile
    {
        ParameterProfile(
            template: id(template), position: position, layout: layout, name: name, kind: kind, unit: kind == .size ? .bytes : .plain,
            factor: 1,
            isUsed: true, reason: "measures something", count: 1, distinct: 1, range: nil, words: [:], unusable: 0, anchor: 0)
    }

    /// Sessions 1 2 3 4 with exponential delays, a size at 2, a constant and a word at 3.
    static func sessions(_ count: Int, seed: UInt64) -> [EventSequence] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { number in
            var session = EventSequence(id: "s\(number)", events: [1, 2, 3, 4].map(id))
            var time = Double(number) * 10
            for event in 0..<4 {
                time += [0, 1, 0.2, 2][event] + 0.3 * random.exponential()
                session.times.append(time)
            }
            session.values.append([])
            session.values.append([EventValue(number: (1e6 * (1 + random.uniform())).rounded())])
            session.values.append([EventValue(number: 8080), EventValue(symbol: UInt32(random.next() % 3))])
            session.values.append([])
            return session
        }
    }

    static let profiles = [
        profile(2, 0, layout: 1, "size", .size), profile(3, 0, layout: 2, "limit"), profile(3, 1, layout: 2, "state", .enumeration),
    ]

    static func model(_ configuration: ValueModels.Configuration = .init(units: 8, steps: 20)) throws -> ValueModels {
        try ValueModels.train(on: sessions(800, seed: 1), profiles: profiles, configuration: configuration)
    }

    @Test func `slow steps, strange values, changed constants and unseen words are found, named and worded`() throws {
        let model = try Self.model()
        let normal = Self.sessions(1_000, seed: 2)
        #expect(model.scores(of: normal).filter { model.threshold.flags($0) }.count <= 5)
        var session = normal[0]
        for event in 2..<4 { session.times[event] += 14 }
        let slow = try #require(model.findings(for: [session])[0].first)
        #expect(slow.reason == .unusualDelay && slow.event == 2 && slow.score > slow.threshold && slow.detector == "values")
        let words = FindingWriter(texts: [:])
        #expect(words.observed(slow).hasPrefix("took 14.") && words.observed(slow).hasSuffix("s after E2"))
        #expect(words.expected(slow).hasPrefix("usually ") && words.expected(slow).contains("tolerated up to"))

        session = normal[1]
        session.values = EventValues()
        session.values.append([])
        session.values.append([EventValue(number: 9.9e12)])
        session.values.append([EventValue(number: 8081), EventValue(symbol: 77)])
        let evidence = model.evidence(for: [session])[0]
        #expect(Set(evidence.map(\.name)) == ["size", "limit", "state"])
        let size = try #require(evidence.first { $0.name == "size" })
        #expect(size.event == 1 && words.observed(size.finding) == "size 9 TB" && size.unit == .bytes && size.parameter == 0)
        #expect(size.excess ?? 0 > 9e12 && size.bounds?.contains(1.5e6) == true)
        #expect(evidence.first { $0.name == "limit" }?.isChangedConstant == true)
        #expect(evidence.first { $0.name == "limit" }.map { words.expected($0.finding) } == "always 8080")
        let state = try #require(evidence.first { $0.name == "state" })
        #expect(state.observed == nil && words.observed(state.finding) == "state a word not seen in training")
    }

    @Test func `a delay is judged by the step that it ends`() throws {
        // 2 → 9 takes 1 s, 3 → 9 takes 30 s: 30 s after 2 is slow although 9 often takes as long.
        func mixed(_ seed: UInt64) -> [EventSequence] {
            var random = RandomSource(seed: seed)
            return (0..<600).map { number in
                let isLong = number.isMultiple(of: 2)
                return EventSequence(
                    id: "\(number)", events: [Self.id(isLong ? 3 : 2), Self.id(9)],
                    times: [Double(number), Double(number) + (isLong ? 30 : 1) + 0.2 * random.exponential()])
            }
        }
        let slow = EventSequence(id: "x", events: [Self.id(2), Self.id(9)], times: [5, 35])
        #expect(try ValueModels.train(on: mixed(1), profiles: []).findings(for: [slow])[0].first?.reason == .unusualDelay)
        let paper = try ValueModels.train(on: mixed(1), profiles: [], configuration: .init(stepDelays: false))
        #expect(paper.findings(for: [slow])[0].isEmpty)
    }

    @Test func `negative and unknown times are data`() throws {
        var sessions = Self.sessions(400, seed: 3)
        for index in sessions.indices where index % 10 == 0 { sessions[index].times[1] = sessions[index].times[0] - 5 }
        sessions[5].times[2] = .nan
        sessions[6].times = []
        let model = try ValueModels.train(on: sessions, profiles: Self.profiles, configuration: .init(units: 4, steps: 4))
        #expect(model.training.negativeDelays == 40)
        var back = Self.sessions(1, seed: 4)[0]
        back.times[3] = back.times[2] - 1_000
        #expect(!model.threshold.flags(model.scores(of: [back])[0]))
        back.times = [.nan, .nan, .nan, .nan]
        #expect(model.scores(of: [back])[0].isFinite)
    }

    @Test func `sessions of no, one and a hundred thousand events, and unknown templates, are judged`() throws {
        let model = try ValueModels.train(
            on: ValueModelBenchmark.data(keys: 2, rows: 400, seed: 1).sessions,
            profiles: ValueModelBenchmark.data(keys: 2, rows: 400, seed: 1).profiles,
            configuration: .init(minRows: 100, always: true, layers: 1, units: 4, steps: 4))
        #expect(model.usesNetworks)
        let one = EventSequence(id: "1", events: [Self.id(1)], times: [0])
        var long = EventSequence(id: "n", events: [TemplateID](repeating: Self.id(1), count: 100_000))
        for event in 0..<100_000 {
            long.times.append(Double(event) * 0.5)
            long.values.append([EventValue(number: 5e5), EventValue(number: 5)])
        }
        let alien = EventSequence(id: "a", events: [.none, Self.id(77), Self.id(1)], times: [0, 9, 20])
        let scores = model.scores(of: [EventSequence(id: "0", events: []), one, long, alien])
        #expect(scores.count == 4 && scores.allSatisfy { $0.isFinite && $0 >= 0 } && scores[0] == 0)
        #expect(model.scores(of: [one])[0] == scores[1] && model.scores(of: [alien])[0] == scores[3])
    }

    @Test func `nothing, one session or empty sessions train to a model that flags nothing`() throws {
        for sessions in [[], [EventSequence(id: "", events: [])], Array(Self.sessions(1, seed: 1))] {
            let model = try ValueModels.train(on: sessions, profiles: Self.profiles)
            #expect(model.threshold.value.isFinite)
            #expect(!model.threshold.flags(model.scores(of: [Self.sessions(1, seed: 1)[0]])[0]))
            #expect(try ValueModels(metadata: model.metadata, tensors: model.tensors()) == model)
        }
    }

    @Test func `an LSTM is kept where it foretells better, and only there`() throws {
        let (sessions, profiles) = ValueModelBenchmark.data(keys: 2, rows: 1_500, seed: 2)
        var random = RandomSource(seed: 5)
        var noise = sessions.filter { $0.events[0] == Self.id(2) }
        for index in noise.indices {
            noise[index].values = EventValues()
            var time = noise[index].times[0]
            for event in noise[index].events.indices {
                time += random.uniform()
                noise[index].times[event] = time
                noise[index].values.append([EventValue(number: random.uniform()), EventValue(number: random.uniform())])
            }
        }
        let all = sessions.filter { $0.events[0] == Self.id(1) } + noise
        let model = try ValueModels.train(on: all, profiles: profiles, configuration: .init(layers: 1, units: 16))
        let choices = model.description.map(\.choice)
        #expect(choices[0].usesNetwork && choices[0].gain ?? 0 > 0.2, "\(choices[0])")
        #expect(!choices[1].usesNetwork && choices[1].networkError != nil, "\(choices[1])")
        let forced = try ValueModels.train(on: all, profiles: profiles, configuration: .init(always: true, layers: 1, units: 4, steps: 8))
        #expect(forced.training.kept == 2)

        // What continues differently is found and says what was foretold.
        var session = all[0]
        let rows = (0..<50).map { Array(session.values[$0]) }
        session.values = EventValues()
        for (event, row) in rows.enumerated() { session.values.append(event == 20 ? [EventValue(number: 1e8), row[1]] : row) }
        let evidence = try #require(model.evidence(for: [session])[0].first)
        #expect(evidence.event == 20 && evidence.byNetwork && evidence.name == "size")
        #expect(FindingWriter(texts: [:]).expected(evidence.finding).hasPrefix("foretold"))
    }

    @Test(arguments: ValueInterval.Rule.allCases, [ValueModels.History.session, .stream])
    func `every rule and history works with LSTMs, repeats itself, and survives storage bit for bit`(
        _ rule: ValueInterval.Rule, _ history: ValueModels.History
    ) throws {
        let (sessions, profiles) = ValueModelBenchmark.data(keys: 3, rows: 500, seed: 3)
        let configuration = ValueModels.Configuration(
            interval: rule, minRows: 100, always: true, history: history, layers: 2, units: 6, steps: 10)
        let model = try ValueModels.train(on: sessions, profiles: profiles, configuration: configuration)
        #expect(try ValueModels.train(on: sessions, profiles: profiles, configuration: configuration) == model)
        let restored = try model.reread()
        #expect(restored == model)
        #expect(restored.scores(of: sessions) == model.scores(of: sessions))
        #expect(try restored.files() == model.files())
        if history == .session {
            let single = sessions.map { model.scores(of: [$0])[0] }
            #expect(model.scores(of: sessions + sessions) == single + single)
            #expect(model.scores(of: sessions) == single)
        }
    }

    @Test func `damaged parts are refused`() throws {
        let model = try ValueModels.train(
            on: ValueModelBenchmark.data(keys: 2, rows: 300, seed: 1).sessions,
            profiles: ValueModelBenchmark.data(keys: 2, rows: 300, seed: 1).profiles,
            configuration: .init(minRows: 100, always: true, layers: 1, units: 4, steps: 4))
        let metadata = model.metadata, tensors = model.tensors()
        func refused(_ change: (inout ValueModels.Metadata) -> Void) {
            var damaged = metadata
            change(&damaged)
            #expect(throws: InputError.self) { try ValueModels(metadata: damaged, tensors: tensors) }
        }
        refused { $0.configuration.units = 5 }
        refused { $0.configuration.window = -1 }
        refused { $0.threshold.value = .nan }
        refused { $0.profiles.removeLast() }
        refused { $0.profiles[0].position = 7 }
        refused { $0.keys.reverse() }
        refused { $0.keys[0].layout?.columns[0].scale.deviation = 0 }
        refused { $0.keys[0].layout?.columns[0].parameter = 9 }
        refused { $0.keys[0].residuals.removeLast() }
        refused { $0.keys[0].layout = nil }
        #expect(throws: InputError.self) { try ValueModels(metadata: metadata, tensors: Array(tensors.dropLast())) }
        for files in [["values.json": []], ["values.json": Array("{}".utf8), "values.safetensors": []]] as [[String: [UInt8]]] {
            #expect(throws: InputError.self) { try BundleComponents(files: files, listed: nil).read(ValueModels.self) }
        }
        #expect(try BundleComponents(files: [:], listed: nil).readIfPresent(ValueModels.self) == nil)
    }

    @Test(arguments: ValueInterval.Rule.allCases, [false, true])
    func `what the user calls normal is not reported again`(_ rule: ValueInterval.Rule, _ always: Bool) throws {
        let configuration = ValueModels.Configuration(interval: rule, minRows: 100, always: always, layers: 1, units: 4, steps: 6)
        var model = try ValueModels.train(on: Self.sessions(600, seed: 1), profiles: Self.profiles, configuration: configuration)
        var session = Self.sessions(1, seed: 9)[0]
        for event in 3..<4 { session.times[event] += 500 }
        session.values = EventValues()
        for row in [[], [EventValue(number: 9e15)], [EventValue(number: 1), EventValue(symbol: 99)], []] { session.values.append(row) }
        let before = model.evidence(for: [session])[0]
        // Normal distributions make so much of ordinary long delays that a changed constant does not stand out (see the rule).
        let all: Set<Int> = rule == .tail ? [1, 2, 3] : [1, 3]
        #expect(Set(before.map(\.event)).isSuperset(of: all))
        let accepted = model.learn(normal: session, at: 1)
        #expect(accepted.map(\.event) == [1])
        #expect(Set(model.evidence(for: [session])[0].map(\.event)).symmetricDifference(before.map(\.event)) == [1])
        model.learn(normal: session)
        #expect(model.evidence(for: [session])[0].isEmpty && model.scores(of: [session])[0] <= model.threshold.value)
        #expect(model.learn(normal: session).isEmpty)
        session.values = EventValues()
        for row in [[], [EventValue(number: 9e17)], [EventValue(number: 8080), EventValue(symbol: 1)], []] { session.values.append(row) }
        #expect(rule == .tail && !always ? model.evidence(for: [session])[0].map(\.event) == [1] : true)
    }

    @Test func `a record stamped too early does not make the next one slow`() {
        var clock = SessionClock()
        #expect([100, 101, 41, 102, .nan, 103, 105].map { clock.delay(to: $0) }.description == "[nan, 1.0, -60.0, 1.0, nan, nan, 2.0]")
        var late = SessionClock()
        // Two records of another machine, an hour behind.
        #expect([100, -3500, -3499, 101.5].map { SessionClock.elapsed(late.delay(to: $0)) }.dropFirst() == [0, 0, 1.5])
        #expect(SessionClock.elapsed(.nan).isNaN)
    }

    @Test func `values are consulted for the events the key model accepts`() throws {
        let model = try Self.model()
        var session = Self.sessions(1, seed: 2)[0]
        for event in 2..<4 { session.times[event] += 60 }
        let calm = Verdict(subject: Subject(kind: .session, name: "s"), isAnomalous: false, score: 1, findings: [])
        let flagged = model.judge([session], keyVerdicts: [calm], keyThreshold: 5)[0]
        #expect(flagged.isAnomalous && flagged.score > 5 && flagged.findings.map(\.event) == [2])
        let order = Finding(.lines(.unexpectedOrder), detector: "deeplog", event: 2, score: 9, threshold: 5)
        let refused = Verdict(subject: Subject(kind: .session, name: "s"), isAnomalous: true, score: 9, findings: [order])
        #expect(model.judge([session], keyVerdicts: [refused], keyThreshold: 5) == [refused])
        #expect(model.judge(Self.sessions(1, seed: 2), keyVerdicts: [calm], keyThreshold: 5) == [calm])
    }

    @Test func `settings out of bounds are refused`() {
        for configuration in [
            ValueModels.Configuration(confidence: 2), .init(falseAlarmTarget: -1), .init(minRows: 0), .init(window: 0), .init(units: 0),
            .init(steps: 0),
            .init(learningRate: .nan),
        ] {
            #expect(throws: InputError.self) { try ValueModels.train(on: [], profiles: [], configuration: configuration) }
        }
    }
}
