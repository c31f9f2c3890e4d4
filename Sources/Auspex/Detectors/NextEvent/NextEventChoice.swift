import Foundation

/// Which model foretells normal sessions better: counts of successors or an LSTM. Measured on sessions neither has seen.
///
/// The difference of the two models' surprise (−ln of the probability they gave to what came) is taken for each distinct sequence held out; the LSTM is kept
/// where its mean is above 0 by more than chance makes it, twice its standard error. Counts cost nothing, so a tie is theirs.
///
/// Does badly with a handful of distinct sequences: chance is large then, and counts stay.
public struct NextEventChoice: Sendable, Equatable, Codable {
    /// Whether the LSTM is kept.
    public var usesNetwork: Bool
    /// Distinct sequences both were measured on.
    public var sessions: Int
    /// Mean surprise of counts, nats an event.
    public var countLoss: Double
    /// Mean surprise of the LSTM, nats an event.
    public var networkLoss: Double
    /// By how much the LSTM is less surprised, nats a session; negative where it is more.
    public var gain: Double
    /// Standard error of the gain.
    public var error: Double

    /// Standard errors the gain must exceed.
    static let standardErrors = 2.0
    /// Distinct sequences needed to tell a difference from chance.
    static let leastSessions = 8

    /// What was measured, for the manifest.
    var figures: [TrainingFigure: Double] {
        [
            "orderSessions": Double(sessions), "orderCountLoss": countLoss, "orderNetworkLoss": networkLoss, "orderGain": gain,
            "orderGainError": error,
        ]
    }

    /// The choice and its reason.
    public var note: Note {
        func text(_ value: Double) -> String { String(format: "%.3f", value) }
        let measured =
            "a mean surprise of \(text(networkLoss)) an event where counts have \(text(countLoss)), on \(sessions) held-out sequences; "
            + "a session \(text(gain)) ± \(text(error)) less"
        if usesNetwork { return Note(.order, "an LSTM, because it foretells normal sessions better than counts do: \(measured)") }
        if sessions < Self.leastSessions {
            return Note(.order, "counts; \(sessions) sequences held out are too few to tell whether an LSTM foretells better")
        }
        return Note(.order, "counts; an LSTM foretells normal sessions no better, or not beyond chance: \(measured)")
    }

    /// Compares two models on sessions neither has seen.
    init(counts: any NextEventModel, network: any NextEventModel, on sessions: [EventSequence]) {
        let expected = counts.predictions(for: sessions), foretold = network.predictions(for: sessions)
        var gains: [Double] = [], events = 0, countSum = 0.0, networkSum = 0.0
        for (counted, learnt) in zip(expected, foretold) {
            var gain = 0.0
            // Templates that neither knows are no matter of order.
            for (one, other) in zip(counted, learnt) where one.rank != .max && other.rank != .max {
                gain += one.surprisal - other.surprisal
                countSum += one.surprisal
                networkSum += other.surprisal
                events += 1
            }
            gains.append(gain)
        }
        let count = Double(max(1, gains.count)), mean = gains.reduce(0) { $0 + $1 / count }
        let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, gains.count - 1))
        self.sessions = gains.count
        countLoss = countSum / Double(max(1, events))
        networkLoss = networkSum / Double(max(1, events))
        gain = mean
        error = (variance / count).squareRoot()
        usesNetwork = gains.count >= Self.leastSessions && mean > Self.standardErrors * error
    }
}
