import TestSupport
import Testing

@testable import Auspex

/// What methods on counts say, and what they do with data that is hardly any.
@Suite struct CountMethodTests {
    private static func session(_ counts: [Int], isComplete: Bool = true) -> EventSequence {
        LawSessions.session(counts.enumerated().flatMap { [UInt32](repeating: UInt32($0 + 1), count: $1) }, isComplete: isComplete)
    }

    private static let unlabelled: [any DetectionMethod.Type] = [
        PCAMethod.self, CountMethod<IsolationForest>.self, CountMethod<InvariantMining>.self, CountMethod<LogCluster>.self,
    ]
    private static let labelled: [any SupervisedMethod.Type] = [
        LabelledCountMethod<NearestNeighbours>.self, LabelledCountMethod<DecisionTree>.self, LabelledCountMethod<RandomForest>.self,
        LabelledCountMethod<LogisticRegression>.self, LabelledCountMethod<LinearSVM>.self, LabelledCountMethod<LinearRegression>.self,
    ]

    private func check(_ detector: any FittedMethod, _ name: String) {
        let probe = [[1, 1, 1], [0, 0, 0], [9, 0, 4], [1, 0, 0, 7]].map { Self.session($0) } + [LawSessions.session([77, 1])]
        let verdicts = detector.verdicts(for: probe)
        #expect(verdicts.allSatisfy { $0.score.isFinite && $0.score >= 0 }, "\(name)")
        #expect(verdicts.allSatisfy { $0.isAnomalous != $0.findings.isEmpty }, "\(name)")
    }

    @Test(arguments: [
        [[1, 1, 1]],  // one session
        [[Int]](repeating: [1, 2, 3], count: 30),  // duplicates only
        (0..<30).map { [1, $0 % 3, 2] },  // constant columns
        [(0..<60).map { $0 % 2 }, (0..<60).map { ($0 + 1) % 2 }],  // more templates than sessions
    ])
    func `degenerate sessions are learnt from without labels`(_ counts: [[Int]]) throws {
        for type in Self.unlabelled {
            check(try type.init(seed: 1).fit(on: counts.map { Self.session($0) }, context: FittingContext()) { _ in }, type.name)
        }
    }

    @Test(arguments: [
        ([[1, 2], [1, 2]], [[1, 2], [1, 2]]),  // the same rows with both labels
        ([[1, 1, 1], [1, 1, 1]], [[1, 1, 2], [1, 1, 2]]),  // one row of each kind
        ([[1, 1], [2, 1]], [(0..<60).map { $0 % 2 }, (0..<60).map { $0 % 3 }]),  // more templates than sessions
    ])
    func `degenerate labelled sessions are learnt from`(_ normal: [[Int]], _ anomalous: [[Int]]) throws {
        let examples = LabelledSessions(normal: normal.map { Self.session($0) }, abnormal: anomalous.map { Self.session($0) })
        for type in Self.labelled {
            check(try type.init(seed: 1).fit(on: examples, context: FittingContext()) { _ in }, type.name)
        }
    }

    @Test func `lines that match no template may teach`() throws {
        let none = TemplateID.none.rawValue
        let normal = (0..<30).map { LawSessions.session([1, 2, 2, UInt32(1 + $0 % 3)]) }
        let anomalous = (0..<30).map { LawSessions.session($0 % 2 == 0 ? [1, none, none, 2] : [1, 3, none]) }
        let labels = normal.map { _ in false } + anomalous.map { _ in true }
        for type in Self.labelled {
            let detector = try type.init(seed: 1).fit(
                on: LabelledSessions(sessions: normal + anomalous, labels: labels), context: FittingContext()
            ) { _ in }
            check(detector, type.name)
        }
        for type in Self.unlabelled {
            check(try type.init(seed: 1).fit(on: normal + anomalous, context: FittingContext()) { _ in }, type.name)
        }
    }

    @Test func `labels of one kind are refused, and so are sessions without an event`() {
        let sessions = [EventSequence](repeating: Self.session([1, 2]), count: 5)
        for type in Self.labelled {
            for label in [true, false] {
                let examples = LabelledSessions(sessions: sessions, labels: [Bool](repeating: label, count: 5))
                #expect(throws: InputError.self) { try type.init(seed: 1).fit(on: examples, context: FittingContext()) { _ in } }
            }
        }
        for type in Self.unlabelled {
            #expect(throws: InputError.self) {
                try type.init(seed: 1).fit(on: [LawSessions.session([])], context: FittingContext()) { _ in }
            }
        }
    }

    @Test func `a violated equation is told with its counts`() throws {
        // As many closed as opened, and twice as many written.
        let normal = (0..<50).map { Self.session([1 + $0 % 4, 2 * (1 + $0 % 4), 1 + $0 % 4, $0 % 7]) }
        let detector = try CountMethod<InvariantMining>(seed: 1).fit(on: normal)
        #expect(detector.model.dimension == 2 && detector.model.invariants.count == 2)
        let verdict = detector.verdicts(for: [Self.session([3, 6, 2, 1])])[0]
        #expect(verdict.isAnomalous && verdict.score == 1 && verdict.findings.map(\.reason) == [.unusualCount])
        guard case .invariant(let terms, let value, let support) = try #require(verdict.findings.first).detail else {
            Issue.record("\(verdict.findings)")
            return
        }
        #expect(Set(terms.map(\.template.rawValue)) == [1, 3] && Set(terms.map(\.seen)) == [3, 2] && abs(value) == 1 && support == 1)
    }

    @Test func `the search for equations ends at its bound`() throws {
        var source = RandomSource(seed: 3)
        let rows = (0..<200).map { _ in Self.session((0..<20).map { _ in Int(source.next() % 3) }) }
        var method = CountMethod<InvariantMining>(seed: 1)
        method.configuration.candidateLimit = 100
        method.configuration.tolerance = 100
        let model = try method.fit(on: rows).model
        #expect(model.dimension == 20 && model.invariants.isEmpty)
    }

    @Test func `a tree tells the rule that holds`() throws {
        let normal = (0..<20).map { Self.session([1, $0 % 3]) }, anomalous = (0..<20).map { Self.session([1, 5 + $0 % 3]) }
        let tree = try LabelledCountMethod<DecisionTree>(seed: 1).fit(on: LabelledSessions(normal: normal, abnormal: anomalous))
        let finding = try #require(tree.verdicts(for: [Self.session([1, 9])])[0].findings.first)
        let rule = Finding.CountInterval(template: TemplateID(rawValue: 2), seen: 9, lower: 4, upper: nil)
        #expect(finding.detail == .rule([rule], probability: 1))
        #expect(!tree.verdicts(for: [Self.session([1, 3])])[0].isAnomalous)
    }

    @Test func `the nearest vector found by the number of events is the nearest of all`() throws {
        var source = RandomSource(seed: 5)
        func rows(_ count: Int, _ top: UInt64) -> [[Int]] { (0..<count).map { _ in (0..<6).map { _ in Int(source.next() % top) } } }
        let normal = rows(150, 4), anomalous = rows(60, 6), probe = rows(100, 6)
        let examples = LabelledSessions(normal: normal.map { Self.session($0) }, abnormal: anomalous.map { Self.session($0) })
        let detector = try LabelledCountMethod<NearestNeighbours>(seed: 1).fit(on: examples)
        let plain = NearestNeighbour(examples).flagged(probe.map { Self.session($0) })
        #expect(detector.verdicts(for: probe.map { Self.session($0) }).map(\.isAnomalous) == plain)
        #expect(plain.contains(true) && plain.contains(false))
    }

    @Test func `LogCluster joins what is near and learns what it is told`() throws {
        let vectors: [[Double]] = [[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0.1], [0, 0, 1]]
        #expect(LogCluster.completeLinkage(vectors, 0.3) == [[0, 1], [2, 3], [4]])
        #expect(LogCluster.completeLinkage(vectors, 1) == [[0, 1, 2, 3, 4]])
        #expect(LogCluster.completeLinkage([], 0.3).isEmpty)
        let detector = try CountMethod<LogCluster>(seed: 1).fit(
            on: (0..<40).map { Self.session($0 % 2 == 0 ? [1, 1, 0, 0] : [0, 0, 1, 1]) })
        #expect(detector.model.clusters.map(\.size) == [20, 20])
        let odd = Self.session([1, 0, 0, 1])
        #expect(detector.verdicts(for: [odd])[0].isAnomalous)
        var source = RandomSource(seed: 1)
        var other = source
        let none = NormalWindows([], window: 1, limit: 1, using: &other)
        let told = detector.learning(
            odd, Objections(), replay: { none }, settings: .init(), using: &source)
        #expect(!told.whole.verdicts(for: [odd])[0].isAnomalous && told.changesOthers)
    }

    @Test func `a stored model whose parts do not fit is refused`() throws {
        var components = BundleComponents()
        try LabelledCountMethod<DecisionTree>(seed: 1).fit(on: LawSessions.labelled).add(to: &components)
        let text = String(decoding: try #require(components.files["decision-tree.json"]), as: UTF8.self)
        for (part, damaged) in [("\"width\":6", "\"width\":7"), ("\"child\":[1,", "\"child\":[0,"), ("\"column\":[", "\"column\":[99,")] {
            #expect(text.contains(part), "\(part)")
            var files = components.files
            files["decision-tree.json"] = Array(text.replacing(part, with: damaged).utf8)
            #expect(throws: InputError.self, "\(part)") {
                try LabelledCountMethod<DecisionTree>.restore(from: BundleComponents(files: files, listed: nil))
            }
        }
    }

    @Test func `a quantile of copies is that of the values written out`() {
        #expect(WeightedQuantile.value(of: [3, 1, 2], weights: [1, 2, 1], share: 0.5) == 1.5)
        #expect(WeightedQuantile.value(of: [3, 1, 2], weights: [1, 2, 1], share: 1) == 3)
        #expect(WeightedQuantile.value(of: [5], weights: [9], share: 0.97) == 5)
    }
}
