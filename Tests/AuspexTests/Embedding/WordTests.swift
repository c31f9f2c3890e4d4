import Testing

@testable import Auspex

@Suite struct WordTests {
    @Test(arguments: [
        ("blockId added_to dfs.FSNamesystem: <*>", ["block", "id", "added", "to", "dfs", "fs", "namesystem"]),
        ("HTTPServer listens on port 80", ["http", "server", "listens", "on", "port"]),
        (
            "%%10IFNET/3/LINK_UPDOWN: GigabitEthernet1/0/<*> link status is DOWN.",
            [
                "ifnet", "link", "updown", "gigabit", "ethernet", "link", "status", "is", "down",
            ]
        ), ("", []), ("<*> 17 -- x", []),
    ])
    func `templates are cut into words`(text: String, words: [String]) {
        #expect(WordTokenizer.words(in: text) == words)
    }

    @Test func `pairs count by distance and by how often the template was written`() throws {
        let counts = Cooccurrences([.init(["link", "is", "down"], count: 10), .init(["down", "link"], count: 1)])
        #expect(counts.words == ["down", "link", "is"])
        func count(_ one: String, _ other: String) throws -> Double {
            let word = try #require(counts.words.firstIndex(of: one)), context = try #require(counts.words.firstIndex(of: other))
            return counts.pairs.first { $0.word == word && $0.context == context }?.count ?? 0
        }
        #expect(try count("link", "down") == 10 / 2 + 1)
        #expect(try count("down", "link") == 6)
        #expect(try count("link", "is") == 10)
        #expect(try count("is", "is") == 0)
    }

    /// Templates of two vendors with words of their own that stand in the same places.
    static let sentences: [Cooccurrences.Sentence] = (0..<1_200).map { number in
        let port = ["port", "interface"][number % 2], state = ["down", "up", "offline", "online"][number / 2 % 4]
        return .init([port, "state", "changed", "to", state, "w\(number % 600)", "v\(number % 90)"], count: Double(1 + number % 7))
    }

    @Test func `vectors are the same for any number of threads, and others for another seed`() throws {
        let counts = Cooccurrences(Self.sentences)
        #expect(BlockedDescent.blocks(words: counts.words.count) > 1, "several blocks, or threads would have nothing to do")
        let glove = GloVe.Configuration(dimension: 12, iterations: 3), skipGram = SkipGram.Configuration(dimension: 12, iterations: 3)
        let one = try GloVe.train(counts, configuration: glove, seed: 4, threads: 1)
        #expect(try GloVe.train(counts, configuration: glove, seed: 4, threads: 3) == one)
        #expect(try GloVe.train(counts, configuration: glove, seed: 5, threads: 1) != one)
        let other = try SkipGram.train(counts, configuration: skipGram, seed: 4, threads: 1)
        #expect(try SkipGram.train(counts, configuration: skipGram, seed: 4, threads: 4) == other)
    }

    @Test func `words that stand among the same words become like each other`() throws {
        var sentences: [Cooccurrences.Sentence] = []
        for number in 0..<60 {
            let half = number / 2 % 2
            if number % 2 == 0 {
                let state = number / 4 % 2 == 0 ? "up" : "down"
                sentences.append(.init([half == 0 ? "port" : "interface", "changed", "state", "to", state], count: 20))
            } else {
                sentences.append(.init(["user", half == 0 ? "admin" : "root", "executed", "command", "show"], count: 20))
            }
        }
        let counts = Cooccurrences(sentences)
        for vectors in [
            try GloVe.train(counts, configuration: .init(dimension: 10, iterations: 200)),
            try SkipGram.train(counts, configuration: .init(dimension: 10, iterations: 200)),
        ] {
            let near = try #require(vectors.similarity("port", "interface")), far = try #require(vectors.similarity("port", "admin"))
            #expect(near > far + 0.2, "\(near) and \(far)")
        }
    }

    @Test func `template vectors are means, unseen words are zero and counted`() throws {
        let vectors = WordVectors(words: ["link", "down"], vectors: [[1, 0], [0, 2]], width: 2)
        let words = TemplateWords([
            LogTemplate(id: TemplateID(rawValue: 1), text: "link <*> down", count: 3),
            LogTemplate(id: TemplateID(rawValue: 2), text: "link flux", count: 1),
            LogTemplate(id: TemplateID(rawValue: 3), text: "flux", count: 1),
        ])
        #expect(words.vector(of: TemplateID(rawValue: 1), in: vectors) == [0.5, 1])
        #expect(words.vector(of: TemplateID(rawValue: 2), in: vectors) == [0.5, 0])
        #expect(words.vector(of: TemplateID(rawValue: 3), in: vectors) == nil)
        #expect(words.unseen(in: vectors) == (1, 3))
    }

    @Test func `spread vectors differ as much in every direction`() {
        var source = RandomSource(seed: 3)
        // A large common part, one wide and one narrow direction.
        let rows = (0..<200).map { _ -> [Float] in
            let wide = Float(source.uniform() * 3.46), narrow = Float(source.uniform()) / 6
            return [5 + wide + narrow, 5 + wide - narrow, 5]
        }
        let spread = WordVectors(words: (0..<200).map { "w\($0)" }, vectors: rows, width: 3).spread()
        let found = (0..<200).map { spread["w\($0)"].map(Array.init) ?? [] }
        let deviations = (0..<3).map { column in (found.reduce(0) { $0 + $1[column] * $1[column] } / 200).squareRoot() }.sorted()
        #expect(deviations[0] < 0.05 && deviations[1] > 0.9 && deviations[2] < 1.1, "\(deviations)")
        #expect(WordVectors(words: ["alone"], vectors: [[1, 2]], width: 2).spread()["alone"].map(Array.init) == [1, 2])
    }

    @Test func `rare words of both systems decide what a template is like`() throws {
        let vectors = WordVectors(
            words: ["link", "is", "vendor", "down"], vectors: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], width: 4)
        let words = TemplateWords([
            LogTemplate(id: TemplateID(rawValue: 1), text: "link is down vendor", count: 1),
            LogTemplate(id: TemplateID(rawValue: 2), text: "fan is", count: 1),
            LogTemplate(id: TemplateID(rawValue: 3), text: "is", count: 1),
        ])
        let weights = words.weights(common: ["link", "is", "down"])
        let vector = try #require(words.vector(of: TemplateID(rawValue: 1), in: vectors, weights: weights))
        #expect(vector[0] == vector[3] && vector[0] > 3 * vector[2] && vector[2] > 0 && vector[1] == 0)
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 4) < 1e-4)
        // All of its words are everywhere: the plain mean is left.
        #expect(words.vector(of: TemplateID(rawValue: 3), in: vectors, weights: weights) == [0, 1, 0, 0])
    }
}
