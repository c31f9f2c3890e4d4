/// Locates judged sessions in the model's workflows, and says it in the log's own words.
///
/// - Complexity: O(events) a session, plus the alignment of at most ``WorkflowDiagnoser/maximumAligned`` of them. Aligning costs most, up to
///   40 µs an event; after ``alignedEvents`` of them no further session is located.
struct SessionLocator {
    /// A session's place in its task, by numbers of events.
    struct Place {
        var diagnosis: Diagnosis
        /// Whether the session was closed, not cut off.
        var isComplete: Bool
        /// The event the strongest finding is about, where it has its place in the task.
        var found: Int?
        /// The slow step: the event that came late, seconds since the one before, what is usual.
        var slow: (from: Int, to: Int, seconds: Double, usual: ClosedRange<Double>?)?

        /// The events that are told; those a reader needs to see.
        var events: [Int] {
            let stray = diagnosis.divergence.map { [$0] } ?? []
            let steps = [diagnosis.lastGood?.event, slow?.from, slow?.to, found].compactMap { $0 }
            return stray + steps + diagnosis.execution.prefix(1) + diagnosis.superfluous.prefix(SessionLocator.shownSuperfluous)
        }
    }

    private var diagnoser: WorkflowDiagnoser
    private let values: ValueModels?
    /// Events that may still be aligned.
    private var budget = SessionLocator.alignedEvents

    /// Events aligned in all: 10,000 sessions of usual length, or 100 very long ones.
    static let alignedEvents = 200_000
    /// Superfluous records told of one session; more are counted.
    static let shownSuperfluous = 10
    /// Steps that may come next told of one session, the most probable first.
    static let shownExpected = 8
    /// Steps that never came told of one session.
    static let shownMissing = 20

    /// Creates a locator; `nil` for a model without workflows.
    init?(_ model: TrainedModel) {
        guard let workflow = model.workflow, !workflow.workflows.isEmpty else { return nil }
        diagnoser = WorkflowDiagnoser(workflow)
        values = model.values
    }

    /// Locates a session; `nil` for one that is part of no task and has nothing wrong with it, and when the budget is spent.
    mutating func locate(_ session: JudgedSession) -> Place? {
        let sequence = session.sequence
        guard budget > 0 else { return nil }
        budget -= min(sequence.events.count, WorkflowDiagnoser.maximumAligned)
        var flagged: [Int] = []
        for event in session.verdict.findings.lazy.compactMap(\.event)
        where sequence.events.indices.contains(event) && !flagged.contains(event) && flagged.count < 100 { flagged.append(event) }
        var place = Place(diagnosis: diagnoser.diagnose(sequence, flagged: flagged), isComplete: sequence.isComplete)
        if place.diagnosis.workflow == nil, place.diagnosis.divergence == nil { return nil }
        if place.diagnosis.divergence == nil, let first = flagged.first, place.diagnosis.path[first] != nil { place.found = first }
        place.slow = slowStep(session, place.diagnosis)
        return place
    }

    /// What the value models found decides; without them, the usual durations of the workflow's steps.
    private func slowStep(_ session: JudgedSession, _ diagnosis: Diagnosis) -> (Int, Int, Double, ClosedRange<Double>?)? {
        let sequence = session.sequence
        let found = session.verdict.findings.first { $0.reason == .unusualDelay }?.event
        if let event = found, event > 0, sequence.times.indices.contains(event) {
            let seconds = sequence.times[event] - sequence.times[event - 1]
            if seconds.isFinite {
                let evidence = values?.evidence(for: [sequence])[0].first { $0.reason == .unusualDelay && $0.event == event }
                return (event - 1, event, seconds, evidence?.usual ?? usual(event - 1, event, diagnosis))
            }
        }
        guard values == nil, let step = diagnosis.slowStep, step.duration > step.usualHigh else { return nil }
        return (step.from.event, step.to.event, step.duration, step.usualLow...step.usualHigh)
    }

    /// The usual durations of a step of the workflow, in seconds.
    private func usual(_ from: Int, _ to: Int, _ diagnosis: Diagnosis) -> ClosedRange<Double>? {
        guard let workflow = diagnosis.workflow, let from = diagnosis.path[from], let to = diagnosis.path[to],
            let step = diagnoser.model.durations.step(workflow: workflow, from: from, to: to)
        else { return nil }
        return step.low...step.high
    }

    /// A place in words.
    ///
    /// - Parameters:
    ///   - texts: texts of templates.
    ///   - record: tells an event of the session; its node is filled in here.
    func told(
        _ place: Place, texts: [TemplateID: String], record: (_ event: Int) -> ReportModel.Diagnosis.Step
    ) -> ReportModel.Diagnosis {
        let diagnosis = place.diagnosis
        func step(_ event: Int) -> ReportModel.Diagnosis.Step {
            var step = record(event)
            step.node = diagnosis.path[event]
            return step
        }
        func awaited(_ expectation: Diagnosis.Expectation) -> ReportModel.Diagnosis.Awaited {
            guard let template = expectation.template else {
                return .init(template: "end", text: "end of the task", node: expectation.node)
            }
            return .init(template: template.description, text: texts[template] ?? template.description, node: expectation.node)
        }
        var told = ReportModel.Diagnosis(task: diagnosis.task, workflow: diagnosis.workflow, fit: diagnosis.fit)
        if diagnoser.model.scope == .stream, diagnosis.workflow != nil { told.began = diagnosis.execution.first.map(step) }
        told.at = place.found.map(step)
        if let divergence = diagnosis.divergence {
            told.endedEarly = divergence >= diagnosis.path.count
            told.lastGood = diagnosis.lastGood.map { step($0.event) }
            told.expected = diagnosis.expected.prefix(Self.shownExpected).map {
                var next = awaited($0)
                next.probability = $0.probability
                return next
            }
            if !told.endedEarly { told.cameInstead = step(divergence) }
        }
        for missing in diagnosis.neverCame {
            if let known = told.neverCame.firstIndex(where: { $0.node == missing.node }) {
                told.neverCame[known].count += 1
            } else if told.neverCame.count < Self.shownMissing {
                told.neverCame.append(awaited(missing))
            }
        }
        told.superfluous = diagnosis.superfluous.prefix(Self.shownSuperfluous).map(step)
        told.superfluousCount = diagnosis.superfluous.count
        told.slowStep = place.slow.map {
            .init(
                from: step($0.from), to: step($0.to), seconds: $0.seconds, usualLow: $0.usual?.lowerBound, usualHigh: $0.usual?.upperBound)
        }
        var visits: [Int: Int] = [:]
        for event in diagnosis.execution { if let node = diagnosis.path[event] { visits[node, default: 0] += 1 } }
        // A session that was closed has come to the end of its task, unless it stopped too early.
        if let workflow = diagnosis.workflow, diagnoser.model.scope == .session, place.isComplete, !told.endedEarly {
            visits[diagnoser.model.workflows[workflow].tree.end] = 1
        }
        told.visits = visits.sorted { $0.key < $1.key }.map { .init(node: $0.key, count: $0.value) }
        return told
    }
}
