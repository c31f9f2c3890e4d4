import Foundation

extension EventPrediction {
    /// -ln of the probability, in nats, at most ``highestSurprisal``.
    var surprisal: Double {
        probability > 0 ? min(Self.highestSurprisal, -log(probability)) : Self.highestSurprisal
    }

    /// Surprisal of what the model gives no probability: about that of a double's rounding error.
    private static let highestSurprisal = 36.0
}
