import Foundation
import Neural
import Testing

@testable import Auspex

@Suite struct KeyModelTrainingTests {
    static func session(_ events: [UInt32]) -> EventSequence {
        EventSequence(id: "s", events: events.map { TemplateID(rawValue: $0) }, isComplete: true)
    }

    /// Two jobs whose steps mix: what comes next depends on what came of each before, which counts of whole histories see late.
    static func mixed(_ count: Int, seed: UInt64) -> [EventSequence] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            var one: [UInt32] = [1, 2, 3, 4, 5], other: [UInt32] = [11, 12, 13, 14, 15], events: [UInt32] = []
            while !one.isEmpty || !other.isEmpty {
                let takesOne = other.isEmpty || (!one.isEmpty && random.next().isMultiple(of: 2))
                events.append(takesOne ? one.removeFirst() : other.removeFirst())
            }
            return session(events)
        }
    }

    static let small = KeyModel.Configuration(
        window: 6, layers: 1, units: 16, steps: 2_000, epochs: 1, batchContexts: 32, groupContexts: 2, learningRate: 0.02, beta2: 0.99,
        patience: 3)

    @Test func `training ends when sessions put aside are foretold no better, long before its last step`() throws {
        let model = try KeyModel.train(on: Self.mixed(60, seed: 1), heldOut: Self.mixed(30, seed: 2), configuration: Self.small)
        let loss = try #require(model.training.heldOutLoss)
        #expect(model.training.steps < 1_500 && model.training.steps > 40)
        #expect(loss < 0.8 * log(11.0))
        #expect(abs(model.meanLoss(on: Self.mixed(30, seed: 2)) - loss) < 1e-4)
    }

    @Test func `without sessions put aside the loss on what is learnt from decides`() throws {
        let model = try KeyModel.train(on: Self.mixed(10, seed: 1), configuration: Self.small)
        #expect(model.training.steps < 2_000)
        #expect(model.training.losses.last! < model.training.lossFloor + 0.3)
    }

    @Test func `without patience every step is made`() throws {
        var configuration = Self.small
        (configuration.patience, configuration.steps) = (0, 70)
        let model = try KeyModel.train(on: Self.mixed(30, seed: 1), heldOut: Self.mixed(10, seed: 2), configuration: configuration)
        #expect((70...80).contains(model.training.steps) && model.training.heldOutLoss == nil)
    }

    @Test(arguments: [1, 3]) func `folds and the model of everything do not depend on threads`(threads: Int) throws {
        let sessions = Self.mixed(60, seed: 4)
        let folds = CrossFit(sessions, folds: 3, seed: 1).folds
        func train(_ threads: Int) throws -> [KeyModel] {
            let training = KeyModelSets(sets: folds.map(\.training) + [sessions], configuration: Self.small, threads: threads)
            let trial = try training.trial { _ in }
            #expect(Set(training.heldOut.map(\.events)) == Set(folds[0].heldOut.map(\.events)))
            return try training.models(after: trial) { _ in }
        }
        let models = try train(threads)
        #expect(models.map(\.network) == (try train(1)).map(\.network))
        #expect(models.count == 4)
        // The model of everything goes on from the first fold's: it makes few steps of its own, and knows what that fold held out.
        #expect(models[3].training.steps < models[0].training.steps)
        #expect(models[3].meanLoss(on: folds[0].heldOut) < models[0].meanLoss(on: folds[0].heldOut))
        #expect(models[1].training.steps == models[0].training.steps)
    }

    @Test func `templates the first fold has not seen are learnt by the model of everything`() throws {
        let rare = (0..<6).map { Self.session([1, 2, 99, UInt32(50 + $0)]) }, sessions = Self.mixed(30, seed: 5) + rare
        let training = KeyModelSets(sets: [Self.mixed(30, seed: 5), sessions], configuration: Self.small)
        let models = try training.models(after: training.trial { _ in }) { _ in }
        #expect(models[0].vocabulary.count == 10 && models[1].vocabulary.count == 17)
        let predictions = models[1].predictions(for: [rare[0]])[0]
        #expect(predictions[2].rank <= 3)
    }

    @Test func `a learning rate that is far too large ends with one line`() throws {
        var configuration = Self.small
        (configuration.learningRate, configuration.finalRate) = (10, 1)
        (configuration.layers, configuration.clip, configuration.patience, configuration.steps) = (2, 1e9, 0, 200)
        var error: InputError?
        do {
            _ = try KeyModel.train(on: Self.mixed(40, seed: 1), configuration: configuration)
        } catch let failure as InputError {
            error = failure
        }
        let text = try #require(error).description
        #expect(text.contains("training diverged") && text.contains("smaller learningRate") && !text.contains("\n"))
    }

    @Test func `a network that knows no more than how often each event occurs, where the event before tells much, is refused`() throws {
        var configuration = Self.small
        (configuration.learningRate, configuration.finalRate) = (1e-8, 1)
        (configuration.steps, configuration.patience) = (150, 0)
        let ordered = (0..<40).map { Self.session([1, 2, 3, 4, 5, 6, 7, 8 + UInt32($0 % 2)]) }
        var problem = ""
        do { _ = try KeyModel.train(on: ordered, configuration: configuration) } catch { problem = "\(error)" }
        #expect(problem.contains("training learnt nothing") && problem.contains("another learningRate"), "\(problem)")
        // Where the order tells nothing there is nothing to learn, and that is no mistake.
        (configuration.learningRate, configuration.finalRate) = (0.001, 1)
        var random = RandomSource(seed: 3)
        let unordered = (0..<60).map { _ in Self.session((0..<10).map { _ in UInt32(1 + random.next() % 5) }) }
        _ = try KeyModel.train(on: unordered, configuration: configuration)
    }

    @Test func `configurations of earlier versions mean a fixed number of steps`() throws {
        var fields = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(KeyModel.Configuration())) as? [String: Any])
        for name in ["beta2", "patience", "measureEvery", "leastImprovement", "coolDown"] { fields[name] = nil }
        let read = try JSONDecoder().decode(KeyModel.Configuration.self, from: JSONSerialization.data(withJSONObject: fields))
        #expect(read.patience == 0 && read.beta2 == 0.999 && read.steps == 2_400)
        #expect(try JSONDecoder().decode(KeyModel.Configuration.self, from: JSONEncoder().encode(Self.small)) == Self.small)
    }

    @Test func `an LSTM is kept where it foretells new orders better than counts do`() throws {
        let sessions = Self.mixed(80, seed: 6), new = Self.mixed(60, seed: 7)
        let network = try KeyModel.train(on: sessions, heldOut: new, configuration: Self.small)
        let choice = NextEventChoice(counts: try NGramModel.fit(on: sessions), network: network, on: new)
        #expect(choice.usesNetwork && choice.gain > 2 * choice.error && choice.networkLoss < choice.countLoss && choice.sessions == 60)
    }

    @Test func `a tie is the counts', and so is what cannot be told from chance`() throws {
        let sessions = Self.mixed(60, seed: 6), counts = try NGramModel.fit(on: sessions)
        let tie = NextEventChoice(counts: counts, network: counts, on: Self.mixed(60, seed: 7))
        #expect(!tie.usesNetwork && tie.gain == 0 && tie.countLoss == tie.networkLoss)
        let network = try KeyModel.train(on: sessions, configuration: Self.small)
        #expect(!NextEventChoice(counts: counts, network: network, on: Array(Self.mixed(7, seed: 7))).usesNetwork)
        #expect(!NextEventChoice(counts: counts, network: network, on: []).usesNetwork)
        // An untrained network foretells nothing.
        var untrained = Self.small
        (untrained.steps, untrained.epochs) = (0, 0)
        let worse = NextEventChoice(
            counts: counts, network: try KeyModel.train(on: sessions, configuration: untrained), on: Self.mixed(60, seed: 7))
        #expect(!worse.usesNetwork && worse.gain < 0)
    }
}
