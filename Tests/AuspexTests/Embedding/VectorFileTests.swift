import Foundation
import Testing

@testable import Auspex

/// Files of word vectors come from anywhere.
@Suite struct VectorFileTests {
    private func read(_ text: String, keeping wanted: Set<String>? = nil) throws -> WordVectors {
        let path = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        return try WordVectors(path: path, keeping: wanted)
    }

    @Test func `GloVe's text format is read, with and without word2vec's first line`() throws {
        let vectors = try read("the 0.5 -1e-2\nDown 1 2\n")
        #expect(vectors.width == 2 && vectors.words == ["the", "down"])
        #expect(vectors["down"].map(Array.init) == [1, 2])
        #expect(try read("2 2\nthe 0.5 1\ndown 1 2\n").words == ["the", "down"])
        #expect(try read("the 0.5 1\ndown 1 2\n", keeping: ["down"]).words == ["down"])
    }

    @Test(arguments: [
        ("", "no word vectors"), ("the\n", "expected a word"), ("the 1 2\ndown 1\n", ":2: 1 numbers where the lines before have 2"),
        ("the 1 two\n", "'two' is no number"), ("the 1 nan\n", "'nan' is no number"), ("the 1 1e999\n", "is no number"),
        ("the 1 2\n\u{1B}[2J 1\u{1B}x 2\n", ":2:"), ("the 1 2\ndown 1 2 3\n", "3 numbers where"),
    ])
    func `a broken file is refused in one clear line`(text: String, what: String) {
        let error = #expect(throws: InputError.self) { try read(text) }
        #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("\n") == false && error?.message.contains("\u{1B}") == false)
    }

    @Test func `vectors from a file are fine-tuned, and unknown words stay without one`() throws {
        let words = TemplateWords([
            LogTemplate(id: TemplateID(rawValue: 1), text: "link is down", count: 50),
            LogTemplate(id: TemplateID(rawValue: 2), text: "link flux", count: 5),
        ])
        let path = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("link 1 0 0\nis 0 1 0\ndown 0 0 1\nother 1 1 1\n".utf8).write(to: URL(filePath: path))
        let vectors = try #require(try WordEmbedding.pretrained.vectors(of: words, width: 150, file: path, seed: 1, threads: 1))
        #expect(vectors.width == 3 && Set(vectors.words) == ["link", "is", "down"])
        #expect(vectors["link"].map(Array.init) != [1, 0, 0], "tuned on the log's templates")
        #expect(words.unseen(in: vectors) == (1, 4))
    }
}
