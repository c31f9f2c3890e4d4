/// Turns records into events: finds each record's template and its parameters.
///
/// Two verbs. *Learning* may create and generalise templates; *matching* changes nothing that could influence a later result, and gives
/// ``TemplateID/none`` to a record that fits no template. Training learns, detection matches.
///
/// Equal records in equal order give equal ids. Ids are never reused. A learning parser may find out later that two templates are one;
/// the id of the one given up then resolves to the survivor through ``canonical(_:)``.
public protocol TemplateParser: Sendable {
    /// Parses a batch and learns from it.
    ///
    /// - Parameters:
    ///   - batch: the records; left unchanged.
    ///   - events: receives one event for each record, in order; what it held before is dropped.
    mutating func learn(_ batch: borrowing RecordBatch, into events: inout EventBatch)

    /// Ends learning, when the whole log has been seen: what only the whole shows may merge templates once more (see ``canonical(_:)``).
    mutating func finishLearning()

    /// Parses a batch without learning. Mutating only because memory is reused.
    ///
    /// - Parameters:
    ///   - batch: the records; left unchanged.
    ///   - events: receives one event for each record, in order; what it held before is dropped.
    mutating func match(_ batch: borrowing RecordBatch, into events: inout EventBatch)

    /// The templates alive, by id.
    var templates: [LogTemplate] { get }

    /// A template by its id, or by an id that was given up for it; `nil` for one never given or evicted.
    func template(_ id: TemplateID) -> LogTemplate?

    /// The id that stands for `id` today: itself unless its template was merged into another.
    func canonical(_ id: TemplateID) -> TemplateID

    /// Grows whenever a template's text or existence changes: whoever caches texts compares it.
    var revision: UInt64 { get }

    /// What there is to warn of since the last call: bounds that are near. Each kind is given once in a parser's life.
    mutating func takeWarnings() -> [ParserWarning]
}

extension TemplateParser {
    /// Nothing to warn of.
    public mutating func takeWarnings() -> [ParserWarning] { [] }
}
