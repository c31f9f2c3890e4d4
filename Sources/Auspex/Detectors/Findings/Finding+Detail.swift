extension Finding {
    /// What is unusual, with the ids and figures that show it. ``TemplateID/none`` stands for a record that fits no template.
    public enum Detail: Sendable, Equatable, Codable {
        /// A template training never saw; `known` is how many it saw, where that was counted.
        case newTemplate(TemplateID, known: Int?)
        /// An event the model did not foretell: how probable it was, and its rank among all possible events, from 1.
        case unexpectedEvent(TemplateID, probability: Double, rank: Int)
        /// An end the model did not foretell.
        case unexpectedEnd(probability: Double, rank: Int)
        /// Neighbours never seen together; `nil` stands for the end, as the one before for the beginning.
        case unseenPair(TemplateID?, after: TemplateID?)
        /// A template that is not among the so many most frequent ones.
        case rareTemplate(TemplateID, frequent: Int)
        /// Counts that differ from those of the nearest normal session, the costliest difference first, and how many more differ.
        case counts([CountDifference], more: Int)
        /// Counts that do not go with the session's other counts, the one that carries most of the residual first.
        case residual([CountDifference])
        /// Counts that few sessions have, and the counts that nearly all have.
        case rareCounts([CountInterval])
        /// An equation between counts that nearly all sessions fulfil: Σ coefficient · count should be 0 and is `value`. `support`: share of the training
        /// sessions that fulfil it.
        case invariant([InvariantTerm], value: Int, support: Double)
        /// A number of events unlike any in training.
        case length(Int, usual: ClosedRange<Int>)
        /// A delay or a parameter.
        case value(ValueEvidence)
        /// Something about the session's lines.
        case lines(EvidenceFamily)
        /// A supervised model puts it into a class, with this probability.
        case classified(as: String, probability: Double)
        /// A supervised model takes the session for anomalous because of these counts; `usual` is the mean of normal sessions. The probability is `nil`
        /// where the model knows none.
        case classifiedCounts([CountDifference], probability: Double?)
        /// A rule learnt from labelled sessions holds.
        case rule([CountInterval], probability: Double)
    }

    /// How often a template occurs, and between which counts something is said of it.
    public struct CountInterval: Sendable, Equatable, Codable {
        /// The template.
        public var template: TemplateID
        /// Times it occurs.
        public var seen: Int
        /// The least count; `nil` where it is not bounded.
        public var lower: Int?
        /// The greatest count; `nil` where it is not bounded.
        public var upper: Int?

        /// Creates an interval.
        public init(template: TemplateID, seen: Int, lower: Int?, upper: Int?) {
            self.template = template
            self.seen = seen
            self.lower = lower
            self.upper = upper
        }
    }

    /// A count in an equation.
    public struct InvariantTerm: Sendable, Equatable, Codable {
        /// The template.
        public var template: TemplateID
        /// What the count is multiplied with.
        public var coefficient: Int
        /// Times it occurs.
        public var seen: Int

        /// Creates a term.
        public init(template: TemplateID, coefficient: Int, seen: Int) {
            self.template = template
            self.coefficient = coefficient
            self.seen = seen
        }
    }

    /// How often a template occurs, and how often it usually does.
    public struct CountDifference: Sendable, Equatable, Codable {
        /// The template; ``TemplateID/none`` for all that training never saw.
        public var template: TemplateID
        /// Times it occurs.
        public var seen: Int
        /// Times expected.
        public var usual: Double

        /// Creates a difference.
        public init(template: TemplateID, seen: Int, usual: Double) {
            self.template = template
            self.seen = seen
            self.usual = usual
        }
    }
}

extension Finding.Detail {
    /// The reason the user sees.
    public var reason: Reason {
        switch self {
        case .newTemplate: .newTemplate
        case .unexpectedEvent: .unexpectedOrder
        case .unexpectedEnd, .unseenPair(nil, _): .unfinishedSession
        case .unseenPair: .unexpectedOrder
        case .rareTemplate, .counts, .residual, .rareCounts, .invariant: .unusualCount
        case .length: .unseenLength
        case .value(let evidence): evidence.reason
        case .lines(let family): family.reason
        case .classified, .classifiedCounts, .rule: .classifier
        }
    }

    /// The name of the case, or of the kind of evidence about lines: what a program tells findings apart by.
    public var kind: String {
        switch self {
        case .newTemplate: "newTemplate"
        case .unexpectedEvent: "unexpectedEvent"
        case .unexpectedEnd: "unexpectedEnd"
        case .unseenPair: "unseenPair"
        case .rareTemplate: "rareTemplate"
        case .counts: "counts"
        case .residual: "residual"
        case .rareCounts: "rareCounts"
        case .invariant: "invariant"
        case .length: "length"
        case .value: "value"
        case .lines(let family): family.rawValue
        case .classified: "classified"
        case .classifiedCounts: "classifiedCounts"
        case .rule: "rule"
        }
    }

    /// The templates it is about, each once, in the order of the figures.
    public var templates: [TemplateID] {
        switch self {
        case .newTemplate(let template, _), .unexpectedEvent(let template, _, _), .rareTemplate(let template, _): [template]
        case .unseenPair(let template, let before): [template, before].compactMap(\.self)
        case .counts(let differences, _), .residual(let differences), .classifiedCounts(let differences, _): differences.map(\.template)
        case .rareCounts(let intervals), .rule(let intervals, _): intervals.map(\.template)
        case .invariant(let terms, _, _): terms.map(\.template)
        case .value(let evidence): [evidence.template]
        case .unexpectedEnd, .length, .lines, .classified: []
        }
    }
}

extension EvidenceFamily {
    /// The reason a session's verdict gives for it.
    public var reason: Reason {
        switch self {
        case .newTemplate: .newTemplate
        case .newValue, .highValue, .lowValue, .manyHighValues: .unusualValue
        case .rateUp, .rateDown, .unusualCount, .repeatedStep, .unusualSessions, .alikeSessions: .unusualCount
        case .silence, .unusualDelay, .slowSession: .unusualDelay
        case .unexpectedOrder, .missingStep: .unexpectedOrder
        case .unfinishedSession: .unfinishedSession
        }
    }
}
