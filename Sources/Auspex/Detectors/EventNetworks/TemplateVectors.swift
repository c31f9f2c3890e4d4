import Neural

/// Vectors of templates for networks that read given ones.
enum TemplateVectors {
    /// Random vectors of length about 1, by template id: the same template gets the same vector in every model of a seed. Padding and unknown
    /// templates are zero.
    ///
    /// - Returns: `[vocabulary.count + 2 × width]`.
    static func random(_ vocabulary: TemplateVocabulary, width: Int, seed: UInt64) -> [Float] {
        let zeros = [Float](repeating: 0, count: width), source = RandomSource(seed: seed)
        var vectors = zeros
        for template in vocabulary.templates {
            var own = source.stream("template \(template.rawValue)")
            vectors += GaussianNoise.draw(width, deviation: 1 / Double(width).squareRoot(), using: &own)
        }
        return vectors + zeros
    }
}
