extension AdaptedDetector {
    /// Begins the names of its files: those of a detector, and one of its own.
    private static let prefix = "adapted-"
    private static let limitsName = "adapted.json"

    private struct Limits: Codable {
        var policy: AdaptationPolicy
        var figures: Adaptation.Figures
    }

    /// The files that hold it in a bundle, beside those of the detector it came from.
    func files() throws -> [String: [UInt8]] {
        var files = [Self.limitsName: try JSON.encode(Limits(policy: policy, figures: figures))]
        for (name, bytes) in try detector.withoutFeedback.files() { files[Self.prefix + name] = bytes }
        return files
    }

    /// Restores what is in a bundle; `nil` when there is none.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong.
    init?(kind: DetectorKind, bundle: ModelBundle) throws {
        guard let bytes = bundle.files[Self.limitsName] else { return nil }
        let limits = try JSON.decode(Limits.self, from: bytes, source: Self.limitsName)
        var own = bundle
        own.files = [:]
        for (name, bytes) in bundle.files where name.hasPrefix(Self.prefix) { own.files[String(name.dropFirst(Self.prefix.count))] = bytes }
        do {
            self.init(detector: try FittedDetector(kind: kind, bundle: own), policy: limits.policy, figures: limits.figures)
        } catch let error as InputError {
            throw InputError("what the model learnt unasked: \(error.message)")
        }
    }
}
