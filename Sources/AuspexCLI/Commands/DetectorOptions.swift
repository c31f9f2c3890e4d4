import ArgumentParser
import Auspex

/// Which detector is fitted and with what settings.
struct DetectorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The method; 'auspex train --list' shows them. Default: ensemble.", valueName: "name"),
        completion: .list(Completions.detectors))
    var detector: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting of the detector, such as window=10; may be given several times.", valueName: "key=value"))
    var settings: [String] = []

    private static let parserPrefix = "parser."

    /// Settings of the parser: those behind `parser.`, without it.
    var parserSettings: [String] {
        settings.filter { $0.hasPrefix(Self.parserPrefix) }.map { String($0.dropFirst(Self.parserPrefix.count)) }
    }

    /// The plan these options make.
    ///
    /// - Parameters:
    ///   - threads: models trained side by side; all processors when not given.
    ///   - defaults: settings in force unless a detector is named.
    ///   - setsParser: whether ``parserSettings`` are for somebody else.
    func plan(seed: UInt64, threads: Int?, settings defaults: [String] = [], setsParser: Bool = false) throws -> DetectorPlan {
        let own = setsParser ? settings.filter { !$0.hasPrefix(Self.parserPrefix) } : settings
        var plan = try DetectorPlan(
            detector: detector ?? EnsembleMethod.name, settings: (detector == nil ? defaults : []) + own, seed: seed)
        plan.threads = threads ?? Environment.processors
        return plan
    }
}
