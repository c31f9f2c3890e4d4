import Neural

extension ValueModels {
    /// One number of one event that surprises.
    struct Surprise {
        var event: Int
        var key: Int
        /// -1: the delay; else the parameter's place.
        var place: Int
        /// The key since which a delay counts.
        var since: TemplateID?
        /// Place of the step among the key's, -1: judged by the key alone.
        var step = -1
        var value: EventValue
        var surprise: Double
        /// What the LSTM foretold, where it judged.
        var foretold: Foretold?

        /// A normalised number of an LSTM.
        struct Foretold {
            /// Column of the layout.
            var column: Int
            var value: Float
        }
    }

    /// Largest surprise of each session, nats; 0 where nothing is out of the ordinary. With ``History/session`` a score does not
    /// depend on which other sessions are in the call.
    ///
    /// - Complexity: O(1) an event for keys with static intervals, no allocation; one step of the LSTM for the others, all in common
    ///   matrix products.
    public func scores(of sessions: [EventSequence]) -> [Double] {
        var result = [Double](repeating: 0, count: sessions.count)
        var delays = SessionDelays(anchors: anchors, index: index)
        for (number, session) in sessions.enumerated() {
            examine(session, &delays) { result[number] = max(result[number], $0.surprise) }
        }
        foretell(sessions) { number, found in result[number] = max(result[number], found.surprise) }
        return result
    }

    /// Whether any key uses an LSTM.
    public var usesNetworks: Bool { keys.contains { $0.forecast != nil } }

    /// Everything above the limit, by session, most surprising first.
    func surprises(in sessions: [EventSequence], above limit: Double) -> [[Surprise]] {
        var result = [[Surprise]](repeating: [], count: sessions.count)
        var delays = SessionDelays(anchors: anchors, index: index)
        for (number, session) in sessions.enumerated() {
            examine(session, &delays) { if $0.surprise > limit { result[number].append($0) } }
        }
        foretell(sessions) { number, found in if found.surprise > limit { result[number].append(found) } }
        for number in result.indices {
            result[number].sort { ($1.surprise, $0.event, $0.place) < ($0.surprise, $1.event, $1.place) }
        }
        return result
    }

    /// Static intervals: calls back for what lies outside the usual range.
    @inline(__always)
    private func examine(_ session: EventSequence, _ delays: inout SessionDelays, _ found: (Surprise) -> Void) {
        delays.begin()
        for event in session.events.indices {
            let passed = delays.next(session.events[event], at: session.time(of: event))
            let number = passed.key
            guard number >= 0 else { continue }
            let isForetold = keys[number].forecast != nil
            if !keys[number].foretellsDelay, !passed.seconds.isNaN {
                let delay = passed.seconds
                let step = steps.place(passed.previous, number)
                if step >= 0 {
                    if !keys[number].steps[step].usualRange.contains(delay) {
                        let surprise = keys[number].steps[step].interval.surprise(delay)
                        if surprise > 0 {
                            found(
                                Surprise(
                                    event: event, key: number, place: -1, since: passed.since, step: step, value: EventValue(number: delay),
                                    surprise: surprise))
                        }
                    }
                } else if let interval = keys[number].delay {
                    let surprise = interval.surprise(delay)
                    if surprise > 0 {
                        found(
                            Surprise(
                                event: event, key: number, place: -1, since: passed.since, value: EventValue(number: delay),
                                surprise: surprise))
                    }
                }
            }
            let row = session.values.range(event)
            guard row.count == keys[number].parameters.count else { continue }
            for place in 0..<row.count {
                let value = session.values.storage[row.lowerBound + place]
                if isForetold, keys[number].parameters[place].words == nil,
                    keys[number].forecast?.layout.columns.contains(where: { $0.parameter == place }) == true
                {
                    continue
                }
                let raw = value.raw
                let surprise: Double
                if raw.isNaN {
                    guard let words = keys[number].parameters[place].words, !value.isAbsent else { continue }
                    surprise = words.surprise(value)
                } else if keys[number].parameters[place].usualRange.contains(raw) {
                    continue
                } else if let interval = keys[number].parameters[place].interval {
                    surprise = interval.surprise(raw)
                } else if let words = keys[number].parameters[place].words {
                    surprise = words.surprise(value)
                } else {
                    continue
                }
                if surprise > 0 { found(Surprise(event: event, key: number, place: place, value: value, surprise: surprise)) }
            }
        }
    }

    /// LSTMs: gathers the rows of each key over all sessions, foretells them together, calls back for what surprises.
    private func foretell(_ sessions: [EventSequence], _ found: (Int, Surprise) -> Void) {
        guard usesNetworks else { return }
        var places: [[(session: Int32, event: Int32, since: TemplateID?, delay: Double)]] = Array(repeating: [], count: keys.count)
        var delays = SessionDelays(anchors: anchors, index: index)
        for (number, session) in sessions.enumerated() {
            delays.begin()
            for (event, template) in session.events.enumerated() {
                let delay = delays.next(template, at: session.time(of: event)), key = delay.key
                if key >= 0, keys[key].forecast != nil { places[key].append((Int32(number), Int32(event), delay.since, delay.seconds)) }
            }
        }
        var workspace = RecurrentNetwork.Workspace()
        for (number, key) in keys.enumerated() {
            guard let forecast = key.forecast, !places[number].isEmpty else { continue }
            if configuration.history == .stream {
                func time(_ session: Int32, _ event: Int32) -> Double {
                    let time = sessions[Int(session)].time(of: Int(event))
                    return time.isNaN ? -.infinity : time
                }
                places[number].sort {
                    (time($0.session, $0.event), $0.session, $0.event) < (time($1.session, $1.event), $1.session, $1.event)
                }
            }
            let width = forecast.layout.columns.count
            var series = ValueForecast.Series()
            for (row, place) in places[number].enumerated() {
                if configuration.history == .session, row > 0, places[number][row - 1].session != place.session {
                    series.close(width: width)
                }
                let event = Int(place.event)
                forecast.layout.append(
                    previous: place.since, delay: place.delay,
                    values: sessions[Int(place.session)].values[event], to: &series.rows)
            }
            series.close(width: width)
            let predictions = forecast.sharedPredictions(series, workspace: &workspace)
            for (row, place) in places[number].enumerated() {
                if let surprise = judge(
                    number, forecast, series.rows, predictions, row, { sessions[Int(place.session)].values[Int(place.event)] },
                    Int(place.event), place.since, place.delay)
                {
                    found(Int(place.session), surprise)
                }
            }
        }
    }

    /// The numbers of one foretold event and what was foretold, where its key has an LSTM.
    func foretoldRow(_ found: Surprise, _ session: EventSequence) -> (rows: [Float], predictions: [Float])? {
        guard let forecast = keys[found.key].forecast else { return nil }
        let width = forecast.layout.columns.count
        var series = ValueForecast.Series()
        var place = 0
        var delays = SessionDelays(anchors: anchors, index: index)
        for event in session.events.indices {
            let delay = delays.next(session.events[event], at: session.time(of: event))
            guard delay.key == found.key else { continue }
            if event == found.event { place = series.rows.count }
            forecast.layout.append(
                previous: delay.since, delay: delay.seconds, values: session.values[event], to: &series.rows)
        }
        series.close(width: width)
        var workspace = RecurrentNetwork.Workspace()
        let predictions = forecast.predictions(series, workspace: &workspace)
        return (Array(series.rows[place..<place + width]), Array(predictions[place..<place + width]))
    }

    /// What one foretold row says: the column that is furthest off, by the tail of its differences, or the whole row's error as in the paper.
    private func judge(
        _ key: Int, _ forecast: ValueForecast, _ rows: [Float], _ predictions: [Float], _ row: Int, _ values: () -> ArraySlice<EventValue>,
        _ event: Int, _ since: TemplateID?, _ delay: Double
    ) -> Surprise? {
        let width = forecast.layout.columns.count
        var worst = -1, highest = 0.0
        func difference(_ column: Int) -> Double { Double(rows[row * width + column] - predictions[row * width + column]) }
        let judgesColumns = configuration.interval == .tail
        for column in 0..<width where !rows[row * width + column].isNaN {
            let weight: Double
            if judgesColumns {
                guard let interval = forecast.residuals[column], !interval.usualRange.contains(difference(column)) else { continue }
                weight = interval.surprise(difference(column))
            } else {
                weight = difference(column) * difference(column)
            }
            if weight > highest { (worst, highest) = (column, weight) }
        }
        guard worst >= 0 else { return nil }
        if !judgesColumns {
            let error = ValueForecast.error(rows, predictions, row: row, width: width)
            guard error.isFinite, let surprise = forecast.error?.surprise(error) else { return nil }
            highest = surprise
        }
        guard highest > 0 else { return nil }
        let column = forecast.layout.columns[worst]
        let values = values()
        let stored =
            column.parameter < 0
            ? EventValue(number: delay)
            : column.parameter < values.count ? values[values.startIndex + column.parameter] : .absent
        return Surprise(
            event: event, key: key, place: column.parameter, since: column.parameter < 0 ? since : nil, value: stored, surprise: highest,
            foretold: Surprise.Foretold(column: worst, value: predictions[row * width + worst]))
    }

    /// What an LSTM foretold and the numbers it tolerates around that, in original units; nothing for a word, no bounds where the error of whole
    /// rows is judged.
    func expectation(
        _ foretold: Surprise.Foretold, key: ValueKey, previous: TemplateID?
    ) -> (predicted: Double?, bounds: ClosedRange<Double>?) {
        guard let forecast = key.forecast else { return (nil, nil) }
        func original(_ value: Double) -> Double { forecast.layout.original(Float(value), column: foretold.column, previous: previous) }
        let value = Double(foretold.value)
        let predicted = forecast.layout.columns[foretold.column].word == nil ? original(value) : nil
        guard configuration.interval == .tail, let limits = forecast.residuals[foretold.column]?.bounds(threshold.value) else {
            return (predicted, nil)
        }
        let high = original(value + limits.upperBound), low = limits.lowerBound.isFinite ? original(value + limits.lowerBound) : 0
        return (predicted, min(low, high)...high)
    }
}
