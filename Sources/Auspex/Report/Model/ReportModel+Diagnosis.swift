extension ReportModel {
    /// Where in which task a session went wrong, told in the log's own words.
    ///
    /// The numbers of nodes are those of the task's graph, as `auspex workflow MODEL --json` lists it.
    public struct Diagnosis: Codable, Sendable, Equatable {
        /// A record and its step of the task.
        public struct Step: Codable, Sendable, Equatable {
            /// Number of the record in the session (or window), from 1.
            public var number: Int
            /// Index of the record in ``Anomaly/events``; `nil` when it is not among those told.
            public var event: Int?
            /// Line number in its source, from 1; `nil` for input without lines.
            public var line: UInt64?
            /// The source's name; empty when there is only one.
            public var source: String
            /// The raw record; empty for input without records.
            public var raw: String
            /// The template's id (`E11`, `new`).
            public var template: String
            /// The template's text.
            public var text: String
            /// The step's node; `nil` when it fits nowhere.
            public var node: Int?

            /// Creates a step.
            public init(
                number: Int, event: Int? = nil, line: UInt64? = nil, source: String = "", raw: String = "", template: String, text: String,
                node: Int? = nil
            ) {
                self.number = number
                self.event = event
                self.line = line
                self.source = source
                self.raw = raw
                self.template = template
                self.text = text
                self.node = node
            }
        }

        /// A step that should have come.
        public struct Awaited: Codable, Sendable, Equatable {
            /// The template's id; `end` for the end of the task.
            public var template: String
            /// The template's text.
            public var text: String
            /// Share of the training executions that went on so from the same last step, 0…1; `nil` where it is no matter of choice.
            public var probability: Double?
            /// How often it should have come, from 1.
            public var count: Int
            /// Its node.
            public var node: Int

            /// Creates a step that should have come.
            public init(template: String, text: String, probability: Double? = nil, count: Int = 1, node: Int) {
                self.template = template
                self.text = text
                self.probability = probability
                self.count = count
                self.node = node
            }
        }

        /// A step that took unusually long.
        public struct SlowStep: Codable, Sendable, Equatable {
            /// The record before.
            public var from: Step
            /// The record that came late.
            public var to: Step
            /// Seconds between them.
            public var seconds: Double
            /// Shortest usual time in seconds; `nil` where unknown.
            public var usualLow: Double?
            /// Longest usual time in seconds; `nil` where unknown.
            public var usualHigh: Double?

            /// Creates a slow step.
            public init(from: Step, to: Step, seconds: Double, usualLow: Double?, usualHigh: Double?) {
                self.from = from
                self.to = to
                self.seconds = seconds
                self.usualLow = usualLow
                self.usualHigh = usualHigh
            }
        }

        /// How often the session passed a node.
        public struct Visit: Codable, Sendable, Equatable {
            /// The node.
            public var node: Int
            /// How often.
            public var count: Int

            /// Creates a visit.
            public init(node: Int, count: Int) {
                self.node = node
                self.count = count
            }
        }

        /// Steps that never came and were not expected at the divergence either.
        public var furtherMissing: [Awaited] {
            let expected = Set(self.expected.map(\.node))
            return neverCame.filter { !expected.contains($0.node) }
        }

        /// Superfluous records other than the one that came instead.
        public var furtherSuperfluous: [Step] { superfluous.filter { $0.number != cameInstead?.number } }

        /// The task's name; empty when the session is part of none.
        public var task: String
        /// Index of the task among the model's workflows; `nil` when there is none.
        public var workflow: Int?
        /// How the session relates to the task.
        public var fit: Auspex.Diagnosis.Fit
        /// For a window of a stream, the first record of the execution this is about.
        public var began: Step?
        /// The step the strongest finding is about, where it has its place in the task.
        public var at: Step?
        /// The last record before the trouble that has its place in the task.
        public var lastGood: Step?
        /// What may come after it, most probable first; empty when nothing is wrong with the order.
        public var expected: [Awaited]
        /// What came instead.
        public var cameInstead: Step?
        /// Whether nothing came instead: the session ended too early.
        public var endedEarly: Bool
        /// Steps of the nearest complete execution that the session has not, in order.
        public var neverCame: [Awaited]
        /// The first records that the nearest complete execution does not have.
        public var superfluous: [Step]
        /// Number of records that the nearest complete execution does not have.
        public var superfluousCount: Int
        /// The step that took unusually long.
        public var slowStep: SlowStep?
        /// The way the session took, ascending by node.
        public var visits: [Visit]

        /// Creates a diagnosis; fill in what there is.
        public init(task: String, workflow: Int?, fit: Auspex.Diagnosis.Fit) {
            self.task = task
            self.workflow = workflow
            self.fit = fit
            began = nil
            at = nil
            lastGood = nil
            expected = []
            cameInstead = nil
            endedEarly = false
            neverCame = []
            superfluous = []
            superfluousCount = 0
            slowStep = nil
            visits = []
        }
    }

    /// A task whose workflow sessions are drawn on.
    public struct DrawnTask: Codable, Sendable, Equatable {
        /// The workflow.
        public var task: TaskWorkflow
        /// The texts of its templates.
        public var texts: [TemplateID: String]

        /// Creates a task; texts of other templates are left out.
        public init(_ task: TaskWorkflow, texts: [TemplateID: String]) {
            self.task = task
            let own = Set(task.templates)
            self.texts = texts.filter { own.contains($0.key) }
        }
    }
}
