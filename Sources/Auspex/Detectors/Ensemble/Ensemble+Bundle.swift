extension Ensemble: FittedMethod {
    /// Where the joint score becomes a decision.
    public var threshold: Threshold { state.threshold }

    /// What training of the members reached.
    public var trainingFigures: [TrainingFigure: Double] {
        members.reduce(into: [:]) { figures, member in figures.merge(member.trainingFigures) { first, _ in first } }
    }

    /// What is to be known of the members' training.
    public var notes: [Note] { members.flatMap(\.notes) + [noteAboutFewSessions].compactMap { $0 } }

    /// What is to be expected where there were too few sessions for the budget.
    private var noteAboutFewSessions: Note? {
        let target = state.configuration.falseAlarmTarget, count = Int(sources.first?.calibration.total ?? 0)
        guard case .falseAlarmTarget(let share) = state.threshold.policy, share > target, count > 0 else { return nil }
        func percent(_ share: Double) -> Double { (share * 1000).rounded() / 10 }
        let allowed = Int(share * Double(count) + 0.5)
        return Note(
            .threshold,
            "\(count) normal sessions are too few for a budget of \(percent(target)) %: \(allowed) of them may lie beyond the threshold, so about "
                + "\(percent(Double(allowed + 1) / Double(count + 1))) % of normal sessions will be reported")
    }

    /// Adds the state and every member.
    public func add(to components: inout BundleComponents) throws {
        try components.add(state)
        for member in members { try member.add(to: &components) }
    }
}

extension Ensemble.State: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "detector" }
    /// Version 1 held five calibrations by name and the rules themselves; see ``Ensemble/FirstVersion``.
    public static var componentVersion: Int { 2 }
}

extension Ensemble {
    /// Restores state and members.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    static func restored(from components: BundleComponents) throws -> Ensemble {
        if components.version(of: State.self) == 1 { return try components.read(FirstVersion.self).ensemble(components) }
        let state = try components.read(State.self)
        let members = try state.members.map { name in
            guard let method = MethodRegistry.method(named: name) else {
                throw InputError("the ensemble has a member '\(name)', which this Auspex does not know; update the program")
            }
            return try method.restoreMember(from: components)
        }
        let kinds = members.flatMap(\.kinds).map(\.name)
        guard !kinds.isEmpty, Set(kinds) == Set(state.calibrations.keys), Set(kinds).count == kinds.count else {
            throw InputError("detector.json is not what Auspex writes: its calibrations are not those of its members; train again")
        }
        return Ensemble(members: members, state: state)
    }

    /// How format 1 stored an ensemble: three rules and one next-event model, spelt out.
    struct FirstVersion: BundleComponent, Decodable {
        static var componentName: String { State.componentName }

        private struct Calibrations: Decodable {
            var newTemplate, length, count, order, end: EvidenceCalibration
        }

        private var configuration: Configuration
        private var label: String
        private var rules: TrainingSummary
        private var calibrations: Calibrations
        private var threshold: Threshold
        private var heldOutFalseAlarms: Double

        /// Nothing is written in this form any more.
        func write(to contents: inout ComponentContents) throws {
            throw InputError("the first version of an ensemble is only read")
        }

        static func read(from contents: ComponentContents) throws -> FirstVersion { try contents.read(FirstVersion.self) }

        /// The same ensemble as members and calibrations.
        func ensemble(_ components: BundleComponents) throws -> Ensemble {
            guard let method = MethodRegistry.method(named: label) else {
                throw InputError("the ensemble predicts by '\(label)', which this Auspex does not know; train again")
            }
            let members: [any EnsembleMember] = [
                RuleMember(rule: rules.newTemplate), RuleMember(rule: rules.sessionLength), RuleMember(rule: rules.countVector),
                try method.restoreMember(from: components),
            ]
            let kinds = members.flatMap(\.kinds).map(\.name)
            let all = [calibrations.newTemplate, calibrations.length, calibrations.count, calibrations.order, calibrations.end]
            guard kinds.count == all.count else {
                throw InputError("the ensemble predicts by '\(label)', which predicts nothing; train again")
            }
            let state = State(
                configuration: configuration, members: members.map(\.name),
                calibrations: Dictionary(uniqueKeysWithValues: zip(kinds, all)), threshold: threshold,
                heldOutFalseAlarms: heldOutFalseAlarms)
            do { try state.validate(at: []) } catch is DecodingError {
                throw InputError("detector.json is not what Auspex writes: unusable calibration; train again")
            }
            return Ensemble(members: members, state: state)
        }
    }
}
