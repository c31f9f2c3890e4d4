public import Neural

extension KeyModel {
    /// Number of classes: the templates in the vocabulary's order, then the end if the model predicts ends.
    public var classCount: Int { network.configuration.outputs }

    /// Zero states for this many running sessions.
    public func makeStates(slots: Int) -> RecurrentState { network.makeState(slots: slots) }

    /// One event further in several sessions at once: one LSTM step an event where ``predictions(for:)`` needs `window` for a new context.
    ///
    /// The state reaches back to the session's beginning instead of `window` events, so probabilities are close to, but not those of,
    /// ``predictions(for:)``.
    ///
    /// - Parameters:
    ///   - states: the running sessions; the named slots move on.
    ///   - slots: sessions that have a new event, each at most once.
    ///   - events: their events.
    /// - Returns: `[slots × classCount]` probabilities of the event after.
    public func step(
        _ states: inout RecurrentState, slots: [Int32], events: [TemplateID], workspace: inout RecurrentNetwork.Workspace
    ) -> [Float] {
        precondition(slots.count == events.count, "one event for each slot")
        network.step(&states, slots: slots, tokens: events.map { vocabulary.number(of: $0) }, workspace: &workspace)
        network.softmax(rows: slots.count, workspace: &workspace)
        return Array(workspace.outputs[..<(slots.count * classCount)])
    }
}
