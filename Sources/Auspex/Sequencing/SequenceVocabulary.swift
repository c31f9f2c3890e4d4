/// What the event ids of sequence input stand for: names of tokens that are not numbers, and template texts where a list was given.
///
/// A model keeps it, so that a later file's tokens mean what they meant in training; a token training never saw is ``TemplateID/none``.
public struct SequenceVocabulary: Sendable, Equatable, Codable {
    /// Token names, index `i` for template `i + 1`; empty when the tokens are the ids.
    public private(set) var names: [String]
    /// Template texts by id, as far as they are known.
    public private(set) var texts: [TemplateID: String]
    /// Occurrences in training by id.
    public private(set) var counts: [TemplateID: Int]

    /// Creates an empty vocabulary.
    public init() {
        names = []
        texts = [:]
        counts = [:]
    }

    /// Sequences of one or more files in ids of one vocabulary.
    public struct Reading: Sendable {
        /// The sessions, file by file.
        public var sequences: [EventSequence] = []
        /// Labels found in the files.
        public var labels: [String: Bool] = [:]
        /// What sort of fault sessions are, where the files say it.
        public var classes: [String: String] = [:]
        /// What deserves attention.
        public var warnings: [String] = []
        /// Fingerprint of identifiers and events.
        public var dataHash = ""
        /// Lines (sessions) by file.
        public var files: [(path: String, sessions: Int)] = []

        /// Whether it holds texts.
        var holdsTexts: Bool { sequences.first?.kind == .message }
        /// How its lines became sessions, or messages.
        var preparation: Preparation {
            Preparation(format: nil, session: .none, window: holdsTexts ? Windowizer.Configuration(extent: .messages) : nil)
        }
        /// What it is.
        var note: Note {
            Note(.format, holdsTexts ? "a table of texts, one message a row" : "sequences, one session a line")
        }
    }

    /// Reads files and learns their tokens and counts.
    ///
    /// - Throws: ``InputError`` for files that cannot be read or mix numbers and names.
    public mutating func learn(_ inputs: [String]) throws -> Reading {
        var reading = Reading()
        try read(inputs, learning: true, into: &reading)
        for sequence in reading.sequences { for event in sequence.events where event != .none { counts[event, default: 0] += 1 } }
        return reading
    }

    /// Reads files in the ids of this vocabulary; tokens it does not know become ``TemplateID/none``.
    public func match(_ inputs: [String]) throws -> Reading {
        var copy = self
        var reading = Reading()
        try copy.read(inputs, learning: false, into: &reading)
        return reading
    }

    /// Takes template texts from a list (`event_id,template`, or Loghub's `EventId,EventTemplate`).
    public mutating func addTexts(_ list: [(id: TemplateID, text: String)]) {
        for entry in list { texts[entry.id] = entry.text }
    }

    /// The known templates, by id.
    public var templates: [LogTemplate] {
        Set(counts.keys).union(texts.keys).sorted().map { LogTemplate(id: $0, text: text(of: $0), count: counts[$0] ?? 0) }
    }

    /// The text of a template: from the list, else the token's name, else the id.
    public func text(of id: TemplateID) -> String {
        if let text = texts[id] { return text }
        let place = Int(id.rawValue) - 1
        return names.indices.contains(place) ? names[place] : id.description
    }

    private mutating func read(_ inputs: [String], learning: Bool, into reading: inout Reading) throws {
        var fingerprint = Fingerprint()
        var numbers: [String: UInt32] = [:]
        for (place, name) in names.enumerated() { numbers[name] = UInt32(place + 1) }
        for path in try LogSources(inputs).paths {
            let file = try SequenceFile(path: path)
            reading.files.append((path, file.sequences.count))
            if let labels = file.labels { reading.labels.merge(labels.isAnomalous) { $0 || $1 } }
            reading.classes.merge(file.classes) { first, _ in first }
            if file.malformedCount > 0 {
                let first = file.malformed.first.map { " (the first in line \($0.line): '\($0.token)')" } ?? ""
                reading.warnings.append("\(path): \(file.malformedCount) tokens are no event ids\(first); kept as unknown events")
            }
            let isNamed = !file.names.isEmpty
            if !learning || !reading.sequences.isEmpty, isNamed != !names.isEmpty {
                let (have, expected) = isNamed ? ("names", "numbers") : ("numbers", "names")
                throw InputError("\(path) has event ids that are \(have), where \(expected) are expected as in training")
            }
            var translation: [TemplateID] = []
            for name in file.names {
                if numbers[name] == nil, learning {
                    names.append(name)
                    numbers[name] = UInt32(names.count)
                }
                translation.append(TemplateID(rawValue: numbers[name] ?? 0))
            }
            for var sequence in file.sequences {
                if isNamed {
                    for place in sequence.events.indices where sequence.events[place] != .none {
                        sequence.events[place] = translation[Int(sequence.events[place].rawValue) - 1]
                    }
                }
                fingerprint.combine(sequence.id)
                for event in sequence.events { fingerprint.combine(UInt64(event.rawValue)) }
                for word in sequence.words.storage { fingerprint.combine(word.bits) }
                reading.sequences.append(sequence)
            }
        }
        reading.dataHash = fingerprint.hexadecimal
    }
}
