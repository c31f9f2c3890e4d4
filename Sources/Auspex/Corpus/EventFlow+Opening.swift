extension EventFlow {
    /// Opens an input to learn templates from: each source in its own format, each format with a parser of its own.
    ///
    /// - Parameters:
    ///   - format: a format for all sources, as typed; `nil` finds each source's own.
    ///   - templates: a template list to parse by instead of learning templates.
    ///   - parser: how templates are learnt.
    ///   - session: what ties records together, as typed: what it extracts is no part of a template. `auto` and `nil` extract nothing.
    /// - Throws: ``InputError`` for input, a format or a template list that cannot be used.
    init(
        learningFrom inputs: [String], format: String?, templates: String?, parser: SkeletonParser.Configuration, session: String?,
        splitPoint: SplitPoint? = nil
    ) throws {
        let reader = try RecordReader(inputs: inputs, formats: format.map { .given(try LogFormat($0)) } ?? .each)
        let all = reader.formats.formats
        let templateParser: any TemplateParser
        if let templates {
            templateParser = try KnownTemplates(TemplateList(path: templates).rows)
        } else {
            let configurations = try all.map { format in
                let rule = try session.flatMap { try Self.rule($0, format, isOnly: all.count == 1) }
                return parser.adapted(to: format, sessionsBy: rule?.expression)
            }
            templateParser = configurations.count > 1 ? try FormatParsers(configurations) : try SkeletonParser(configurations[0])
        }
        self.init(reader: reader, parser: templateParser, verb: .learn, splitPoint: splitPoint)
    }

    /// What somebody said ties records together; `nil` where this is one format of several and does not have the field that was named.
    private static func rule(_ argument: String, _ format: LogFormat, isOnly: Bool) throws -> SessionRule? {
        guard argument != "auto" else { return nil }
        do {
            return try SessionRule(argument: argument, fieldNames: format.fieldNames)
        } catch {
            if isOnly { throw error }
            return nil
        }
    }

    /// How a format was chosen.
    func formatNote(_ number: Int) -> Note {
        let formats = reader.formats
        return Note(.format, formats.choices[number]?.explanation ?? "\(formats.formats[number].specification), as given")
    }

    /// Decides what ties the records of a format together; its records are the next to come.
    ///
    /// - Parameter session: what was typed; `auto` looks ahead, and so does a field that this one of several formats does not have.
    mutating func sessionRule(format number: Int, _ session: String) throws -> (rule: SessionRule, note: Note) {
        let formats = reader.formats.formats
        let name = formats.count > 1 ? formats[number].name : nil
        if let given = try Self.rule(session, formats[number], isOnly: formats.count == 1) {
            return (given, Note(.sessions, format: name, "by \(given.description), as given"))
        }
        let choice = try survey(format: number)
        return (
            choice.chosen, Note(.sessions, format: name, (session == "auto" ? "" : "there is no <\(session)>; ") + choice.explanation)
        )
    }
}
