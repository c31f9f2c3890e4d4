import Auspex

/// The progress line of a run: stage, amount, rate, and the time left where the amount of input is known.
final class ProgressMeter {
    private let totalBytes: UInt64
    private let clock = ContinuousClock()
    private var stage = ""
    private var stageStart: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant?

    /// Creates a meter.
    ///
    /// - Parameter totalBytes: size of the input, 0 when it is not known (compressed files, standard input).
    init(totalBytes: UInt64 = 0) {
        self.totalBytes = totalBytes
        stageStart = clock.now
    }

    /// Shows the state, at most ten times a second and only on a terminal.
    func show(_ state: RunProgress) {
        guard Console.errorIsTerminal else { return }
        let now = clock.now
        if state.stage != stage {
            stage = state.stage
            stageStart = now
            lastShown = nil
        }
        if let lastShown, now - lastShown < .milliseconds(100) { return }
        lastShown = now
        Console.progress(line(state, elapsed: (now - stageStart).seconds))
    }

    private func line(_ state: RunProgress, elapsed: Double) -> String {
        var parts = [state.stage]
        if !state.detail.isEmpty {
            parts.append(state.detail)
        } else {
            parts.append("\(Words.grouped(Int(state.records))) records")
            if elapsed > 0.5 { parts.append("\(Words.grouped(Int(Double(state.records) / elapsed)))/s") }
            if totalBytes > 0, state.bytes > 0, state.bytes <= totalBytes, elapsed > 1 {
                let share = Double(state.bytes) / Double(totalBytes)
                parts.append("\(Int(share * 100)) %")
                parts.append("\(Words.duration(elapsed / share - elapsed)) left")
            }
        }
        return String(parts.joined(separator: " · ").prefix(max(20, Console.width - 1)))
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
