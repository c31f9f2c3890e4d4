extension EvaluationReport: Codable {
    private enum CodingKeys: String, CodingKey {
        case distinct, prior, precisionAtPrior, f1AtPrior, reasons, referenceLines, averagePrecision, rocArea, sessions, events,
            trainingOverlap
        case seconds, eventsPerSecond, peakMemory, dataHash, seed, granularity, split
    }

    /// Reads a report.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        matrix = try ConfusionMatrix(from: decoder)
        distinct = try container.decode(ConfusionMatrix.self, forKey: .distinct)
        prior = try container.decodeIfPresent(Double.self, forKey: .prior)
        reasons = try container.decode([String: ReasonCount].self, forKey: .reasons)
        referenceLines = try container.decode([String: ReferenceLine].self, forKey: .referenceLines)
        averagePrecision = try container.decodeIfPresent(Double.self, forKey: .averagePrecision)
        rocArea = try container.decodeIfPresent(Double.self, forKey: .rocArea)
        sessions = try container.decode(Int.self, forKey: .sessions)
        events = try container.decode(Int.self, forKey: .events)
        trainingOverlap = try container.decode(TrainingOverlap.self, forKey: .trainingOverlap)
        run = try Run(from: decoder)
    }

    /// Writes one flat object: the figures on all sessions at the top, the same on distinct sequences under `distinct`.
    public func encode(to encoder: any Encoder) throws {
        try matrix.encode(to: encoder)
        try run.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(distinct, forKey: .distinct)
        if let prior {
            try container.encode(prior, forKey: .prior)
            try container.encode(matrix.precision(atPrior: prior), forKey: .precisionAtPrior)
            try container.encode(matrix.f1(atPrior: prior), forKey: .f1AtPrior)
        }
        try container.encode(reasons, forKey: .reasons)
        try container.encode(referenceLines, forKey: .referenceLines)
        try container.encode(averagePrecision, forKey: .averagePrecision)
        try container.encode(rocArea, forKey: .rocArea)
        try container.encode(sessions, forKey: .sessions)
        try container.encode(events, forKey: .events)
        try container.encode(eventsPerSecond, forKey: .eventsPerSecond)
        try container.encode(trainingOverlap, forKey: .trainingOverlap)
    }
}
