/// Where the data comes from and how it is read.
public struct CorpusInput: Sendable {
    /// Files, globs, folders, `-`.
    public var inputs: [String]
    /// Name or header pattern of the log format, `sequences`; `nil` finds it.
    public var format: String?
    /// What ties records together: a regular expression, a header field, `none`, or `auto`.
    public var session: String
    /// How records without identifier are cut; `nil` chooses by the amount of data.
    public var window: Windowizer.Configuration?
    /// A template list to parse by instead of learning templates.
    public var templates: String?
    /// How templates are learnt.
    public var parser: SkeletonParser.Configuration
    /// Only what comes before is learnt from.
    public var splitPoint: SplitPoint?

    /// Creates an input description.
    public init(
        inputs: [String], format: String? = nil, session: String = "auto", window: Windowizer.Configuration? = nil,
        templates: String? = nil,
        parser: SkeletonParser.Configuration = SkeletonParser.Configuration(), splitPoint: SplitPoint? = nil
    ) {
        self.inputs = inputs
        self.format = format
        self.session = session
        self.window = window
        self.templates = templates
        self.parser = parser
        self.splitPoint = splitPoint
    }

    /// Whether the input is one session a line already.
    public var isSequences: Bool { format?.lowercased() == "sequences" }

    /// Has each record read as a message with its words; a table of texts as it is.
    public mutating func readMessages() {
        if format == nil, let first = try? LogSources(inputs).paths.first, SequenceFile.isTextTable(path: first) { format = "sequences" }
        (session, window) = ("none", Windowizer.Configuration(extent: .messages))
    }
}
