/// Takes answers one by one and changes a fitted detector by them, safely: the online update of DeepLog (CCS 2017, section 3.3) under guard.
///
/// ```swift
/// var learner = FeedbackLearner(detector: fitted, memory: memory, basis: basis)
/// let outcome = try learner.take(answer, about: session)
/// learner.detector            // what detects from now on; with what was said
/// ```
/// An answer that says *normal* changes only what was wrong: the rules that objected learn the session, the next-event model learns the
/// events it did not expect, the value model of a template learns the delay or value that was reported. A change stands only if it raises no
/// more false alarms on the normal hold-out than ``Configuration/tolerance`` allows and every confirmed anomaly that was found is still
/// found; else the old parts stay, and the memory alone answers.
///
/// Deterministic: equal answers in equal order give equal detectors.
public struct FeedbackLearner: Sendable {
    /// Settings of updates.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Adam's step size. Default 1e-4.
        public var learningRate = 1e-4
        /// Optimiser steps for one answer at most. Default 50.
        public var stepLimit = 50
        /// Old windows drawn for each new one. Default 8.
        public var replayRatio = 8
        /// Share of the old windows that comes from sessions confirmed by earlier answers. Default 0.25.
        public var confirmedShare = 0.25
        /// New windows learnt from one session at most: the wrong ones first, then those that follow.
        public var exampleLimit = 16
        /// Confirmed sessions that must hold a new template before it is an ordinary one. Default 8: a template can be the one sign of a
        /// kind of incident, and a few harmless occurrences say little about the others. After k of them and no incident the chance that the
        /// next is one is 1 / (k + 2) (Laplace's rule of succession): one in ten. On HDFS event 20 is harmless in three sessions and the only
        /// sign of a quarter of all anomalies.
        public var templateSupport = 8
        /// Rise of the share of reported hold-out sessions that is tolerated. Default 0.001.
        public var tolerance = 0.001

        /// The defaults.
        public init() {}

        /// What a model is told.
        var learning: LearningSettings {
            LearningSettings(learningRate: learningRate, stepLimit: stepLimit, replayRatio: replayRatio, exampleLimit: exampleLimit)
        }
    }

    /// The detector, without what the memory adds.
    private var base: FittedDetector
    /// What usual delays and values are; learns too.
    public internal(set) var values: ValueModels?
    /// What was said.
    public private(set) var memory: FeedbackMemory
    /// Normal operation put aside in training.
    public let basis: HeldOutNormal
    /// Settings.
    public let configuration: Configuration
    /// Reported sessions of the hold-out, with the detector in force; `nil` until asked for.
    private var falseAlarms: Int?
    private let seed: UInt64

    /// Creates a learner.
    public init(
        detector: FittedDetector, memory: FeedbackMemory = FeedbackMemory(), basis: HeldOutNormal, values: ValueModels? = nil,
        configuration: Configuration = Configuration(), seed: UInt64 = 1
    ) {
        base = detector.withoutFeedback
        self.memory = memory
        self.basis = basis
        self.values = values
        self.configuration = configuration
        self.seed = seed
    }

    /// The detector in force: updated, and with the answers remembered applied.
    public var detector: FittedDetector { base.applying(memory) }

    /// Takes one answer.
    ///
    /// - Parameters:
    ///   - session: the session it is about, events as the detector sees them, times and values as the value models do.
    ///   - reported: the decision about its sequence, where another detector than this one was in force.
    /// - Returns: what it did; also kept in ``memory``.
    /// - Throws: ``InputError`` as ``FeedbackMemory/check(_:about:)`` does; then nothing has changed.
    public mutating func take(_ answer: FeedbackAnswer, about session: EventSequence, reported: Verdict? = nil) throws -> FeedbackOutcome {
        let verdict = reported ?? FeedbackDetector(base: base.fitted, memory: memory).verdicts(for: [session])[0]
        let refused = Set(verdict.findings.compactMap(\.event))
        // What is normal is normal as a whole: where the sequence was refused nobody has looked at values yet, and once it is accepted they
        // would be the next report of the same session.
        let unusual = unusualValues(of: session, besides: answer.verdict == .normal ? [] : refused)
        let onlyValues = !verdict.isAnomalous && (!unusual.isEmpty || memory.entry(of: session, isAboutSequence: false) != nil)
        try memory.check(answer, about: session, isAboutSequence: !onlyValues)
        let before = self.falseAlarms ?? basis.falseAlarms(of: FeedbackDetector(base: base.fitted, memory: memory))
        falseAlarms = before
        let total = Double(max(1, basis.sessionCount))
        var outcome = FeedbackOutcome(wasReported: verdict.isAnomalous || !unusual.isEmpty, falseAlarms: Double(before) / total)
        let confirmed = learnValues(unusual, of: session, besides: refused, answer.verdict, &outcome)
        guard answer.verdict == .normal, verdict.isAnomalous else {
            try memory.add(answer, about: session, outcome: outcome, values: confirmed, onlyValues: onlyValues)
            return outcome
        }
        let objections = base.objections(to: session)
        outcome.wrongEvents = objections.wrong.count
        var source = RandomSource(seed: seed).stream(answer.id)
        let update = base.learning(
            withoutRareTemplates(session), objections, replay: replay, settings: configuration.learning, using: &source)
        outcome.steps = update.steps
        outcome.newTemplates = update.newTemplates
        outcome.rankBefore = base.worstRank(of: objections, in: session)
        outcome.rankAfter = base.taking(update).worstRank(of: objections, in: session)

        // Add the answer first, so that hold-out and anomalies are judged with it.
        var remembered = memory
        try remembered.add(answer, about: session, outcome: outcome, confirming: objections.surprising, window: base.historyLength)
        let allowed = before + Int(configuration.tolerance * total)
        var candidates: [(detector: FittedDetector, model: FeedbackOutcome.Update, rules: FeedbackOutcome.Update)] = []
        let model: FeedbackOutcome.Update = update.changesModel ? .accepted : .none
        let rules: FeedbackOutcome.Update = update.changesOthers ? .accepted : .none
        candidates.append((base.taking(update), model, rules))
        if update.changesModel, update.changesOthers { candidates.append((base.takingWithoutModel(update), .refused, .accepted)) }
        candidates.append((base, update.changesModel ? .refused : .none, update.changesOthers ? .refused : .none))
        let found = confirmedAnomalies(by: FeedbackDetector(base: base.fitted, memory: memory))
        for (place, candidate) in candidates.enumerated() {
            let judged = FeedbackDetector(base: candidate.detector.fitted, memory: remembered)
            let after = basis.falseAlarms(of: judged)
            let isLast = place == candidates.count - 1
            guard isLast || (after <= allowed && found.isSubset(of: confirmedAnomalies(by: judged))) else { continue }
            base = candidate.detector
            falseAlarms = after
            outcome.model = candidate.model
            outcome.rules = candidate.rules
            outcome.falseAlarmsAfter = Double(after) / total
            break
        }
        // Confirmed transitions must not hide an anomaly either: then only the exact session is silent.
        let hides = !found.isSubset(of: confirmedAnomalies(by: FeedbackDetector(base: base.fitted, memory: remembered)))
        try memory.add(
            answer, about: session, outcome: outcome, confirming: hides ? [] : objections.surprising, window: base.historyLength,
            values: confirmed)
        return outcome
    }

    /// The session with templates that too few confirmed sessions hold as what they are to the detector: unknown.
    private func withoutRareTemplates(_ session: EventSequence) -> EventSequence {
        let new = Set(session.events).filter { !base.summary.newTemplate.knows($0) }
        guard !new.isEmpty else { return session }
        var support: [TemplateID: Int] = [:]
        for entry in memory.entries where entry.answer.verdict == .normal && entry.events != session.events {
            for template in Set(entry.events).intersection(new) { support[template, default: 0] += 1 }
        }
        var session = session
        for place in session.events.indices where new.contains(session.events[place]) {
            if support[session.events[place], default: 0] + 1 < configuration.templateSupport { session.events[place] = .none }
        }
        return session
    }

    /// Old windows: normal operation put aside, and the sessions confirmed last.
    private func replay() -> NormalWindows {
        let confirmed = memory.entries.lazy.filter { $0.answer.verdict == .normal }.suffix(Self.replayedAnswers)
        return basis.windows.mixed(
            with: confirmed.map(\.sequence).filter { $0.events.count <= Self.replayedEvents }, window: base.historyLength,
            share: configuration.confirmedShare)
    }

    private static let replayedAnswers = 200
    private static let replayedEvents = 1_000

    /// Places in the memory of confirmed anomalies that a detector reports.
    private func confirmedAnomalies(by detector: FeedbackDetector) -> Set<Int> {
        let places = memory.entries.indices.filter { memory.entries[$0].answer.verdict == .anomaly && memory.entries[$0].isAboutSequence }
        guard !places.isEmpty else { return [] }
        let verdicts = detector.verdicts(for: places.map { memory.entries[$0].sequence })
        return Set(zip(places, verdicts).filter(\.1.isAnomalous).map(\.0))
    }
}
