/// Finds one legible workflow for sessions with an identifier, such as the life of an HDFS block.
///
/// ```swift
/// let result = SessionWorkflowMiner().mine(sessions)
/// print(result.workflow.root.notation)  // {5×3 | 22} {(11 9)×3 | 26×3} (2 / 3 / 4)+? (23×3 21×3)?
/// ```
///
/// Divide and conquer on the directly-follows graph, after the Inductive Miner with infrequent behaviour left out (Leemans, Fahland, van der
/// Aalst, BPM 2013 workshops), with three changes for logs [choice]: keys that take turns (`11 9 11 9`) are a loop, not concurrent; a key
/// that occurs a fixed number of times is drawn once with that number; steps that are only ever skipped together are one optional part.
/// Keys in few sessions and rare orders are left out, so some normal sessions do not fit: ``Result/fitted`` says how many do.
/// It does badly where order carries no information: everything becomes one loop of choices.
///
/// - Complexity: O(events of the distinct sessions) for each level of nesting.
public struct SessionWorkflowMiner: Sendable {
    /// How the miner is set.
    public struct Configuration: Sendable, Equatable, Codable {
        /// A key in a smaller share of the sessions is left out.
        public var minimumShare: Double
        /// An order seen less often than this share of the commonest one after the same key is left out.
        public var noise: Double
        /// Share of cases in which a rule (a count, taking turns, skipping together) must hold.
        public var regularity: Double
        /// Most keys in the workflow; the most frequent ones stay.
        public var maximumKeys: Int

        /// Creates a configuration.
        public init(minimumShare: Double = 0.05, noise: Double = 0.02, regularity: Double = 0.97, maximumKeys: Int = 30) {
            self.minimumShare = minimumShare
            self.noise = noise
            self.regularity = regularity
            self.maximumKeys = maximumKeys
        }
    }

    /// What was found.
    public struct Result: Sendable, Equatable {
        /// The workflow, with counts.
        public var workflow: TaskWorkflow
        /// Share of the sessions that fit it exactly, 0…1.
        public var fitted: Double
        /// Templates that were left out because they are rare, ascending.
        public var leftOut: [TemplateID]
    }

    typealias Trace = (events: [TemplateID], count: Int)

    /// The settings.
    public let configuration: Configuration

    /// Creates a miner.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Finds the workflow of sessions. Unknown keys (``TemplateID/none``) are left out.
    public func mine(_ sessions: [EventSequence], name: String = "session") -> Result {
        var distinct: [[TemplateID]: Int] = [:]
        for session in sessions { distinct[session.events.filter { $0 != .none }, default: 0] += 1 }
        let all = distinct.map { (events: $0.key, count: $0.value) }
            .sorted { $0.count == $1.count ? $0.events.lexicographicallyPrecedes($1.events) : $0.count > $1.count }
        var presence: [TemplateID: Int] = [:]
        for trace in all { for key in Set(trace.events) { presence[key, default: 0] += trace.count } }
        let frequent = presence.filter { Double($0.value) >= configuration.minimumShare * Double(sessions.count) }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(configuration.maximumKeys)
        let kept = Set(frequent.map(\.key))
        let traces = all.map { (events: $0.events.filter(kept.contains), count: $0.count) }
        var induction = WorkflowInduction(configuration: configuration)
        var workflow = TaskWorkflow(name: name, root: induction.block(traces, depth: 0))
        let fitted = workflow.count(all)
        return Result(
            workflow: workflow, fitted: sessions.isEmpty ? 0 : Double(fitted) / Double(sessions.count),
            leftOut: presence.keys.filter { !kept.contains($0) }.sorted())
    }
}
