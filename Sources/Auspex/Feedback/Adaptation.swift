/// Learns on while sessions are judged, from those that were clearly normal, without being asked.
///
/// ```swift
/// var adaptation = Adaptation(trained: fitted, adapted: nil, memory: memory, basis: basis, policy: policy)
/// adaptation.take(session, verdict)
/// if adaptation.learn() { … }             // now and then: the detector has changed
/// ```
/// **Who teaches.** A session that the detector *as it was trained and answered* scores at ``AdaptationPolicy/margin`` of its threshold or less:
/// what was learnt unasked never decides what may be learnt next, so many small steps lead no further than one. Never a session that was
/// reported, nor one like a confirmed anomaly, and no template that training did not know.
///
/// **What stands.** An update after which the normal hold-out has no more false alarms than the trained detector (and the tolerated rise), that loses no confirmed anomaly and silences nothing that was
/// reported since the beginning and not called normal. Beyond ``AdaptationPolicy/reach`` of its threshold the trained detector reports
/// in any case (``FeedbackDetector``).
///
/// **The threshold** rises only when more false alarms were *confirmed* than its budget allows, slowly, and comes back by itself. A threshold that
/// was given stays.
///
/// Delays and values are not adapted: what is usual there is learnt from answers only.
public struct Adaptation: Sendable {
    /// What happened so far.
    public struct Figures: Sendable, Codable, Equatable {
        /// Sessions judged.
        public var judged = 0
        /// Sessions learnt from.
        public var learnt = 0
        /// Sessions whose update was refused.
        public var refused = 0

        /// Creates zeros.
        public init() {}
    }

    /// The detector with what it learnt unasked; answers are not applied.
    public private(set) var adapted: FittedDetector
    /// What happened so far.
    public private(set) var figures: Figures
    /// The limits.
    public let policy: AdaptationPolicy
    private let trained: FittedDetector
    private let memory: FeedbackMemory
    private let basis: HeldOutNormal
    private let seed: UInt64
    /// New sequences that were not reported.
    private var waiting: [EventSequence] = []
    private var offered: Set<UInt64> = []
    /// Learnt, to be offered once more when the trained detector is replaced.
    private var taught: [EventSequence] = []
    private var reports: [EventSequence] = []
    private var recent = RecentScores()
    private var judgedSinceMove = 0

    /// Sequences that wait, or were taught, at most; reports watched over at most.
    private static let sessionLimit = 1_024
    private static let offeredLimit = 1 << 20
    /// Sessions of one update.
    private static let lessonLimit = 32
    private static let configuration: FeedbackLearner.Configuration = {
        var configuration = FeedbackLearner.Configuration()
        configuration.stepLimit = 10
        return configuration
    }()

    /// Begins, or goes on where a model's files or another adaptation ended.
    ///
    /// - Parameters:
    ///   - trained: the detector as it was trained and answered.
    ///   - adapted: what was learnt unasked before.
    ///   - earlier: an adaptation of the detector before the last answer; what it learnt is offered once more.
    public init(
        trained: FittedDetector, adapted: AdaptedDetector? = nil, memory: FeedbackMemory, basis: HeldOutNormal, policy: AdaptationPolicy,
        seed: UInt64, after earlier: Adaptation? = nil
    ) {
        self.trained = trained.withoutFeedback
        self.adapted = adapted?.detector ?? trained.withoutFeedback
        self.memory = memory
        self.basis = basis
        self.policy = policy
        self.seed = seed
        figures = adapted?.figures ?? Figures()
        if let earlier {
            waiting = Array((earlier.waiting + earlier.taught).prefix(Self.sessionLimit))
            reports = earlier.reports
            recent = earlier.recent
        }
    }

    /// What was learnt, as a model keeps it; `nil` when nothing was.
    public var result: AdaptedDetector? {
        figures.learnt == 0 && adapted.detector.threshold == trained.detector.threshold
            ? nil : AdaptedDetector(detector: adapted, policy: policy, figures: figures)
    }

    /// Sessions that wait to be learnt.
    public var waitingSessions: Int { waiting.count }

    /// Takes a session with the decision about it.
    public mutating func take(_ session: EventSequence, _ verdict: Verdict) {
        let name = session.fingerprint
        count(verdict.score, report: verdict.isAnomalous ? name : nil)
        guard !session.events.isEmpty, session.events.count <= HeldOutNormal.Configuration().sessionLimit else { return }
        if offered.count == Self.offeredLimit { offered.removeAll() }
        if verdict.isAnomalous {
            guard offered.insert(name).inserted else { return }
            if reports.count == Self.sessionLimit { reports.removeFirst() }
            reports.append(Self.order(of: session))
        } else if !session.isContinuation, waiting.count < Self.sessionLimit, offered.insert(name).inserted {
            waiting.append(Self.order(of: session))
        }
    }

    /// Counts a score for the threshold.
    mutating func count(_ score: Double, report: UInt64? = nil) {
        figures.judged += 1
        judgedSinceMove += 1
        recent.add(score, report: report)
    }

    /// The session without times, values and lines.
    private static func order(of session: EventSequence) -> EventSequence {
        EventSequence(id: session.id, events: session.events, isComplete: session.isComplete, history: session.history)
    }

    /// Learns what waits, and moves the threshold.
    ///
    /// - Returns: whether the detector has changed.
    public mutating func learn() -> Bool {
        let hasLearnt = holdLesson()
        return moveThreshold() || hasLearnt
    }

    private mutating func holdLesson() -> Bool {
        guard !waiting.isEmpty, !basis.holdOut.isEmpty else {
            waiting = []
            return false
        }
        let batch = Array(waiting.prefix(Self.lessonLimit))
        waiting.removeFirst(batch.count)
        let judge = FeedbackDetector(base: trained.detector, memory: memory)
        let teachers = zip(batch, judge.scores(of: batch)).filter { session, score in
            policy.accepts(score, of: session, threshold: judge.threshold, memory: memory)
        }.map(\.0)
        var learnt = adapted
        var count = 0
        var source = RandomSource(seed: seed).stream("lesson \(figures.learnt) \(figures.refused)")
        for session in teachers.map(knownPart) {
            let objections = learnt.objections(to: session, margin: policy.margin / 2)
            guard !objections.wrong.isEmpty || objections.othersObject else { continue }
            learnt = learnt.taking(
                learnt.learning(
                    session, objections, replay: { basis.windows }, settings: Self.configuration.learning, using: &source))
            count += 1
        }
        guard count > 0 else { return false }
        guard stands(learnt) else {
            figures.refused += count
            return false
        }
        adapted = learnt
        figures.learnt += count
        taught = Array((taught + teachers).suffix(Self.sessionLimit))
        return true
    }

    /// The session with templates that training did not know as what they are to the detector: unknown.
    private func knownPart(_ session: EventSequence) -> EventSequence {
        var session = session
        for place in session.events.indices where !trained.summary.newTemplate.knows(session.events[place]) {
            session.events[place] = .none
        }
        return session
    }

    private func stands(_ candidate: FittedDetector) -> Bool {
        func judge(_ detector: FittedDetector) -> FeedbackDetector {
            FeedbackDetector(base: detector.detector, memory: memory, anchor: (trained.detector, policy))
        }
        let old = judge(adapted), new = judge(candidate)
        // Compared with the trained detector, not the last one: else many small tolerated rises would add up.
        let allowed =
            basis.falseAlarms(of: FeedbackDetector(base: trained.detector, memory: memory))
            + Int(Self.configuration.tolerance * Double(basis.sessionCount))
        guard basis.falseAlarms(of: new) <= allowed else { return false }
        let watched = reports + memory.anomalies.filter(\.isAboutSequence).map(\.sequence)
        return zip(old.scores(of: watched), new.scores(of: watched)).allSatisfy { !old.threshold.flags($0) || new.threshold.flags($1) }
    }

    private mutating func moveThreshold() -> Bool {
        guard case .falseAlarmTarget(let target) = trained.detector.threshold.policy, judgedSinceMove >= 1_000 else { return false }
        let confirmed = Set(memory.entries.lazy.filter { $0.answer.verdict == .normal && $0.isAboutSequence }.map(\.sequence.fingerprint))
        let threshold = policy.moved(
            trained: trained.detector.threshold, current: adapted.detector.threshold,
            wanted: max(trained.detector.threshold.value, recent.threshold(target: target, isConfirmed: confirmed.contains)),
            sessions: judgedSinceMove)
        judgedSinceMove = 0
        let moved = adapted.withThreshold(threshold)
        guard moved.detector.threshold != adapted.detector.threshold else { return false }
        adapted = moved
        return true
    }
}

/// The scores of the last sessions, in a ring.
struct RecentScores: Sendable {
    private var entries: [(score: Double, report: UInt64?)] = []
    private var next = 0
    private static let capacity = 5_000

    /// Adds a session's score; a reported one with the name of its sequence.
    mutating func add(_ score: Double, report: UInt64?) {
        if entries.count < Self.capacity {
            entries.append((score, report))
        } else {
            entries[next] = (score, report)
        }
        next = (next + 1) % Self.capacity
    }

    /// The threshold that would keep a share of false alarms among sessions known to be normal: not reported, or reported and called normal.
    /// What was reported and not answered may be an attack, and asks for nothing. Too few sessions ask for nothing either.
    func threshold(target: Double, isConfirmed: (UInt64) -> Bool) -> Double {
        let normal = entries.filter { entry in entry.report.map(isConfirmed) ?? true }.map(\.score)
        guard Double(normal.count) * target >= 1 else { return -.infinity }
        return Threshold.falseAlarm(target: target, normalScores: normal).value
    }
}
