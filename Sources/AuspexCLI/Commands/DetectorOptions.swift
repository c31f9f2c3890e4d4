import ArgumentParser
import Auspex

/// Which detector is fitted and with what settings.
struct DetectorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The method: \(DetectorKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
    var detector: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting of the detector, such as window=10; may be given several times.", valueName: "key=value"))
    var settings: [String] = []

    /// The plan these options make.
    func plan(seed: UInt64, default name: String = DetectorKind.ensemble.rawValue, settings defaults: [String] = []) throws -> DetectorPlan
    {
        try DetectorPlan(detector: detector ?? name, settings: (detector == nil ? defaults : []) + settings, seed: seed)
    }
}
