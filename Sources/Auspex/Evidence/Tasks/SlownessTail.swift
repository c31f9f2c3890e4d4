import Foundation

/// How slow sessions of normal operation are that a model did not learn from, and how fast slower ones become rare.
///
/// Slowness is a sum of logarithms (``TaskModel/slowness(of:delay:pause:lateness:)``), which is 0 for every session learnt from: only others can say
/// what is usual. Delays thin out as powers, hence their logarithms exponentially.
struct SlownessTail: Sendable, Codable, Equatable {
    /// Of ``exp(_:)`` of the slowness.
    private let tail: Tail

    /// Fits; `nil` for fewer than 50 sessions.
    init?(_ slowness: some Collection<Double>) {
        guard let tail = Tail(slowness.map { Float(exp(min($0, Self.largest))) }, floor: 1, least: 50) else { return nil }
        self.tail = tail
    }

    /// Nats by which a session is slower than all of them; not above zero for one that is not.
    func excess(_ slowness: Double) -> Double { tail.excess(exp(min(slowness, Self.largest))) }

    /// Whether all figures are possible.
    var isUsable: Bool { tail.isUsable }

    /// Beyond, nobody asks how much.
    private static let largest = 80.0
}
