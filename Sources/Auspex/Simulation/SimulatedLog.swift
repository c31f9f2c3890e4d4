/// A whole simulated log in memory, for demonstrations and tests.
public struct SimulatedLog: Sendable {
    /// The log's bytes.
    public var log: [UInt8]
    /// Number of lines.
    public var lines: Int
    /// Labels of all sessions, in order of their first line.
    public var sessionLabels: [SessionLabel]
    /// Labels of all faulty lines, in line order.
    public var lineLabels: [LineLabel]

    /// Simulates a whole log; memory grows with its length, so use ``LogSimulator`` for long ones.
    public init(system: String, configuration: LogSimulator.Configuration) throws(InputError) {
        var simulator = try LogSimulator(system: system, configuration: configuration)
        var chunk = SimulatedChunk()
        (log, lines, sessionLabels, lineLabels) = ([], 0, [], [])
        while simulator.next(into: &chunk) {
            log += chunk.log
            lines += chunk.lines
            sessionLabels += chunk.sessionLabels
            lineLabels += chunk.lineLabels
        }
    }
}
