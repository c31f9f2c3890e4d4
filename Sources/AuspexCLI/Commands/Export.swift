import ArgumentParser
import Auspex

/// `auspex export`: the networks of a model for other programs.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the networks of a model as ONNX files, which other programs can compute.",
        discussion: "Example: auspex export app.auspex --onnx app.onnx"
    )

    @Argument(help: "The model.")
    var model: String

    @Option(
        help: ArgumentHelp(
            "Where the network goes. Of several, the first goes there, the others beside it with their names.", valueName: "file.onnx"))
    var onnx: String

    @Option(
        help: ArgumentHelp(
            "Also write input drawn at random with what Auspex computes from it, to compare: one JSON object for each network.",
            valueName: "file.json"))
    var examples: String?

    func run() throws {
        let loaded = try TrainedModel(path: model)
        let networks =
            ((loaded.detector.fitted as? any HoldsNetworks)?.networks ?? []) + (loaded.values?.networks ?? [])
        guard !networks.isEmpty else {
            throw InputError("\(model): '\(loaded.manifest.detector)' holds no network here; 'auspex inspect' tells what it is")
        }
        let templates = loaded.parser.templates
        for (number, network) in networks.enumerated() {
            let file = try ONNXFile(network, templates: templates), path = path(onnx, number, network.name)
            try FileSystem.writeAtomically(file.bytes, to: path)
            try Console.print("\(Style.bold("network")) \(path)  \(network.name), \(Words.grouped(file.bytes.count)) bytes")
            try Console.print("  scores: \(network.meaning)")
            guard let examples else { continue }
            let examplesPath = self.path(examples, number, network.name)
            try FileSystem.writeAtomically(JSON.encode(NetworkExamples(network)), to: examplesPath)
            try Console.print("  examples: \(examplesPath)")
        }
    }

    /// The path of a network: those after the first have their names in it.
    private func path(_ path: String, _ number: Int, _ name: String) -> String {
        guard number > 0 else { return path }
        let folder = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[folder...].lastIndex(of: "."), dot > folder else { return "\(path)-\(name)" }
        return "\(path[..<dot])-\(name)\(path[dot...])"
    }
}
