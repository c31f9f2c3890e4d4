/// `{"event":5}`, `{"sequence":[…]}`, `{"choice":[…]}`, `{"parallel":[…]}`, `{"loop":…,"bounds":{…}}`, `{"nothing":true}`.
extension WorkflowBlock: Codable {
    private enum CodingKeys: String, CodingKey {
        case event, nothing, sequence, choice, parallel, loop, bounds
    }

    /// Reads a block; nesting deeper than 64, wide forks, loops that count far and empty objects are refused.
    public init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count <= 2 * Self.maximumDepth else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "workflow blocks are nested too deeply"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let template = try container.decodeIfPresent(TemplateID.self, forKey: .event) {
            self = .event(template)
        } else if let members = try container.decodeIfPresent([WorkflowBlock].self, forKey: .sequence) {
            self = .sequence(members)
        } else if let members = try container.decodeIfPresent([WorkflowBlock].self, forKey: .choice) {
            self = .choice(members)
        } else if let members = try container.decodeIfPresent([WorkflowBlock].self, forKey: .parallel) {
            guard members.count <= Self.maximumBranches else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a fork has at most \(Self.maximumBranches) branches"))
            }
            self = .parallel(members)
        } else if let body = try container.decodeIfPresent(WorkflowBlock.self, forKey: .loop) {
            let bounds = try container.decode(LoopBounds.self, forKey: .bounds)
            guard max(bounds.minimum, bounds.maximum ?? 1) <= LoopBounds.maximumCount else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a loop counts to at most \(LoopBounds.maximumCount)"))
            }
            self = .loop(body, LoopBounds(minimum: bounds.minimum, maximum: bounds.maximum))
        } else if try container.decodeIfPresent(Bool.self, forKey: .nothing) == true {
            self = .nothing
        } else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no kind of workflow block"))
        }
    }

    /// Writes a block.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .event(let template): try container.encode(template, forKey: .event)
        case .nothing: try container.encode(true, forKey: .nothing)
        case .sequence(let members): try container.encode(members, forKey: .sequence)
        case .choice(let members): try container.encode(members, forKey: .choice)
        case .parallel(let members): try container.encode(members, forKey: .parallel)
        case .loop(let body, let bounds):
            try container.encode(body, forKey: .loop)
            try container.encode(bounds, forKey: .bounds)
        }
    }
}
