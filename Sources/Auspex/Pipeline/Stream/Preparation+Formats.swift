extension TrainedModel.Preparation {
    /// The preparations of all formats of the input; the first is this one.
    var ofAllFormats: [TrainedModel.Preparation] { [self] + (others ?? []) }

    /// How the sessions of a format are kept while they are open.
    ///
    /// - Parameters:
    ///   - rule: what ties records together; this preparation's, or another that somebody asked for.
    ///   - isEndless: whether the input goes on for ever, so that sessions must close before its end.
    func sessionizer(rule: SessionRule, isEndless: Bool) -> Sessionizer.Configuration {
        var configuration = Sessionizer.Configuration(sessionless: window)
        if gaps.count > 0 { configuration.usualGaps = gaps }
        if rule == session {
            configuration.habits = habits
            configuration.seen = seen
        }
        if isEndless { configuration.idle = gaps.idleLimit() }
        if rule == .none, configuration.sessionless == nil { configuration.sessionless = Windowizer.Configuration() }
        return configuration
    }
}
