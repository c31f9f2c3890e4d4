import Neural

extension ValueModels {
    /// Makes one key's models from its rows.
    struct Trainer {
        let configuration: Configuration
        let profiles: [ParameterProfile]
        let used: [TemplateID: [Int]]
        let resolution: Double
        /// Delays that usually reach this length, in seconds, are not judged.
        let longest: Double

        /// Share of the time learnt from that a usual delay may take. A task that waits longer was often cut off by the end of the log, or not yet
        /// begun at its start: those seen are the short ones, and every longer one would look slow.
        static let waitingShare = 0.125

        /// The static part: intervals of delays and numbers, counts of words.
        func fit(_ template: TemplateID, _ rows: ValueRows) -> ValueKey {
            var key = ValueKey(
                template: template, rows: rows.count, delay: interval(rows.delays, isDelay: true), steps: [], parameters: [],
                choice: Choice())
            if configuration.stepDelays {
                let byPrevious = Dictionary(grouping: rows.delays.indices.filter { !rows.delays[$0].isNaN }, by: { rows.previous[$0] })
                for (previous, members) in byPrevious.sorted(by: { $0.key < $1.key })
                where members.count >= configuration.minStepRows && previous != .none {
                    if let interval = interval(members.map { rows.delays[$0] }, isDelay: true) {
                        key.steps.append(ValueKey.Step(previous: previous, interval: interval))
                    }
                }
            }
            for (place, profile) in (used[template] ?? []).prefix(rows.width).enumerated() {
                var parameter = ValueKey.Parameter(profile: profile)
                let values = (0..<rows.count).map { rows.values[$0 * rows.width + place] }
                if profiles[profile].kind == .enumeration {
                    var words = ValueKey.WordCounts()
                    var counts: [EventValue: Int] = [:]
                    for value in values where !value.isAbsent { counts[value, default: 0] += 1 }
                    for (value, count) in counts.sorted(by: { $0.key.bits < $1.key.bits }) { words.add(value, times: count) }
                    parameter.words = words
                } else {
                    parameter.interval = interval(values.compactMap(\.number), isDelay: false)
                }
                key.parameters.append(parameter)
            }
            return key
        }

        private func interval(_ samples: [Double], isDelay: Bool) -> ValueInterval? {
            var interval = ValueInterval(
                samples, rule: configuration.interval, isOneSided: isDelay, resolution: isDelay ? resolution : 0,
                confidence: configuration.confidence)
            if isDelay, let upper = interval?.usual.upperBound, upper > longest { interval?.openAbove() }
            return interval
        }

        /// Tries an LSTM and keeps it where it foretells the held-out rows better than the static prediction.
        func addForecast(
            to key: inout ValueKey, training: (rows: ValueRows, sessions: [EventSequence]),
            validation: (rows: ValueRows, sessions: [EventSequence])
        ) {
            let count = training.rows.count
            guard configuration.networks || configuration.always else {
                key.choice.reason = "static: LSTMs were not asked for"
                return
            }
            guard count >= configuration.minRows else {
                key.choice.reason = "static: \(count) events to learn from, an LSTM wants \(configuration.minRows)"
                return
            }
            let layout = layout(key, training.rows)
            guard !layout.columns.isEmpty else {
                key.choice.reason = "static: nothing varies"
                return
            }
            let trainingSeries = series(training.rows, training.sessions, layout),
                validationSeries = series(validation.rows, validation.sessions, layout)
            if !configuration.always, configuration.history == .session, trainingSeries.starts.count * 2 > count {
                key.choice.reason = "static: mostly once a session, so there is no history to foretell from"
                return
            }
            let trained: ValueForecast.Trial?
            do {
                trained = try ValueForecast.train(
                    layout: layout, training: trainingSeries, validation: validationSeries, configuration: configuration,
                    seed: configuration.seed &+ UInt64(key.template.rawValue) &* 0x9E37_79B9, stopsEarly: !configuration.always)
            } catch {
                key.choice.reason = "static: \(error)"
                return
            }
            guard var trial = trained else {
                key.choice.reason = "static: nothing held out to measure an LSTM on"
                return
            }
            key.choice.networkError = trial.networkError
            key.choice.staticError = trial.staticError
            key.choice.usesNetwork = configuration.always || trial.networkError <= trial.staticError * (1 - configuration.margin)
            let percent = ((key.choice.gain ?? 0) * 1000).rounded() / 10
            if key.choice.usesNetwork {
                trial.forecast.fitErrors(validationSeries, configuration: configuration)
                key.forecast = trial.forecast
                key.choice.reason =
                    percent < configuration.margin * 100
                    ? "LSTM: as configured, though its squared error is only \(percent) % below the static one's"
                    : "LSTM: squared error on held-out data \(percent) % below the static prediction's"
            } else {
                key.choice.reason = "static: an LSTM's squared error on held-out data is only \(percent) % below"
            }
        }

        /// Which numbers an LSTM of this key reads; those that never vary say nothing.
        private func layout(_ key: ValueKey, _ rows: ValueRows) -> ValueForecast.Layout {
            typealias Column = ValueForecast.Layout.Column
            func transformed(_ values: [Double], _ isLogarithmic: Bool) -> [Double] {
                isLogarithmic ? values.map { ValueForecast.Layout.logarithm($0) } : values
            }
            var layout = ValueForecast.Layout(columns: [])
            let delays = transformed(rows.delays.filter { !$0.isNaN }, configuration.logScale)
            let scale = ValueForecast.Scale(delays)
            if scale.deviation > 0, key.judgesDelay {
                layout.columns.append(Column(parameter: -1, isLogarithmic: configuration.logScale, scale: scale))
                for step in key.steps {
                    let members = rows.delays.indices.filter { rows.previous[$0] == step.previous && !rows.delays[$0].isNaN }
                    let own = ValueForecast.Scale(transformed(members.map { rows.delays[$0] }, configuration.logScale))
                    // A step that hardly varies would make a tick look like a catastrophe.
                    layout.previous.append(step.previous)
                    layout.delayScales.append(
                        ValueForecast.Scale(mean: own.mean, deviation: max(own.deviation, scale.deviation * 1e-3, resolution)))
                }
            }
            for (place, parameter) in key.parameters.enumerated() {
                let profile = profiles[parameter.profile]
                if let words = parameter.words {
                    guard words.bits.count > 1, layout.columns.count + words.bits.count <= ValueForecast.Layout.limit else { continue }
                    for (bits, count) in zip(words.bits, words.counts) {
                        let share = Double(count) / Double(max(1, words.total))
                        layout.columns.append(
                            Column(
                                parameter: place, word: bits,
                                scale: ValueForecast.Scale(mean: share, deviation: max(1e-3, (share * (1 - share)).squareRoot()))))
                    }
                } else {
                    let isLogarithmic = configuration.logScale && (profile.kind == .size || profile.kind == .duration)
                    let values = transformed((0..<rows.count).compactMap { rows.values[$0 * rows.width + place].number }, isLogarithmic)
                    let scale = ValueForecast.Scale(values)
                    if scale.deviation > 0, layout.columns.count < ValueForecast.Layout.limit {
                        layout.columns.append(Column(parameter: place, isLogarithmic: isLogarithmic, scale: scale))
                    }
                }
            }
            return layout
        }

        private func series(_ rows: ValueRows, _ sessions: [EventSequence], _ layout: ValueForecast.Layout) -> ValueForecast.Series {
            var result = ValueForecast.Series()
            var order = Array(0..<rows.count)
            if configuration.history == .stream {
                let times = order.map { row -> Double in
                    let session = sessions[Int(rows.sessions[row])], event = Int(rows.events[row])
                    return event < session.times.count && !session.times[event].isNaN ? session.times[event] : -.infinity
                }
                order.sort { (times[$0], $0) < (times[$1], $1) }
            }
            var last: Int32?
            for row in order {
                if configuration.history == .session, let last, last != rows.sessions[row] { result.close(width: layout.columns.count) }
                last = rows.sessions[row]
                layout.append(
                    previous: rows.previous[row] == .none ? nil : rows.previous[row], delay: rows.delays[row], values: rows.values(row),
                    to: &result.rows)
            }
            result.close(width: layout.columns.count)
            return result
        }
    }
}
