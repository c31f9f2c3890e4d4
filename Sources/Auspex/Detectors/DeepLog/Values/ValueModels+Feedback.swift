extension ValueModels {
    /// Learns that what was reported about one event of a session was normal (DeepLog, CCS 2017, section 3.3): means and variances move, and this value,
    /// and every less extreme one at its place, is reported no more. The weights of LSTMs stay as they are.
    ///
    /// - Parameter event: position of the event; `nil`: every reported event of the session.
    /// - Returns: what was accepted. Empty when nothing was reported there.
    @discardableResult
    public mutating func learn(normal session: EventSequence, at event: Int? = nil) -> [ValueEvidence] {
        let accepted = evidence(for: [session])[0].filter { event == nil || $0.event == event }
        for found in surprises(in: [session], above: threshold.value)[0] where event == nil || found.event == event {
            if found.foretold != nil {
                learnForetold(found, session)
            } else if found.place < 0 {
                if let value = found.value.number {
                    if found.step >= 0 {
                        keys[found.key].steps[found.step].interval.learn(value)
                    } else {
                        keys[found.key].delay?.learn(value)
                    }
                }
            } else if keys[found.key].parameters[found.place].words != nil {
                // As often as it takes to be tolerated once more.
                for _ in 0..<64 where (keys[found.key].parameters[found.place].words?.surprise(found.value) ?? 0) > threshold.value {
                    let total = keys[found.key].parameters[found.place].words?.total ?? 0
                    keys[found.key].parameters[found.place].words?.add(found.value, times: max(1, total / 256))
                }
            } else if let value = found.value.number {
                keys[found.key].parameters[found.place].interval?.learn(value)
            }
        }
        return accepted
    }

    /// The LSTM's error, or difference in the column, was normal. Several columns of one row may have to be accepted one after another.
    private mutating func learnForetold(_ found: Surprise, _ session: EventSequence) {
        for _ in 0..<ValueForecast.Layout.limit {
            guard let forecast = keys[found.key].forecast, let (rows, predictions) = foretoldRow(found, session) else { return }
            let width = forecast.layout.columns.count
            if configuration.interval == .tail {
                var changed = false
                for column in 0..<width where !rows[column].isNaN {
                    let difference = Double(rows[column] - predictions[column])
                    guard let surprise = forecast.residuals[column]?.surprise(difference), surprise > threshold.value else { continue }
                    keys[found.key].forecast?.residuals[column]?.learn(difference)
                    changed = true
                }
                if !changed { return }
            } else {
                keys[found.key].forecast?.error?.learn(ValueForecast.error(rows, predictions, row: 0, width: width))
                return
            }
        }
    }
}
