import Auspex
import Foundation
import Neural
import TestSupport
import Testing

@Suite struct KeyModelTests {
    /// Sessions of a small automaton: 1 2 (3 4 | 4 3) 5, sometimes with 6 at the end.
    static let sessions: [EventSequence] = (0..<40).map { index in
        let middle: [UInt32] = index.isMultiple(of: 2) ? [3, 4] : [4, 3]
        return session([1, 2] + middle + (index % 5 == 0 ? [5, 6] : [5]), "s\(index)")
    }

    static func session(_ events: [UInt32], _ id: String = "s", isComplete: Bool = true) -> EventSequence {
        EventSequence(id: id, events: events.map { TemplateID(rawValue: $0) }, isComplete: isComplete)
    }

    static let configuration = KeyModel.Configuration(
        window: 4, layers: 2, units: 12, steps: 150, epochs: 1, batchContexts: 8, groupContexts: 2)
    static let trained = Result { try KeyModel.train(on: sessions, configuration: configuration) }

    @Test func `learns what follows what`() throws {
        let model = try Self.trained.get()
        #expect(model.vocabulary.count == 6)
        #expect(model.training.lossFloor <= model.training.losses.last!)
        #expect(model.training.losses.last! < 0.35 * model.training.losses[0])
        let predictions = model.predictions(for: [Self.session([1, 2, 3, 4, 5])])[0]
        #expect(predictions.count == 6)
        #expect(predictions.allSatisfy { $0.rank <= 2 && $0.probability > 0.1 })
        let candidates = model.candidates(after: [TemplateID(rawValue: 1), TemplateID(rawValue: 2)], limit: 2)
        #expect(Set(candidates.map { $0.template?.rawValue }) == [3, 4])
        #expect(candidates[0].probability >= candidates[1].probability)
        let end = model.candidates(after: [1, 2, 3, 4, 5, 6].map { TemplateID(rawValue: $0) }, limit: 1)
        #expect(end.first?.template == nil && end.count == 1)
        #expect(model.candidates(after: [], limit: 100).count == 7)
        #expect(model.candidates(after: [], limit: 0).isEmpty)
        #expect(abs(model.candidates(after: [], limit: 100).reduce(0) { $0 + $1.probability } - 1) < 1e-5)
    }

    @Test func `unknown events have the last rank and do not disturb others beyond their reach`() throws {
        let model = try Self.trained.get()
        let predictions = model.predictions(for: [Self.session([1, 99, 0, 3, 4, 5]), Self.session([77])])
        #expect(predictions[0][1] == EventPrediction(rank: .max, probability: 0))
        #expect(predictions[0][2] == EventPrediction(rank: .max, probability: 0))
        #expect(predictions[0].enumerated().allSatisfy { [1, 2].contains($0.offset) || $0.element.rank <= 7 })
        #expect(predictions[1].count == 2 && predictions[1][0].rank == .max && predictions[1][1].rank <= 7)
        #expect(model.candidates(after: [TemplateID(rawValue: 99)], limit: 3).allSatisfy { $0.probability.isFinite })
    }

    @Test func `empty, one-event and unfinished sessions are defined`() throws {
        let model = try Self.trained.get()
        let predictions = model.predictions(for: [
            Self.session([]), Self.session([], isComplete: false), Self.session([1], isComplete: false),
        ])
        #expect(predictions.map(\.count) == [1, 0, 1])
        #expect(predictions[2][0].rank == 1)
        #expect(model.predictions(for: []).isEmpty)
    }

    @Test func `a session that stops early has an improbable end`() throws {
        let model = try Self.trained.get()
        let cut = model.predictions(for: [Self.session([1, 2])])[0].last!,
            whole = model.predictions(for: [Self.session([1, 2, 3, 4, 5])])[0].last!
        #expect(cut.rank > whole.rank && cut.probability < 0.1 * whole.probability)
    }

    @Test func `equal seeds give equal weights, other seeds others`() throws {
        var configuration = Self.configuration
        configuration.steps = 12
        let first = try KeyModel.train(on: Self.sessions, configuration: configuration)
        let second = try KeyModel.train(on: Self.sessions, configuration: configuration)
        #expect(first.tensors() == second.tensors() && first.metadata == second.metadata)
        configuration.seed = 2
        #expect(try KeyModel.train(on: Self.sessions, configuration: configuration).tensors() != first.tensors())
    }

    @Test func `scores depend neither on the other sessions in the batch, nor on order or memory`() throws {
        let model = try Self.trained.get()
        var generator = RandomSource(seed: 3)
        let sessions = (0..<60).map { index in
            Self.session((0..<Int(generator.next() % 20)).map { _ in UInt32(1 + generator.next() % 8) }, "r\(index)")
        }
        let together = model.predictions(for: sessions)
        #expect(model.predictions(for: sessions) == together)
        #expect(Array(model.predictions(for: sessions.reversed()).reversed()) == together)
        var small = model.configuration
        small.memoCapacity = 7
        let forgetful = try KeyModel(configuration: small, vocabulary: model.vocabulary, tensors: model.tensors())
        #expect(forgetful.predictions(for: sessions) == together)
        #expect(sessions.map { forgetful.predictions(for: [$0])[0] } == together)
    }

    @Test func `a saved model scores alike`() throws {
        let model = try Self.trained.get()
        let file = Safetensors(tensors: model.tensors()).bytes
        let metadata = try JSONDecoder().decode(KeyModel.Metadata.self, from: JSONEncoder().encode(model.metadata))
        let restored = try KeyModel(metadata: metadata, tensors: Safetensors(bytes: file).tensors)
        #expect(restored.metadata == model.metadata)
        #expect(restored.predictions(for: Self.sessions) == model.predictions(for: Self.sessions))
    }

    @Test func `tensors that do not fit are refused`() throws {
        let model = try Self.trained.get()
        var metadata = model.metadata
        metadata.configuration.units = 4_096
        #expect(throws: InputError.self) { try KeyModel(metadata: metadata, tensors: model.tensors()) }
        metadata.configuration.units = -1
        #expect(throws: InputError.self) { try KeyModel(metadata: metadata, tensors: model.tensors()) }
        metadata = model.metadata
        metadata.vocabulary = TemplateVocabulary([TemplateID(rawValue: 1)])
        #expect(throws: InputError.self) { try KeyModel(metadata: metadata, tensors: model.tensors()) }
        var renamed = model.tensors()
        renamed[0].name = "other"
        #expect(throws: InputError.self) { try KeyModel(metadata: model.metadata, tensors: renamed) }
        #expect(throws: InputError.self) { try KeyModel(metadata: model.metadata, tensors: []) }
    }

    @Test func `nothing to learn, bad configuration and a cancelled training are said`() {
        #expect(throws: InputError.self) { try KeyModel.train(on: []) }
        #expect(throws: InputError.self) { try KeyModel.train(on: [Self.session([0, 0])], configuration: Self.configuration) }
        var full = Self.configuration
        full.windows = .full
        #expect(throws: InputError.self) { try KeyModel.train(on: [Self.session([1, 2, 3])], configuration: full) }
        for change: (inout KeyModel.Configuration) -> Void in [
            { $0.window = 0 }, { $0.units = 0 }, { $0.layers = 0 }, { $0.learningRate = .nan }, { $0.smoothing = 2 },
            { $0.batchContexts = 0 },
        ] {
            var configuration = Self.configuration
            change(&configuration)
            #expect(throws: InputError.self) { try KeyModel.train(on: Self.sessions, configuration: configuration) }
        }
        struct Stop: Error {}
        #expect(throws: Stop.self) { try KeyModel.train(on: Self.sessions, configuration: Self.configuration) { _ in throw Stop() } }
    }

    @Test(.enabled(if: DataSets.available, Comment(rawValue: DataSets.whySkipped)))
    func `the HDFS training file has the windows the field counts`() throws {
        let text = try String(contentsOfFile: DataSets.path("hdfs/sequences_deeplog/train_normal.txt"), encoding: .utf8)
        let sessions = text.split(separator: "\n").map { line in Self.session(line.split(separator: " ").compactMap { UInt32($0) }) }
        let configuration = KeyModel.Configuration(units: 1, windows: .full, steps: 0, epochs: 0)
        let model = try KeyModel.train(on: sessions, configuration: configuration)
        #expect(model.training.windows == 46_575)
        #expect(model.training.contexts == 3_494)
        #expect(model.training.nodes == 12_826)
        #expect(abs(model.training.lossFloor - 0.1681) < 1e-3)
    }
}
