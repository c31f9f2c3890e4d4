/// What feedback needs of normal operation, put aside when a model is trained: a hold-out to judge updates by, and windows to replay.
///
/// The **hold-out** is drawn from the sessions one by one (copies included), so that the share of it that is reported is an estimate of the
/// share of reported sessions in normal operation. With ``Configuration/leastSessions`` or more it is taken *out of* training; with fewer
/// sessions none can be spared and it is drawn from those that are learnt from: then it shows forgetting, but flatters the model.
///
/// The **windows** are a uniform sample of the distinct windows learnt from, with their counts: drawing them by count approximates
/// drawing from all windows.
public struct HeldOutNormal: BundleComponent, Codable, Equatable {
    /// Name in a model.
    public static var componentName: String { "normal" }

    /// Sizes.
    public struct Configuration: Sendable, Codable, Equatable {
        /// Share of the training sessions put aside.
        public var holdOutShare = 0.1
        /// Sessions put aside at most.
        public var holdOutLimit = 1_000
        /// With fewer sessions than this nothing is taken out of training.
        public var leastSessions = 200
        /// Events of one session of the hold-out at most; longer ones (and their further parts) are left in training.
        public var sessionLimit = 20_000
        /// Sessions put aside that keep their times and values at most.
        public var detailedLimit = 200
        /// Distinct windows kept at most.
        public var windowLimit = 4_096

        /// The defaults.
        public init() {}
    }

    /// One distinct sequence of the hold-out.
    public struct Held: Sendable, Codable, Equatable {
        /// The events.
        public var events: [TemplateID]
        /// Whether the end may be judged.
        public var isComplete: Bool
        /// Sessions like this.
        public var count: Int
    }

    /// The hold-out, distinct sequences.
    public let holdOut: [Held]
    /// Whether the model never learnt from the hold-out.
    public let isUnseen: Bool
    /// Windows to replay.
    public let windows: NormalWindows
    /// Sessions put aside with their times and values, for updates of value models.
    private(set) var detailed: [Detailed] = []

    /// One session of the hold-out with times and values.
    struct Detailed: Sendable, Codable, Equatable {
        var events: [TemplateID]
        var details: SessionDetails
    }

    private init(holdOut: [Held], isUnseen: Bool, windows: NormalWindows) {
        self.holdOut = holdOut
        self.isUnseen = isUnseen
        self.windows = windows
    }

    private enum CodingKeys: String, CodingKey { case holdOut, isUnseen, windows, detailed }

    /// Reads what was stored; refuses times and values that fit no events.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        holdOut = try container.decode([Held].self, forKey: .holdOut)
        isUnseen = try container.decode(Bool.self, forKey: .isUnseen)
        windows = try container.decode(NormalWindows.self, forKey: .windows)
        detailed = try container.decodeIfPresent([Detailed].self, forKey: .detailed) ?? []
        guard detailed.allSatisfy({ $0.details.fits($0.events.count) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .detailed, in: container, debugDescription: "normal data: times and values fit no events")
        }
    }

    /// Keeps times and values of sessions that were put aside, as many as the configuration allows.
    ///
    /// - Parameter sessions: with values as the models see them.
    public mutating func keepDetails(of sessions: [EventSequence], configuration: Configuration = Configuration()) {
        detailed = sessions.prefix(configuration.detailedLimit).map { Detailed(events: $0.events, details: SessionDetails($0)) }
    }

    /// Sessions put aside of which value models report something.
    func unusualValues(by values: ValueModels) -> Int {
        let sessions = detailed.map { EventSequence(id: "", events: $0.events, times: $0.details.times, values: $0.details.values) }
        return values.scores(of: sessions).count { values.threshold.flags($0) }
    }

    /// Nothing put aside: nothing can be judged or replayed, so weights are never updated.
    public static let none = HeldOutNormal(holdOut: [], isUnseen: false, windows: NormalWindows())

    /// Puts sessions aside.
    ///
    /// - Parameters:
    ///   - window: events of history the model looks at.
    /// - Returns: the sessions to learn from, what was put aside, and the sessions that were taken out of training for it.
    public static func split(
        _ sessions: [EventSequence], window: Int, configuration: Configuration = Configuration(), seed: UInt64
    ) -> (training: [EventSequence], basis: HeldOutNormal, heldOut: [EventSequence]) {
        var source = RandomSource(seed: seed).stream("hold-out")
        let fitting = sessions.indices.filter {
            sessions[$0].events.count <= configuration.sessionLimit && !sessions[$0].events.isEmpty && !sessions[$0].isContinuation
        }
        let wanted = min(configuration.holdOutLimit, Int(configuration.holdOutShare * Double(fitting.count)))
        let isUnseen = sessions.count >= configuration.leastSessions && wanted > 0
        let chosen = Set(fitting.shuffled(using: &source).prefix(isUnseen ? wanted : min(configuration.holdOutLimit, fitting.count)))
        let training = isUnseen ? sessions.indices.filter { !chosen.contains($0) }.map { sessions[$0] } : sessions
        let aside = chosen.sorted().map { sessions[$0] }
        let distinct = DistinctSessions(aside)
        let held = zip(distinct.sessions, distinct.multiplicities).map { Held(events: $0.events, isComplete: $0.isComplete, count: $1) }
        let windows = NormalWindows(training, window: window, limit: configuration.windowLimit, using: &source)
        return (training, HeldOutNormal(holdOut: held, isUnseen: isUnseen, windows: windows), isUnseen ? aside : [])
    }

    /// Sessions put aside.
    public var sessionCount: Int { holdOut.reduce(0) { $0 + $1.count } }

    /// Sessions of the hold-out that a detector reports.
    public func falseAlarms(of detector: any SessionDetector) -> Int {
        let sequences = holdOut.map { EventSequence(id: "", events: $0.events, isComplete: $0.isComplete) }
        return zip(holdOut, detector.scores(of: sequences)).reduce(0) { $0 + (detector.threshold.flags($1.1) ? $1.0.count : 0) }
    }
}
