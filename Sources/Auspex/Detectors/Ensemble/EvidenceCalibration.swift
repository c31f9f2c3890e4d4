import Foundation

/// How unusual a raw score is among held-out normal sessions: -ln of the share that scored at least as high.
///
/// Makes kinds of evidence comparable: 0 means ordinary, ln 1000 ≈ 6.9 one in a thousand. Half a case is added, so that n held-out
/// sessions can testify to no more than about one in 2n; beyond the highest held-out score the surprise grows on linearly (an
/// exponential tail with the mean excess of the upper twentieth), which ranks extremes without pretending to know their probability.
public struct EvidenceCalibration: Sendable, Codable, Equatable {
    /// Distinct held-out scores, ascending.
    let values: [Double]
    /// Sessions that scored at least as high as each.
    let tails: [Double]
    /// All held-out sessions.
    let total: Double
    /// Mean excess of the upper twentieth over its lower edge; how far a score must go beyond the highest for one more nat.
    let scale: Double

    /// Distinct values kept at most; the upper half exactly, the lower thinned.
    private static let valueLimit = 2048
    private static let upperShare = 0.05
    /// Smallest scale, for kinds of evidence that held-out sessions never show: one unit of the raw score.
    private static let leastScale = 1.0

    /// Learns from held-out normal scores and how many sessions each stands for. Without any, every score is ordinary.
    init(scores: [Double], weights: [Int]) {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var values: [Double] = []
        var tails: [Double] = []
        var tail = 0.0
        for place in order.reversed() {
            tail += Double(weights[place])
            if values.last == scores[place] {
                tails[tails.count - 1] = tail
            } else {
                values.append(scores[place])
                tails.append(tail)
            }
        }
        total = tail
        let edge = tails.firstIndex { $0 >= tail * Self.upperShare } ?? 0
        var excess = 0.0
        var before = 0.0
        for place in values.indices.prefix(edge + 1) {
            excess += (tails[place] - before) * (values[place] - values[edge])
            before = tails[place]
        }
        scale = max(Self.leastScale, before > 0 ? excess / before : 0)
        if values.count > Self.valueLimit {
            let upper = Self.valueLimit / 2
            let kept = (0..<values.count).filter { $0 < upper || ($0 - upper) % ((values.count - upper) / upper + 1) == 0 }
            self.values = kept.reversed().map { values[$0] }
            self.tails = kept.reversed().map { tails[$0] }
        } else {
            self.values = values.reversed()
            self.tails = tails.reversed()
        }
    }

    /// -ln of the share of held-out normal sessions that scored at least as high; never negative, never infinite for a finite score.
    public func surprise(of score: Double) -> Double {
        guard total > 0, let highest = values.last else { return 0 }
        let place = firstPlace(notBelow: score)
        if place < values.count { return max(0, -log((tails[place] + 0.5) / (total + 1))) }
        return -log(0.5 / (total + 1)) + min(Self.farthest, (score - highest) / scale)
    }

    /// The surprise at a score of one of the held-out sessions as if it had not been among them. Judged with itself, the strangest of n would seem more
    /// ordinary than the next session that is as strange: a threshold from such sums would flag more sessions than it says.
    public func surprise(ofHeldOut score: Double) -> Double {
        let place = firstPlace(notBelow: score)
        guard total > 1, place < values.count else { return surprise(of: score) }
        let others = tails[place] - 1
        if others > 0 { return max(0, -log((others + 0.5) / total)) }
        let highestOther = place > 0 ? values[place - 1] : values[place]
        return -log(0.5 / total) + min(Self.farthest, (score - highestOther) / scale)
    }

    /// Nats beyond the highest held-out score at most, so that sums stay finite.
    private static let farthest = 1e6

    /// The smallest held-out score that at most a share of the sessions exceeds; beyond every score when none was held out.
    public func bound(share: Double) -> Double { bound(exceededBy: share * total) }

    /// The smallest held-out score that at most so many sessions exceed; beyond every score when none was held out.
    func bound(exceededBy allowed: Double) -> Double {
        for place in values.indices {
            let above = place + 1 < tails.count ? tails[place + 1] : 0
            if above <= allowed { return values[place] }
        }
        return .greatestFiniteMagnitude
    }

    private func firstPlace(notBelow score: Double) -> Int {
        values.firstPlace { $0 < score }
    }

    /// Whether the numbers are usable: what must hold before a stored calibration is used.
    var isValid: Bool {
        values.count == tails.count && total >= 0 && total.isFinite && scale > 0 && scale.isFinite && values.allSatisfy(\.isFinite)
            && zip(values, values.dropFirst()).allSatisfy { $0 < $1 } && tails.allSatisfy { $0 > 0 && $0 <= total }
            && zip(tails, tails.dropFirst()).allSatisfy { $0 >= $1 }
    }
}
