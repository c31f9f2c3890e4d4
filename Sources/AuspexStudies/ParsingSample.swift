import Auspex
import Foundation

/// The messages of one public system, with the template each truly has.
struct ParsingSample {
    let system: String
    let messages: [[UInt8]]
    let truth: [String]

    /// Reads a structured file with the columns `Content` and `EventTemplate`.
    ///
    /// - Throws: ``InputError`` when the file is missing or malformed.
    init(system: String, path: String) throws(InputError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("\(path): cannot be read; give the directory of the data sets with --data")
        }
        let table = try CSVTable(Array(data), name: path)
        let content = try table.column("Content"), template = try table.column("EventTemplate")
        self.system = system
        messages = (0..<table.rowCount).map { Array(table.bytes($0, content)) }
        truth = (0..<table.rowCount).map { table[$0, template] }
    }

    /// The messages as batches of a thousand.
    var batches: [RecordBatch] {
        stride(from: 0, to: messages.count, by: 1_000).map {
            RecordBatch(messages: Array(messages[$0..<min($0 + 1_000, messages.count)]))
        }
    }

    /// Learns the messages in order and compares each line's final template with the true one, as in the published evaluations.
    func scores(_ configuration: SkeletonParser.Configuration) throws(InputError) -> ParsingScores {
        var parser = try SkeletonParser(configuration)
        var events = EventBatch()
        var found: [TemplateID] = []
        for batch in batches {
            parser.learn(batch, into: &events)
            found += events.templates
        }
        parser.finishLearning()
        found = found.map { parser.canonical($0) }
        var texts: [TemplateID: String] = [:]
        for template in parser.templates { texts[template.id] = template.text }
        return ParsingScores(found: found, foundText: found.map { texts[$0] ?? "" }, truth: truth, normalise: TemplateText.normalised)
    }
}
