import Neural

/// How a text becomes numbers: its words by their rank among the most frequent ones of training, cut to a length.
///
/// Number 0 is padding, 1…n the words in order of frequency, n + 1 every other word.
struct TextReading: Codable, Sendable, Equatable {
    /// The words by rank, as hashes.
    let words: [UInt32]
    /// Words read of a text.
    let length: Int
    /// Whether a text that is too long is read at both ends; else at its beginning.
    let readsEnds: Bool
    private let ranks: [UInt32: Int32]

    /// Learns the words of some texts.
    init(_ texts: [EventSequence], limit: Int, length: Int, readsEnds: Bool) {
        var counts: [UInt32: Int] = [:]
        for text in texts { for word in Self.words(of: text) { counts[word, default: 0] += 1 } }
        let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
        self.init(words: ranked, length: length, readsEnds: readsEnds)
    }

    private init(words: [UInt32], length: Int, readsEnds: Bool) {
        self.words = words
        self.length = length
        self.readsEnds = readsEnds
        ranks = Dictionary(words.enumerated().map { ($1, Int32($0 + 1)) }) { first, _ in first }
    }

    /// Number of tokens.
    var count: Int { words.count + 2 }
    /// The number of a word that has none.
    var unknown: Int32 { Int32(words.count + 1) }

    /// The numbers of a text's words, at most ``length``; a text without words is one unknown one.
    func numbers(of text: EventSequence) -> [Int32] {
        let own = Self.words(of: text)
        var numbers: [Int32] = []
        let count = min(own.count, length)
        numbers.reserveCapacity(count)
        let head = readsEnds ? (count + 1) / 2 : count
        for word in own.prefix(head) { numbers.append(ranks[word] ?? unknown) }
        for word in own.suffix(count - head) { numbers.append(ranks[word] ?? unknown) }
        return numbers.isEmpty ? [unknown] : numbers
    }

    /// The words of a text. A sequence that is no message is read as a text whose words are its templates.
    static func words(of text: EventSequence) -> [UInt32] {
        text.kind == .message ? text.values.storage.map(\.fingerprint) : text.events.map(\.rawValue)
    }

    private enum CodingKeys: String, CodingKey { case words, length, readsEnds }

    /// Reads what ``encode(to:)`` wrote.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            words: try container.decode([UInt32].self, forKey: .words), length: try container.decode(Int.self, forKey: .length),
            readsEnds: try container.decode(Bool.self, forKey: .readsEnds))
    }

    /// Stores the words in their order.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(words, forKey: .words)
        try container.encode(length, forKey: .length)
        try container.encode(readsEnds, forKey: .readsEnds)
    }

    /// Equal readings number equal words alike.
    static func == (left: TextReading, right: TextReading) -> Bool {
        left.words == right.words && left.length == right.length && left.readsEnds == right.readsEnds
    }
}

/// Labelled texts as numbers: each distinct text of a class once.
struct TextExamples: Sendable {
    /// The numbers of each text.
    private(set) var texts: [[Int32]] = []
    /// Its class.
    private(set) var classes: [Int] = []

    /// Reads texts; equal ones of one class become one.
    init(_ sessions: [EventSequence], classes labels: [Int], reading: TextReading) {
        var known: Set<[Int32]> = []
        for (session, label) in zip(sessions, labels) {
            let numbers = reading.numbers(of: session)
            guard known.insert([Int32(label)] + numbers).inserted else { continue }
            texts.append(numbers)
            classes.append(label)
        }
    }

    /// Rows of tokens with their classes as a network reads them.
    static func network(_ rows: [[Int32]], _ classes: [Int]?) -> SequenceExamples {
        var tokens: [Int32] = [], starts = [0]
        tokens.reserveCapacity(rows.reduce(0) { $0 + $1.count })
        for row in rows {
            tokens += row
            starts.append(tokens.count)
        }
        let truth = classes.map {
            SequenceExamples.Truth.classes(
                $0.map { Int32($0) }, weights: $0.map { _ in 1 }, starts: Array(0...$0.count), smoothing: .none)
        }
        return SequenceExamples([.init(tokens: tokens, starts: starts)], truth: truth ?? .unknown)
    }
}
