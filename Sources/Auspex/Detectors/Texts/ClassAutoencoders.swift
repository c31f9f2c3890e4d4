import Foundation
import Neural

/// One autoencoder for each class of texts, and what they say of a text (Farzad, Gulliver, section 2.5).
///
/// A text is a row of word ranks, padded to one length. The paper trains with categorical cross-entropy and names no softmax there, as it does for the
/// classifier; the framework it used then divides the outputs by their sum. So the target is the row divided by its sum, and the outputs are rectified and
/// divided by theirs: how large they are is left free. The classifier's embedding layer reads whole numbers, so an output is rounded to one of ``levels`` steps,
/// of which the mean output has ``resolution``; the paper does not say how. Rectifiers between the layers are leaky: with plain ones and the paper's dropout whole
/// layers fall silent, and every text of a class gets one and the same output.
struct ClassAutoencoders: Sendable {
    /// Sizes and treatment of the outputs.
    struct Configuration: Codable, Sendable, Equatable {
        /// Words of a row.
        var length: Int
        /// Width of the first encoder. The paper's: 400.
        var encoder: Int
        /// Width of the second encoder and of the decoder. The paper's: 200.
        var code: Int
        /// Dropout between the layers. The paper's: 0.8.
        var dropout: Double
        /// Weight of the first encoder's absolute outputs in the loss. The paper gives none.
        var activityPenalty: Double
        /// What a word's rank is divided by, so that the ranks of training have a mean square of 1: the paper feeds the ranks as they are, thousands, which
        /// no usual step size learns from.
        var rankScale: Double = 1
        /// Variance of the noise on the numbers that the classifier's vectors are looked up by, before they are rounded. The paper's: 0.1.
        var noise: Double
        /// The mean of all outputs above 0 in training, each text's by its own class's autoencoder. `nil` in older models, whose outputs are a softmax, times the
        /// length.
        var outputScale: Double?

        /// Steps of the mean output.
        var resolution: Double { outputScale == nil ? 16 : ClassAutoencoders.resolution }

        /// The network.
        var network: SequenceNetwork.Configuration {
            SequenceNetwork.Configuration(
                branches: [], extra: length, hidden: [encoder, code, code], slope: 0.01, dropout: dropout, outputs: length,
                activityPenalty: activityPenalty)
        }
    }

    /// Steps an output is rounded to.
    static let levels = 256
    /// Steps of the mean output.
    static let resolution = 48.0

    private(set) var configuration: Configuration
    let networks: [SequenceNetwork]

    /// The row of a text: ranks by the scale, and 0 where it has no word.
    static func row(_ text: [Int32], length: Int, scale: Double) -> [Float] {
        let own = text.prefix(length).map { Float(Double($0) / scale) }
        return own + [Float](repeating: 0, count: length - own.count)
    }

    /// The root of the mean square of all ranks.
    static func rankScale(_ texts: [[Int32]]) -> Double {
        let count = texts.reduce(0) { $0 + $1.count }
        let sum = texts.reduce(0.0) { $1.reduce($0) { $0 + Double($1) * Double($1) } }
        return count > 0 && sum > 0 ? (sum / Double(count)).squareRoot() : 1
    }

    private static func examples(_ rows: [[Float]], length: Int) -> SequenceExamples {
        let shares = rows.flatMap { row in
            let sum = max(1e-12, row.reduce(0, +))
            return row.map { $0 / sum }
        }
        return SequenceExamples([], extra: (rows.flatMap { $0 }, length), truth: .shares(shares, width: length))
    }

    /// Trains one autoencoder for each class on its own rows.
    static func fit(
        _ rows: [[Float]], classes: [Int], count: Int, configuration: Configuration, training: TextTraining, threads: Int,
        progress: (FittingProgress) throws -> Void
    ) throws -> ClassAutoencoders {
        let networks = try (0..<count).map { own in
            let mine = classes.indices.filter { classes[$0] == own }
            let (teaching, aside) = training.cut(mine.map { _ in 0 }, named: "autoencoder \(own)")
            return try training.train(
                configuration.network, on: examples(teaching.map { rows[mine[$0]] }, length: configuration.length),
                heldOut: aside.isEmpty ? nil : examples(aside.map { rows[mine[$0]] }, length: configuration.length),
                named: "autoencoder \(own)", model: own + 1, threads: threads, progress: progress
            ).network
        }
        var fitted = ClassAutoencoders(configuration: configuration, networks: networks)
        fitted.configuration.outputScale = 1
        var sum = 0.0, above = 0
        for own in 0..<count {
            for output in fitted.outputs(of: classes.indices.filter { classes[$0] == own }.map { rows[$0] }, by: own) where output > 0 {
                sum += Double(output)
                above += 1
            }
        }
        if sum > 0 { fitted.configuration.outputScale = sum / Double(above) }
        return fitted
    }

    /// The outputs of one autoencoder for rows, as multiples of the mean output, `[rows × length]`.
    func outputs(of rows: [[Float]], by number: Int) -> [Float] {
        guard !rows.isEmpty else { return [] }
        var workspace = SequenceNetwork.Workspace()
        let examples = SequenceExamples([], extra: (rows.flatMap { $0 }, configuration.length))
        guard let outputScale = configuration.outputScale else {
            let length = Float(configuration.length)
            return networks[number].probabilities(examples, workspace: &workspace).map { $0 * length }
        }
        let scale = Float(outputScale)
        return networks[number].outputs(examples, workspace: &workspace).map { max(0, $0) / scale }
    }

    /// How badly each autoencoder tells a row's distribution, nats; the smallest names the class it looks like.
    func nearest(_ rows: [[Float]]) -> [Int] {
        var best = [(loss: Float, number: Int)](repeating: (.infinity, 0), count: rows.count)
        for number in networks.indices {
            let all = outputs(of: rows, by: number)
            for (place, row) in rows.enumerated() {
                let start = place * configuration.length
                var loss: Float = 0
                let sum = max(1e-12, all[start..<start + configuration.length].reduce(0, +))
                for (offset, target) in row.enumerated() where target > 0 { loss -= target * log(max(1e-7, all[start + offset] / sum)) }
                if loss < best[place].loss { best[place] = (loss, number) }
            }
        }
        return best.map(\.number)
    }

    /// Tokens of one autoencoder's outputs, with its own numbers.
    ///
    /// - Parameter noise: standard normal numbers, one an output; `nil` adds none.
    func tokens(_ outputs: ArraySlice<Float>, of number: Int, noise: [Float]? = nil, sharesTokens: Bool) -> [Int32] {
        let deviation = Float(configuration.noise.squareRoot()), first = sharesTokens ? 0 : number * Self.levels
        return outputs.enumerated().map { place, output in
            let value = output * Float(configuration.resolution) + (noise.map { $0[place] * deviation } ?? 0)
            let level = Double(value).rounded()
            return Int32(first + Int(min(Double(Self.levels - 1), max(0, level.isNaN ? 0 : level))))
        }
    }
}
