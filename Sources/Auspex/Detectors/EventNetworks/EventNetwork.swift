import Neural

/// A network over the last events of a session that says of every event how probable it is next: the part that LogGAN, nLSALog and LogAnomaly have
/// in common. Windows are cut inside one session and padded on the left; the last class is the session's end.
struct EventNetwork: Sendable {
    /// What the outputs mean.
    enum Answer: String, Sendable, Codable {
        /// Probabilities of one of several events: softmax.
        case oneOf
        /// A probability for each event by itself.
        case independent
    }

    /// Events of history.
    let window: Int
    /// The templates it knows.
    let vocabulary: TemplateVocabulary
    /// What the outputs mean.
    let answer: Answer
    /// Whether padding is left out of what the network reads; otherwise it is a token like others.
    let dropsPadding: Bool
    /// The network.
    var network: SequenceNetwork {
        didSet { memos = DistributionMemos(window: window, classes: classCount) }
    }
    private var memos: DistributionMemos

    init(window: Int, vocabulary: TemplateVocabulary, answer: Answer, dropsPadding: Bool, network: SequenceNetwork) {
        precondition(network.configuration.outputs == vocabulary.count + 1, "a class for each template and one for the end")
        self.window = window
        self.vocabulary = vocabulary
        self.answer = answer
        self.dropsPadding = dropsPadding
        self.network = network
        memos = DistributionMemos(window: window, classes: vocabulary.count + 1)
    }

    /// Templates, and the end.
    var classCount: Int { vocabulary.count + 1 }
    /// Tokens: padding, templates, unknown ones.
    static func tokenCount(_ vocabulary: TemplateVocabulary) -> Int { vocabulary.count + 2 }
    /// The class of a token; padding stands for the end.
    func endOrClass(_ token: Int32) -> Int { token == TemplateVocabulary.pad ? vocabulary.count : Int(token) - 1 }

    /// Windows as the network reads them: for each of its branches tokens, and counts or no noise where it reads numbers.
    func examples(_ windows: [Int32], truth: SequenceExamples.Truth = .unknown) -> SequenceExamples {
        Self.examples(windows, window: window, dropsPadding: dropsPadding, network: network.configuration, answer: answer, truth: truth)
    }

    static func examples(
        _ windows: [Int32], window: Int, dropsPadding: Bool, network: SequenceNetwork.Configuration, answer: Answer,
        truth: SequenceExamples.Truth = .unknown
    ) -> SequenceExamples {
        let (tokens, starts) =
            dropsPadding ? withoutPadding(windows, window) : (windows, Array(stride(from: 0, through: windows.count, by: window)))
        return SequenceExamples(
            network.branches.map { branch in
                var numbers = SequenceExamples.Reading.Numbers.none
                if branch.values > 0 {
                    numbers =
                        answer == .independent
                        ? .given([Float](repeating: 0, count: tokens.count * branch.values), width: branch.values) : .counts(branch.values)
                }
                return SequenceExamples.Reading(tokens: tokens, starts: starts, numbers: numbers)
            }, truth: truth)
    }

    /// Without padding; one token of it stays where there is nothing else.
    private static func withoutPadding(_ windows: [Int32], _ length: Int) -> (tokens: [Int32], starts: [Int]) {
        var tokens: [Int32] = [], starts = [0]
        for first in stride(from: 0, to: windows.count, by: length) {
            let window = windows[first..<first + length], events = window.drop { $0 == TemplateVocabulary.pad }
            if events.isEmpty { tokens.append(TemplateVocabulary.pad) } else { tokens += events }
            starts.append(tokens.count)
        }
        return (tokens, starts)
    }

    /// The probability of every class after some windows, `[windows × classes]`.
    func distributions(_ windows: [Int32], workspace: inout SequenceNetwork.Workspace) -> [Float] {
        switch answer {
        case .oneOf: network.probabilities(examples(windows), workspace: &workspace)
        case .independent: network.likelihoods(examples(windows), workspace: &workspace)
        }
    }

    /// For each session one prediction per event, and one more for its end when the session is complete; see ``NextEventModel/predictions(for:)``.
    func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] {
        memos.use { memo in
            var results: [[EventPrediction]] = []
            results.reserveCapacity(sessions.count)
            var first = 0
            while first < sessions.count {
                if memo.isFull { memo.forget() }
                var last = first, events = 0
                while last < sessions.count, last == first || events + sessions[last].events.count < Self.eventsAtOnce {
                    events += sessions[last].events.count
                    last += 1
                }
                results += predictions(for: sessions[first..<last], &memo)
                first = last
            }
            return results
        }
    }

    /// Events whose windows are looked up before the new ones among them are computed.
    private static let eventsAtOnce = 4_096

    private func predictions(for sessions: ArraySlice<EventSequence>, _ memo: inout DistributionMemo) -> [[EventPrediction]] {
        let places = sessions.map { session -> [(context: Int32, token: Int32)] in
            var context = memo.index.context(of: vocabulary.window(before: session, length: window)[...])
            var places: [(context: Int32, token: Int32)] = []
            for (number, event) in session.events.enumerated() {
                let token = vocabulary.number(of: event)
                places.append((context, token))
                if number + 1 < session.events.count || session.isComplete {
                    context = memo.index.successor(of: memo.index.transition(from: context, by: token))
                }
            }
            if session.isComplete { places.append((context, TemplateVocabulary.pad)) }
            return places
        }
        memo.resolve { distributions($0, workspace: &$1) }
        return places.map { session in
            session.map { context, token in
                if token == vocabulary.unknown { return EventPrediction(rank: .max, probability: 0) }
                let row = memo.row(context), own = row[row.startIndex + endOrClass(token)]
                return EventPrediction(rank: 1 + row.count { $0 > own }, probability: Double(own))
            }
        }
    }

    /// The most probable next events, best first; the end is `nil`.
    func candidates(after context: [TemplateID], limit: Int) -> [Candidate] {
        let recent = context.suffix(window).map { vocabulary.number(of: $0) }
        var workspace = SequenceNetwork.Workspace()
        let probabilities = distributions(
            [Int32](repeating: TemplateVocabulary.pad, count: window - recent.count) + recent, workspace: &workspace)
        let best = probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
        return best.prefix(max(0, limit)).map {
            Candidate(template: vocabulary.template(of: Int32($0) + 1), probability: Double(probabilities[$0]))
        }
    }
}
