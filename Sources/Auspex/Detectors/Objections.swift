/// What a detector holds against a session, for learning that it is normal.
public struct Objections: Sendable {
    /// Places whose event the next-event model was wrong about; the number of events stands for the end.
    public var wrong: [Int] = []
    /// Places that added anything to the score: what the memory of feedback confirms.
    public var surprising: [Int] = []
    /// Whether anything else than the next-event model objected.
    public var othersObject = false
    /// Whether a prediction of an event is good enough.
    public var isSatisfied: @Sendable (EventPrediction) -> Bool = { _ in true }

    /// Creates objections; none unless given.
    public init(
        wrong: [Int] = [], surprising: [Int] = [], othersObject: Bool = false,
        isSatisfied: @escaping @Sendable (EventPrediction) -> Bool = { _ in true }
    ) {
        self.wrong = wrong
        self.surprising = surprising
        self.othersObject = othersObject
        self.isSatisfied = isSatisfied
    }

    /// Places of one session that are confirmed at most, the most surprising first.
    static let confirmedLimit = 256
}
