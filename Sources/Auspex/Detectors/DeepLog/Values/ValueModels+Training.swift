#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension ValueModels {
    /// Where a training stands.
    public struct Progress: Sendable {
        /// Keys looked at so far, and in all.
        public var key: Int
        /// Keys in all.
        public var keys: Int
    }

    /// Learns from normal sessions whose values hold everything (``ValueSchema/everything``).
    ///
    /// The sessions are split in time: the first part trains the LSTMs, the last (``Configuration/validation``) measures their errors and sets
    /// the threshold; the static intervals are then learnt from all sessions.
    ///
    /// - Parameters:
    ///   - sessions: normal sessions.
    ///   - profiles: what was found about their parameters.
    ///   - configuration: hyper-parameters.
    ///   - threads: keys that are trained side by side; results do not depend on it.
    ///   - progress: called about twenty times a second.
    /// - Complexity: O(events) for the intervals; for each key with an LSTM at most ``Configuration/steps`` passes over
    ///   ``Configuration/batchRows`` rows, whatever the number of rows.
    /// - Throws: ``InputError`` for a configuration out of bounds; whatever `progress` throws.
    public static func train(
        on sessions: [EventSequence], profiles: [ParameterProfile], configuration: Configuration = Configuration(), threads: Int = 1,
        progress: (Progress) throws -> Void = { _ in }
    ) throws -> ValueModels {
        try configuration.validate()
        let schema = ValueSchema(profiles: profiles)
        var ordered = thinned(sessions, limit: configuration.eventLimit)
        if ordered.contains(where: { $0.lastTime != nil }) {
            ordered = ordered.enumerated().sorted {
                ($0.element.lastTime ?? -.infinity, $0.offset) < ($1.element.lastTime ?? -.infinity, $1.offset)
            }
            .map(\.element)
        }
        for place in ordered.indices { ordered[place].values = schema.select(from: ordered[place].values, of: ordered[place].events) }
        var summary = TrainingMeasurements()
        summary.resolution = resolution(of: ordered)
        summary.sessions = ordered.count
        let heldOut = ordered.count < 4 ? 0 : max(1, Int(Double(ordered.count) * configuration.validation))
        summary.heldOut = heldOut
        let index = TemplateIndex(Set(ordered.lazy.flatMap(\.events)))
        let profilesByTemplate = Dictionary(
            grouping: profiles.indices.filter { profiles[$0].isUsed }.sorted { profiles[$0].position < profiles[$1].position },
            by: { profiles[$0].template })
        let trainer = Trainer(
            configuration: configuration, profiles: profiles, used: profilesByTemplate, resolution: summary.resolution,
            longest: Self.span(of: ordered) * Trainer.waitingShare)
        let first = Array(ordered[..<(ordered.count - heldOut)]), last = Array(ordered[(ordered.count - heldOut)...])
        let anchors =
            configuration.stepDelays ? DelayAnchors(first, index: index, resolution: summary.resolution) : .none(index.count)
        let firstRows = ValueRows.collect(first, schema: schema, index: index, anchors: anchors)
        let lastRows = ValueRows.collect(last, schema: schema, index: index, anchors: anchors)
        summary.negativeDelays = firstRows.negativeDelays + lastRows.negativeDelays
        summary.rows = (firstRows.rows + lastRows.rows).reduce(0) { $0 + $1.count }
        var keys = try ParallelJobs.run(index.count, threads: threads) { done in
            try progress(Progress(key: done, keys: index.count))
        } job: { number in
            var key = trainer.fit(index.templates[number], firstRows.rows[number])
            if anchors.anchors[number] >= 0 { key.anchor = index.templates[Int(anchors.anchors[number])] }
            trainer.addForecast(to: &key, training: (firstRows.rows[number], first), validation: (lastRows.rows[number], last))
            return key
        }
        try progress(Progress(key: index.count, keys: index.count))
        summary.tried = keys.count { $0.choice.networkError != nil }
        summary.kept = keys.count { $0.forecast != nil }
        var models = ValueModels(
            configuration: configuration, profiles: profiles, keys: keys, threshold: Threshold(value: .infinity, policy: .fixed),
            training: summary)
        models.threshold = models.chooseThreshold(last)
        // The intervals themselves learn from everything; the threshold stays as the held-out sessions set it.
        let allRows = ValueRows.collect(ordered, schema: schema, index: index, anchors: anchors).rows
        for (number, template) in index.templates.enumerated() {
            var key = trainer.fit(template, allRows[number])
            key.anchor = keys[number].anchor
            key.forecast = keys[number].forecast
            key.choice = keys[number].choice
            keys[number] = key
        }
        return ValueModels(configuration: configuration, profiles: profiles, keys: keys, threshold: models.threshold, training: summary)
    }

    /// The threshold that keeps the share of flagged normal sessions: from held-out sessions' largest surprises; where they are too few to
    /// show that share, from the tail of those; never below the confidence asked for, nor below what independent checks would need.
    private func chooseThreshold(_ heldOut: [EventSequence]) -> Threshold {
        let target = configuration.falseAlarmTarget
        let scores = scores(of: heldOut)
        var value = -log(1 - configuration.confidence)
        if Double(scores.count) * target >= 5 {
            value = max(value, Threshold.falseAlarm(target: target, normalScores: scores).value)
        } else {
            if target > 0, scores.count >= 20, let interval = ValueInterval(scores, isOneSided: true, resolution: 0.1) {
                value = max(value, interval.bounds(-log(target)).upperBound)
            }
            let checks = heldOut.reduce(0.0) { sum, session in
                sum + session.events.reduce(0.0) { $0 + 1 + Double(schema.width(of: $1)) }
            }
            if scores.count < 200, target > 0 { value = max(value, log(max(1, checks / Double(max(1, heldOut.count))) / target)) }
            if target == 0 { value = max(value, scores.max() ?? value) }
        }
        return Threshold(value: value, policy: .falseAlarmTarget(target))
    }

    /// Whole sessions, evenly drawn, that hold about so many events.
    private static func thinned(_ sessions: [EventSequence], limit: Int) -> [EventSequence] {
        let events = sessions.reduce(0) { $0 + $1.events.count }
        guard events > limit, sessions.count > 1 else { return sessions }
        let every = (events + limit - 1) / limit
        return stride(from: 0, to: sessions.count, by: every).map { sessions[$0] }
    }

    /// Seconds from the first event to the last; infinite where times are unknown.
    private static func span(of sessions: [EventSequence]) -> Double {
        var first = Double.infinity, last = -Double.infinity
        for session in sessions {
            for time in session.times where !time.isNaN {
                first = min(first, time)
                last = max(last, time)
            }
        }
        return last > first ? last - first : .infinity
    }

    /// The clock's tick: 1 s, 0.1, 0.01 or 0.001 s.
    private static func resolution(of sessions: [EventSequence]) -> Double {
        var tick = 1.0
        for session in sessions {
            for (last, time) in zip(session.times, session.times.dropFirst()) {
                let delay = abs(time - last)
                guard delay.isFinite else { continue }
                while tick > 0.0015, abs((delay / tick).rounded() * tick - delay) > 0.0005 { tick /= 10 }
            }
            if tick <= 0.0015 { break }
        }
        return tick
    }
}
