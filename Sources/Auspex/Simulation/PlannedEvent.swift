/// One record a session is going to write.
struct PlannedEvent: Sendable {
    /// When, in milliseconds since the log's start.
    var time: Int64
    /// How long the step itself took at the usual speed, milliseconds; a pause just before counts when it was throttled.
    var wait: Float = 0
    /// How much longer it took because it was slow, milliseconds.
    var delay: Float = 0
    /// Index of the message.
    var message: UInt16
    /// Which of several equal parties writes it.
    var actor: UInt8
    /// 1 + index of the fault kind in `FaultKind.allCases` when this line carries a fault, else 0.
    var fault: UInt8

    /// How many times as long as usual the step took, to two decimals.
    var slowdown: Double { (Double(wait + delay) / Double(max(1, wait)) * 100).rounded() / 100 }
}
