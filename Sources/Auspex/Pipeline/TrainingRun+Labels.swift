extension TrainingRun {
    /// Takes out the sessions known to be anomalous; they are handed back to a method that learns from them, which needs a label of every session.
    func separateAnomalous(_ collected: inout Collected) throws -> [EventSequence] {
        let before = collected.sessions.count
        guard plan.needsLabels else {
            let known = excluded.union(collected.labels.filter(\.value).keys)
            guard !known.isEmpty else { return [] }
            collected.sessions.removeAll { known.contains($0.id) }
            collected.notes.append(
                Note(.labels, "\(before - collected.sessions.count) sessions labelled anomalous were left out of training"))
            return []
        }
        guard !collected.labels.isEmpty else {
            throw InputError(
                "'\(plan.method.name)' learns from labelled sessions, and no session of the input has a label; give labels", remedy: .labels
            )
        }
        let anomalous = collected.sessions.filter { collected.labels[$0.id] == true && !excluded.contains($0.id) }
        collected.sessions.removeAll { collected.labels[$0.id] != false || excluded.contains($0.id) }
        let left = before - collected.sessions.count - anomalous.count
        if left > 0 { collected.notes.append(Note(.labels, "\(left) sessions without one were left out of training")) }
        return anomalous
    }

    /// Events whose times and values are kept.
    var detailLimit: Int { plan.readsValues ? Self.valueEventLimit : plan.values?.eventLimit ?? 0 }

    /// Events whose values a method that reads them itself may learn from.
    private static let valueEventLimit = 1 << 22

    /// What is known of sessions: by the labels given, or else as their file says.
    func truth(about sessions: [EventSequence], beside own: [String: Bool]) -> [String: Bool] {
        guard let labels else { return plan.needsLabels ? own : [:] }
        var known = plan.needsLabels ? own : [:]
        for session in sessions {
            if let label = labels.isAnomalous(session) { known[session.id] = label }
        }
        return known
    }
}

extension TrainingRun.Collected {
    /// What a supervised method learns from. Messages whose words are not kept (a sample of a long log is) have nothing to teach.
    func labelled(normal: [EventSequence], anomalous: [EventSequence]) -> LabelledSessions {
        let known = { (session: EventSequence) in session.kind != .message || session.hasDetails }
        let normal = normal.filter(known), anomalous = anomalous.filter(known)
        var examples = LabelledSessions(normal: normal, abnormal: anomalous)
        if Set(anomalous.map { classes[$0.id] }).count > 1 { examples.classes = examples.sessions.map { classes[$0.id] ?? "anomalous" } }
        return examples
    }
}
