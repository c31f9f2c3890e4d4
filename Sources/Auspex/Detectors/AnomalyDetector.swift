/// A fitted method that scores units of a log.
///
/// Scores are comparable among scores of the same fitted detector; **higher is more anomalous, always**. Scoring never
/// learns. A detector scores; a ``Threshold`` decides; saving, schedules, alerts and mute lists live elsewhere, once.
public protocol AnomalyDetector: Sendable {
    /// What one score is about: the method's granularity (a session, a window, an event in context, a message).
    associatedtype Unit: Sendable

    /// Name used in findings, bundles and on the command line.
    static var name: String { get }

    /// Scores units independently of each other; the result has one score for each unit, in order.
    func scores(of units: [Unit]) -> [Double]
}
