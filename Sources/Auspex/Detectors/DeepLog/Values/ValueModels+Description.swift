extension ValueModels {
    /// One key as `auspex inspect` shows it.
    public struct KeyDescription: Sendable, Codable, Equatable {
        /// The template.
        public var template: TemplateID
        /// Events learnt from.
        public var rows: Int
        /// LSTM or static, by how much, and why.
        public var choice: Choice
        /// Share of the static prediction's squared error on held-out data that the LSTM takes away; `nil` when none was tried.
        public var gain: Double?
        /// Delays from 1 % to 99 %, seconds; `nil` where no delay is known.
        public var delay: ClosedRange<Double>?
        /// The same after each previous key seen often enough.
        public var steps: [StepDescription]
        /// Its parameters, used or not.
        public var parameters: [ParameterProfile]
    }

    /// The usual delay of one step.
    public struct StepDescription: Sendable, Codable, Equatable {
        /// The key before.
        public var previous: TemplateID
        /// Delays from 1 % to 99 %, seconds.
        public var usual: ClosedRange<Double>
        /// The longest delay that is not reported; `nil` where any is tolerated, because what was learnt from was too short to tell.
        public var bound: Double?
        /// Times seen.
        public var count: Int
    }

    /// Templates with a model of their own.
    public var keyCount: Int { keys.count }

    /// Every key, in order of template.
    public var description: [KeyDescription] {
        let profiles = Dictionary(grouping: self.profiles, by: \.template)
        return keys.map { key in
            KeyDescription(
                template: key.template, rows: key.rows, choice: key.choice, gain: key.choice.gain, delay: key.delay?.usual,
                steps: key.steps.map {
                    StepDescription(
                        previous: $0.previous, usual: $0.interval.usual,
                        bound: $0.interval.isOpenAbove ? nil : $0.interval.bounds(threshold.value).upperBound,
                        count: $0.interval.count)
                },
                parameters: profiles[key.template] ?? [])
        }
    }
}
