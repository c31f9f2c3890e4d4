/// The JSON documents of the program, each with a name and a version of its shape: `auspex.detect/1`.
///
/// The name is the first field of every document, so that a reader knows what it has before it reads on. `docs/JSON.md` describes the
/// documents and `docs/schemas` holds a JSON Schema for each. A version grows when a field goes or changes its meaning; new fields may come
/// at any time.
public enum JSONDocument: String, Sendable, CaseIterable {
    /// What a scan found.
    case scan
    /// What a model found in a log.
    case detect
    /// One anomaly of a detection that follows a log: one line.
    case detectAnomaly = "detect-anomaly"
    /// One incident of a detection that followed a log: one line.
    case detectIncident = "detect-incident"
    /// An incident told before that has grown or come again: one line.
    case detectIncidentUpdate = "detect-incident-update"
    /// One session, event by event.
    case explain
    /// How well a model does on labelled data.
    case evaluate
    /// Many methods on the same labelled data.
    case evaluateMethods = "evaluate-methods"
    /// What was learnt.
    case train
    /// What was taken from one system to another.
    case transfer
    /// The methods there are.
    case trainList = "train-list"
    /// What a model is.
    case inspect
    /// Answers taken.
    case feedback
    /// Answers given so far, and reports that wait for one.
    case feedbackList = "feedback-list"
    /// Tasks.
    case workflow
    /// Templates.
    case parse
    /// The whole job on a simulated log.
    case demo
    /// Speed.
    case bench
    /// Figures of the documentation.
    case reproduce

    /// Version of the shape.
    public var version: Int { 1 }

    /// What the document says it is.
    public var schema: String { "auspex.\(rawValue)/\(version)" }

    /// A document as text, its name first, then the other fields in alphabetical order.
    ///
    /// - Parameters:
    ///   - value: becomes a JSON object.
    ///   - pretty: on many lines; else on one.
    public func text(_ value: some Encodable, pretty: Bool = true) throws -> String {
        let body = try JSON.text(value, pretty: pretty)
        precondition(body.first == "{", "\(schema): a document is an object")
        let rest = body.dropFirst()
        let isEmpty = rest.allSatisfy { $0.isWhitespace || $0 == "}" }
        let field = pretty ? "\n  \"schema\" : \"\(schema)\"" : "\"schema\":\"\(schema)\""
        return "{" + field + (isEmpty ? pretty ? "\n}" : "}" : "," + rest)
    }
}
