import ArgumentParser
import Auspex

/// How lines are split into templates.
struct ParserOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The parser: \(Self.names.joined(separator: ", ")). Default: drain.", valueName: "name"),
        completion: .list(Self.names))
    var parser: String?

    /// Every name that can be given: the trees, and `known` for a list of templates.
    private static var names: [String] { TreeConfiguration.all.map(\.name) + ["known"] }

    /// Refuses a parser where there is none to choose.
    func refuse(because reason: String) throws {
        if let parser { throw InputError("--parser \(parser): \(reason); leave it out") }
    }

    /// The parser's configuration.
    ///
    /// - Parameters:
    ///   - list: the list of templates that was given.
    ///   - option: the option that gives it.
    ///   - settings: settings of the parser as typed.
    func configuration(list: String?, from option: String, settings: [String]) throws -> SkeletonParser.Configuration {
        let name = parser?.lowercased() ?? (list == nil ? "drain" : "known")
        if name == "known" {
            guard list != nil else { throw InputError("--parser known: give the list of templates with \(option)") }
            guard settings.isEmpty else { throw InputError("--set has no use with \(option): a list of templates has no settings") }
            return SkeletonParser.Configuration()
        }
        guard let tree = TreeConfiguration(name: name) else {
            throw InputError(
                "--parser '\(name)': unknown\(NearestName.hint(name, among: Self.names)); there are \(Self.names.joined(separator: ", "))")
        }
        guard list == nil else { throw InputError("\(option) gives the templates: leave out --parser \(name)") }
        return try ParseRun.parser(tree, settings: settings)
    }
}
