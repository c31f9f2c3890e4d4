extension FittedDetector {
    /// The same detector with what was said about its reports.
    ///
    /// - Parameter adapted: what it became by learning unasked; decides then.
    public func applying(_ memory: FeedbackMemory, adapted: AdaptedDetector? = nil) -> FittedDetector {
        if let adapted {
            let judge = FeedbackDetector(base: adapted.detector.fitted, memory: memory, anchor: (fitted, adapted.policy))
            return FittedDetector(
                method: method, fitted: adapted.detector.fitted, summary: adapted.detector.summary, deciding: judge)
        }
        return FittedDetector(
            method: method, fitted: fitted, summary: summary,
            deciding: memory.isEmpty ? fitted : FeedbackDetector(base: fitted, memory: memory))
    }

    /// The detector without what was said about it: what learning changes and a bundle stores.
    public var withoutFeedback: FittedDetector { FittedDetector(method: method, fitted: fitted, summary: summary) }

    /// The same over another fitted detector.
    private func replacing(_ fitted: any FittedMethod) -> FittedDetector {
        FittedDetector(method: method, fitted: fitted, summary: summary)
    }
}

extension FittedDetector {
    /// Events of history the next-event model looks at; 0 without one.
    var historyLength: Int { model?.historyLength ?? 0 }

    /// What the detector holds against a session that is normal; nothing where it cannot learn.
    ///
    /// - Parameter margin: an event is unexpected beyond this share of the usual bound: below 1 for sessions that were not reported.
    func objections(to session: EventSequence, margin: Double = 1) -> Objections {
        (fitted as? any LearnsFromFeedback)?.objections(to: session, margin: margin) ?? Objections()
    }

    /// Worst rank by the model among the places it was wrong about; `nil` without any.
    func worstRank(of objections: Objections, in session: EventSequence) -> Int? {
        guard let model, !objections.wrong.isEmpty else { return nil }
        let predictions = model.predictions(for: [session])[0]
        return objections.wrong.map { $0 < predictions.count ? predictions[$0].rank : 1 }.max()
    }

    /// What the detector becomes when it is told that a session is normal.
    func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate {
        guard let learner = fitted as? any LearnsFromFeedback else { return DetectorUpdate(unchanged: fitted) }
        return learner.learning(session, objections, replay: replay, settings: settings, using: &source)
    }

    /// The detector with everything an update brought.
    func taking(_ update: DetectorUpdate) -> FittedDetector { replacing(update.whole) }

    /// The detector with an update, its next-event model as it was.
    func takingWithoutModel(_ update: DetectorUpdate) -> FittedDetector { replacing(update.withoutModel) }

    /// The same detector with another threshold, where it can have one.
    func withThreshold(_ threshold: Threshold) -> FittedDetector {
        (fitted as? any LearnsFromFeedback).map { replacing($0.withThreshold(threshold)) } ?? self
    }
}
