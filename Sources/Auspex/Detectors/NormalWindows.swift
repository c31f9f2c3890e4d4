/// A bounded sample of normal windows: what came after which events, and how often.
public struct NormalWindows: Sendable, Equatable, Codable {
    /// One window.
    public struct Window: Sendable, Equatable, Codable {
        /// The events before, oldest first; fewer than the window's length only at the beginning of a session.
        public var context: [TemplateID]
        /// What followed; `nil` for the end of the session.
        public var next: TemplateID?
        /// Occurrences in training.
        public var count: Int
    }

    /// The windows.
    public private(set) var windows: [Window] = []
    /// Running sums of the counts.
    private var sums: [Int] = []

    private enum CodingKeys: String, CodingKey { case windows }

    /// No windows.
    init() {}

    /// Cuts sessions and keeps a uniform sample of the distinct windows.
    init(_ sessions: [EventSequence], window: Int, limit: Int, using source: inout RandomSource) {
        let vocabulary = TemplateVocabulary(sessions.lazy.flatMap(\.events))
        let all = TrainingWindows(sessions, vocabulary: vocabulary, window: window, windows: .padded)
        let places = (0..<all.contextCount).flatMap { context in
            (all.starts[context]..<all.starts[context + 1]).map { (context: context, place: Int($0)) }
        }
        let kept = places.count <= limit ? places : Array(places.shuffled(using: &source).prefix(limit)).sorted { $0.place < $1.place }
        for (context, place) in kept {
            let tokens = all.tokens[context * window..<(context + 1) * window].drop { $0 == TemplateVocabulary.pad }
            windows.append(
                Window(
                    context: tokens.map { vocabulary.template(of: $0) ?? .none },
                    next: Int(all.classes[place]) == vocabulary.count ? nil : vocabulary.template(of: all.classes[place] + 1),
                    count: Int(all.counts[place])))
        }
        sums = Self.sums(windows)
    }

    /// These windows and those of sessions confirmed later, which make up a share of what is drawn (less where they are many already).
    ///
    /// What was learnt by feedback must not be forgotten by the next feedback either.
    func mixed(with sessions: [EventSequence], window: Int, share: Double) -> NormalWindows {
        var source = RandomSource(seed: 0)
        let added = NormalWindows(sessions, window: max(1, window), limit: .max, using: &source)
        guard let old = sums.last, let new = added.sums.last, new > 0 else { return self }
        let factor = max(1, Int(Double(old) * share / (1 - share)) / new)
        var all = self
        all.windows += added.windows.map { Window(context: $0.context, next: $0.next, count: $0.count * factor) }
        all.sums = Self.sums(all.windows)
        return all
    }

    /// Draws windows with replacement, each in proportion to its count.
    func draw(_ count: Int, using source: inout RandomSource) -> [Int] {
        guard let total = sums.last, total > 0 else { return [] }
        return (0..<count).map { _ in
            let target = Int(source.uniform() * Double(total))
            return sums.dropLast().firstPlace { $0 <= target }
        }
    }

    private static func sums(_ windows: [Window]) -> [Int] {
        var total = 0
        return windows.map {
            total += $0.count
            return total
        }
    }

    /// Reads stored windows; refuses impossible counts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        windows = try container.decode([Window].self, forKey: .windows)
        guard windows.count <= 1 << 20, windows.allSatisfy({ $0.count > 0 && $0.count < 1 << 40 }) else {
            throw DecodingError.dataCorruptedError(forKey: .windows, in: container, debugDescription: "normal windows: unusable counts")
        }
        sums = Self.sums(windows)
    }
}
