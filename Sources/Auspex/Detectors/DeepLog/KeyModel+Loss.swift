extension KeyModel {
    /// Mean of −ln p over all windows of some sessions, nats a window; windows whose next event is unknown are left out.
    public func meanLoss(on sessions: [EventSequence]) -> Double {
        let windows = TrainingWindows(sessions, vocabulary: vocabulary, window: configuration.window, windows: configuration.windows)
        return meanLoss(on: windows)
    }
}
