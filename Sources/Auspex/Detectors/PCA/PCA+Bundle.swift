import Neural

extension PCA: BundleComponent {
    private static var componentsFile: String { "pca.safetensors" }
    private static var tensorName: String { "components" }

    /// Name in a model.
    public static var componentName: String { "pca" }
    /// What was learnt, and the components.
    public static var componentFiles: [String] { [componentName + ".json", componentsFile] }

    /// Everything but the components.
    private struct Metadata: Codable {
        var known: TemplateIndex
        var columns: TemplateIndex
        var weights: [Double]
        var mean: [Double]
        var hasWholeSessions: Bool
        var threshold: Threshold
    }

    /// Writes metadata and components.
    public func write(to contents: inout ComponentContents) throws {
        try contents.write(
            Metadata(
                known: space.known, columns: space.columns, weights: space.weights, mean: space.mean,
                hasWholeSessions: space.counted.hasWholeSessions, threshold: threshold))
        let shape = [space.componentCount, space.columns.count]
        contents.write(
            [NamedTensor(name: Self.tensorName, tensor: Tensor(shape: shape, values: space.components))], to: Self.componentsFile)
    }

    /// Reads what was learnt; refuses parts that do not fit each other.
    public static func read(from contents: ComponentContents) throws -> PCA {
        let metadata = try contents.read(Metadata.self)
        let tensors = try contents.tensors(in: componentsFile)
        let width = metadata.columns.count
        guard tensors.count == 1, let components = tensors.first?.tensor, tensors[0].name == tensorName, components.shape.count == 2,
            components.shape[1] == width, components.shape[0] <= width, metadata.weights.count == width, metadata.mean.count == width,
            metadata.columns.templates.allSatisfy({ metadata.known[$0] != nil })
        else { throw InputError("pca: the parts of the model do not fit each other; train again") }
        guard (metadata.weights + metadata.mean).allSatisfy({ abs($0) < 1e12 }), metadata.threshold.value.isFinite,
            metadata.threshold.value >= 0, components.values.allSatisfy({ abs($0) <= 1.001 })
        else { throw InputError("pca.json holds a number that is not possible; train again") }
        let space = PCASpace(
            counted: CountColumns(known: metadata.known, columns: metadata.columns, hasWholeSessions: metadata.hasWholeSessions),
            weights: metadata.weights, mean: metadata.mean, components: components.values)
        return PCA(space: space, threshold: metadata.threshold)
    }
}
