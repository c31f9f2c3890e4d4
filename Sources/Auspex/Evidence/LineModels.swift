/// What is usual line by line, for each log format of a model.
public struct LineModels: Sendable, Codable {
    private let formats: [LineModel?]

    /// Puts models together.
    ///
    /// - Parameter formats: by number of the format; `nil` where there was too little to learn from.
    init(_ formats: [LineModel?]) { self.formats = formats }

    /// The model of a format; `nil` where there is none.
    public subscript(format: Int) -> LineModel? { formats.indices.contains(format) ? formats[format] : nil }
}

/// Reads what may come from a stranger: every number is checked before it is believed.
extension LineModels: BundleComponent {
    /// Name in a model.
    public static var componentName: String { "lines" }

    /// Reads the models.
    ///
    /// - Throws: ``InputError`` that says what is wrong.
    public static func read(from contents: ComponentContents) throws -> LineModels {
        let models = try contents.read(LineModels.self)
        if let problem = models.formats.lazy.compactMap({ $0?.problem }).first {
            throw InputError("\(componentName).json: \(problem); the model is damaged or from another version; train again")
        }
        return models
    }
}
