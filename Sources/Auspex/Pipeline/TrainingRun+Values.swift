extension TrainingRun {
    /// Learns usual delays and parameter values.
    ///
    /// - Parameters:
    ///   - sessions: those to learn from; the ones without times and values are left out.
    ///   - profiles: the parameters of the log.
    /// - Returns: `nil` where they are not asked for, or the input has neither times nor parameters worth a model.
    func trainValues(
        on sessions: [EventSequence], profiles: [ParameterProfile], progress: RunProgress.Handler
    ) throws -> ValueModels? {
        guard let configuration = plan.values else { return nil }
        let detailed = sessions.filter(\.hasDetails)
        guard detailed.contains(where: { !$0.times.isEmpty }) || (!detailed.isEmpty && profiles.contains(where: \.isUsed)) else {
            return nil
        }
        return try ValueModels.train(on: detailed, profiles: profiles, configuration: configuration, threads: plan.threads) { state in
            try progress(RunProgress(stage: "learning values", records: UInt64(state.key), detail: "key \(state.key) of \(state.keys)"))
        }
    }

    /// Figures of the value models for the manifest.
    ///
    /// - Parameter heldOut: sessions none of the models learnt from, see ``judged(_:by:)``.
    static func figures(of values: ValueModels, heldOut: [EventSequence]) -> [TrainingFigure: Double] {
        let summary = values.training
        var figures: [TrainingFigure: Double] = [
            "values.sessions": Double(summary.sessions), "values.events": Double(summary.rows), "values.keys": Double(values.keyCount),
            "values.parameters": Double(values.profiles.count(where: \.isUsed)), "values.networksTried": Double(summary.tried),
            "values.networksKept": Double(summary.kept), "values.threshold": values.threshold.value,
        ]
        if !heldOut.isEmpty {
            figures["values.heldOutFalseAlarms"] =
                Double(values.scores(of: heldOut).count { values.threshold.flags($0) }) / Double(heldOut.count)
        }
        return figures
    }

    /// Sessions that have times or values, with the values the models look at.
    static func judged(_ sessions: [EventSequence], by values: ValueModels) -> [EventSequence] {
        sessions.filter(\.hasDetails).map { session in
            var session = session
            session.values = values.schema.select(from: session.values, of: session.events)
            return session
        }
    }

    /// What the value models look at.
    static func note(about values: ValueModels) -> Note {
        let used = values.profiles.count(where: \.isUsed), limit = (values.threshold.value * 100).rounded() / 100
        let networks =
            values.training.tried == 0 ? "" : "; an LSTM was tried for \(values.training.tried) and kept for \(values.training.kept)"
        return Note(
            .values,
            "usual delays and \(used) parameter\(used == 1 ? "" : "s") of \(values.keyCount) kinds of line learnt\(networks); "
                + "a surprise above \(limit) is reported")
    }
}
