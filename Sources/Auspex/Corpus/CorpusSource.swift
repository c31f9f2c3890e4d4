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
        let formats = flow.reader.formats
        let format = formats.formats[number]
        let name = formats.formats.count > 1 ? format.name : nil
        notes.append(Note(.format, formats.choices[number]?.explanation ?? "\(format.specification), as given"))
        let choice = try flow.survey(format: number)
        let rule: SessionRule
        if input.session == "auto" {
            rule = choice.chosen
            notes.append(Note(.sessions, format: name, choice.explanation))
        } else if let given = try Self.rule(input.session, format, isOnly: formats.formats.count == 1) {
            rule = given
            notes.append(Note(.sessions, format: name, "by \(rule.description), as given"))
        } else {
            rule = choice.chosen
            notes.append(Note(.sessions, format: name, "there is no <\(input.session)>; " + choice.explanation))
        }
        let surveyed = input.session == "auto" ? flow.surveyedRecords(format: number) : 0
        preparation = Preparation(format: format, session: rule, window: nil)
        if rule == .none { preparation.window = input.window ?? Self.window(forRecords: surveyed) }
        habits = try flow.habits(of: rule, format: number)
        sessionizer = try Sessionizer(
            rule: rule, fieldNames: format.fieldNames,
            configuration: Sessionizer.Configuration(sessionless: preparation.window, habits: habits, remembersIdentifiers: rule != .none),
            values: keepsValues ? .everything : nil)
    }

    /// What somebody said ties records together; `nil` where this is one format of several and does not have the field that was named.
    static func rule(_ argument: String, _ format: LogFormat, isOnly: Bool) throws -> SessionRule? {
        guard argument != "auto" else { return nil }
        do {
            return try SessionRule(argument: argument, fieldNames: format.fieldNames)
        } catch {
            if isOnly { throw error }
            return nil
        }
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
