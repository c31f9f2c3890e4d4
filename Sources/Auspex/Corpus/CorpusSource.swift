/// The sessions of one log format while it is read: what ties its records together, and those that are open.
final class CorpusSource {
    /// How its records become sessions.
    private(set) var preparation: Preparation
    /// The open sessions.
    var sessionizer: Sessionizer
    private let habits: SessionHabits?

    /// Looks ahead in a flow whose next records are of the format, and decides.
    ///
    /// - Parameters:
    ///   - keepsValues: whether parameter values travel with the events.
    ///   - notes: receives one about the format, and one about its sessions.
    init(
        format number: Int, flow: inout EventFlow, input: CorpusInput, keepsValues: Bool, notes: inout [Note]
    ) throws {
        let format = flow.reader.formats.formats[number]
        notes.append(flow.formatNote(number))
        let (rule, note) = try flow.sessionRule(format: number, input.session)
        notes.append(
            input.window?.extent == .messages ? Note(.sessions, format: note.format, "none, each record is judged by itself") : note)
        // What a survey looks at says where sessions begin, too, whoever chose the rule.
        if input.session != "auto" { _ = try flow.survey(format: number) }
        let surveyed = input.session == "auto" ? flow.surveyedRecords(format: number) : 0
        preparation = Preparation(format: format, session: rule, window: nil)
        if rule == .none { preparation.window = input.window ?? Self.window(forRecords: surveyed) }
        habits = try flow.habits(of: rule, format: number)
        sessionizer = try Sessionizer(
            rule: rule, fieldNames: format.fieldNames,
            configuration: Sessionizer.Configuration(sessionless: preparation.window, habits: habits, remembersIdentifiers: rule != .none),
            values: preparation.readsMessages ? .words : keepsValues ? .everything : nil)
    }

    /// Whether its records are cut into windows.
    var isWindowed: Bool { preparation.session == .none }

    /// The preparation with what was learnt on the way.
    ///
    /// - Parameters:
    ///   - isCut: whether the log goes on behind what is read: then what was read of it is no beginning.
    ///   - canonical: the id that stands for a template in the end.
    func learnt(isCut: Bool, canonical: (TemplateID) -> TemplateID) -> Preparation {
        var preparation = preparation
        preparation.gaps = sessionizer.gaps
        preparation.habits = habits?.translated(canonical)
        if !isWindowed, !isCut, sessionizer.seen.count > 0 { preparation.seen = sessionizer.seen }
        return preparation
    }

    /// Windows long enough to show a pattern, and enough of them to learn from: a hundredth of the log, 10 to 50 records.
    private static func window(forRecords records: Int) -> Windowizer.Configuration {
        let size = max(10, min(50, records / 1000 * 10))
        return Windowizer.Configuration(extent: .records(size: size, step: size))
    }
}
