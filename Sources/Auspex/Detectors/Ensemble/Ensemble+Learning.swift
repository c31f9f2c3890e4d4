extension Ensemble: PredictsNextEvent {
    /// The model of the first member that has one.
    public var nextEventModel: (any NextEventModel)? { members.lazy.compactMap(\.nextEventModel).first }

    /// The same weights over other models.
    public func replacingModels(_ replace: (any NextEventModel) -> any NextEventModel) -> Ensemble {
        Ensemble(members: members.map { $0.replacingModel(replace) }, state: state)
    }
}

extension Ensemble: LearnsFromFeedback {
    /// Share of held-out normal sessions whose strongest surprise is above what counts as unexpected. The ensemble has no bound on a
    /// single event; one in twenty is where evidence starts to be noticed.
    private static let unexpectedShare = 0.05

    /// Number of the member whose model learns; of several models the first.
    private var learningMember: Int? { members.firstIndex { $0.nextEventModel != nil } }

    /// Events whose surprise stands out, and whether any other member is surprised.
    public func objections(to session: EventSequence, margin: Double) -> Objections {
        let evidence = Self.evidence(of: [session], by: members)
        let surprises = surprises(of: evidence.scores[0])
        guard let member = learningMember, let first = sources.firstIndex(where: { $0.member == member }) else {
            return Objections(othersObject: (surprises.max() ?? 0) > 0)
        }
        let order = first + NextEventMember.order, end = first + NextEventMember.end
        let others = surprises.indices.filter { sources[$0].member != member }.map { surprises[$0] }.max() ?? 0
        let surprisals = evidence.predictions[member][0].map(\.surprisal)
        let events = session.events.count
        let bounds = (
            order: margin * sources[order].calibration.bound(share: Self.unexpectedShare),
            end: margin * sources[end].calibration.bound(share: Self.unexpectedShare)
        )
        var wrong = surprisals.indices.filter { surprisals[$0] > ($0 < events ? bounds.order : bounds.end) }
        if wrong.isEmpty, margin >= 1, max(surprises[order], surprises[end]) > others {
            // Nothing stands out alone, yet the order weighs most.
            let worst = surprisals.indices.prefix(events).max { surprisals[$0] < surprisals[$1] }
            wrong = surprises[end] > surprises[order] ? [events] : worst.map { [$0] } ?? []
        }
        let surprising = surprisals.indices.filter {
            sources[$0 < events ? order : end].calibration.surprise(of: surprisals[$0]) > 0
        }.sorted { (surprisals[$1], $0) < (surprisals[$0], $1) }.prefix(Objections.confirmedLimit)
        // One bound for both: the stricter one where they differ would train the end for nothing.
        let bound = max(bounds.order, wrong == [events] ? bounds.end : bounds.order)
        return Objections(
            wrong: wrong, surprising: Array(surprising), othersObject: others > 0, isSatisfied: { $0.surprisal <= bound })
    }

    /// The model learns what was wrong, the other members the session, where they objected and can.
    public func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate {
        var update = DetectorUpdate(unchanged: self)
        var learnt = members
        if objections.othersObject {
            for (number, member) in members.enumerated() {
                guard let changed = member.learning(session) else { continue }
                learnt[number] = changed
                update.changesOthers = true
            }
        }
        update.withoutModel = Ensemble(members: learnt, state: state)
        if !objections.wrong.isEmpty, let number = learningMember, let model = members[number].nextEventModel {
            let changed = model.updated(
                by: session, wrong: objections.wrong, replay: replay, settings: settings, using: &source,
                isSatisfied: objections.isSatisfied)
            learnt[number] = members[number].replacingModel { _ in changed.model }
            update.changesModel = changed.hasChanged
            update.steps = changed.steps
            update.newTemplates = changed.newTemplates
        }
        update.whole = Ensemble(members: learnt, state: state)
        return update
    }

    /// The same with another threshold.
    public func withThreshold(_ threshold: Threshold) -> Ensemble {
        Ensemble(members: members, state: state.withThreshold(threshold))
    }
}
