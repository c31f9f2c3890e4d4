import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Methods on counts beside scikit-learn and loglizer's algorithms, on the same rows (`Tools/reference/counts.py`).
@Suite struct CountReferenceTests {
    private struct Reference: Decodable {
        struct Equation: Decodable, Hashable {
            var columns: [Int]
            var coefficients: [Int]
        }
        var counts: [[Int]]
        var labels: [Int]
        var training: Int
        var logisticRegression: [Double]
        var linearRegression: [Double]
        var svm: [Double]
        var decisionTree: [Int]
        var isolationForest: [Double]
        var isolationForestAgain: [Double]
        var pca: [Double]
        var pcaFlagged: [Int]
        var invariantDimension: Int
        var invariants: [Equation]
        var logCluster: [Double]

        var sessions: [EventSequence] { counts.map { CountReferenceTests.session($0) } }
        var examples: LabelledSessions {
            LabelledSessions(sessions: Array(sessions[..<training]), labels: labels[..<training].map { $0 == 1 })
        }
        var test: [EventSequence] { Array(sessions[training...]) }
    }

    private static func session(_ counts: [Int]) -> EventSequence {
        LawSessions.session(counts.enumerated().flatMap { [UInt32](repeating: UInt32($0 + 1), count: $1) })
    }

    private let reference: Reference

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/counts.json").standardized
        reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    private func agreement(_ left: [Bool], _ right: [Bool]) -> Double {
        Double(zip(left, right).count { $0 == $1 }) / Double(left.count)
    }

    /// Spearman's correlation, ties at their mean rank.
    private func rankCorrelation(_ left: [Double], _ right: [Double]) -> Double {
        func ranks(_ values: [Double]) -> [Double] {
            values.map { value in Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2 }
        }
        let (first, second) = (ranks(left), ranks(right)), middle = Double(left.count - 1) / 2
        var sums = (product: 0.0, first: 0.0, second: 0.0)
        for (one, other) in zip(first, second) {
            sums.product += (one - middle) * (other - middle)
            sums.first += (one - middle) * (one - middle)
            sums.second += (other - middle) * (other - middle)
        }
        return sums.product / (sums.first * sums.second).squareRoot()
    }

    @Test func `logistic regression, least squares and the support vector machine find scikit-learn's solutions`() throws {
        let examples = reference.examples, test = reference.test
        let logistic = try LabelledCountMethod<LogisticRegression>(seed: 1).fit(on: examples).scores(of: test)
        #expect(zip(logistic, reference.logisticRegression).allSatisfy { abs($0 - $1) < 1e-4 })
        let linear = try LabelledCountMethod<LinearRegression>(seed: 1).fit(on: examples).scores(of: test)
        #expect(zip(linear, reference.linearRegression).allSatisfy { abs($0 - max(0, $1)) < 1e-5 })
        let svm = try LabelledCountMethod<LinearSVM>(seed: 1).fit(on: examples).scores(of: test)
        let distances = svm.map { log($0 / (1 - $0)) }
        #expect(zip(distances, reference.svm).allSatisfy { abs($0 - $1) < 0.01 * max(1, abs($1)) })
        #expect(agreement(svm.map { $0 > 0.5 }, reference.svm.map { $0 > 0 }) >= 0.99)
    }

    @Test func `the decision tree decides as scikit-learn's, up to splits that are equally good`() throws {
        let tree = try LabelledCountMethod<DecisionTree>(seed: 1).fit(on: reference.examples)
        let flagged = tree.verdicts(for: reference.test).map(\.isAnomalous)
        #expect(agreement(flagged, reference.decisionTree.map { $0 == 1 }) >= 0.98)
        // What it was shown it knows.
        let known = tree.verdicts(for: reference.examples.sessions).map(\.isAnomalous)
        #expect(agreement(known, reference.examples.labels) >= 0.99)
    }

    @Test func `isolation forests rank as scikit-learn's do, as much as those agree among themselves`() throws {
        var method = CountMethod<IsolationForest>(seed: 1)
        method.configuration.trees = 400
        let scores = try method.fit(on: reference.examples.sessions, seed: 1).scores(of: reference.test)
        let among = rankCorrelation(reference.isolationForest, reference.isolationForestAgain)
        #expect(among > 0.98)
        #expect(rankCorrelation(scores, reference.isolationForest) > 0.98)
    }

    @Test func `principal components give the same errors and the same alarms`() throws {
        let detector = try PCAMethod(.init(variance: 0.7)).fit(on: reference.examples.normal)
        let scores = detector.scores(of: reference.test)
        #expect(zip(scores, reference.pca).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $1) })
        #expect(scores.map { detector.threshold.flags($0) } == reference.pcaFlagged.map { $0 == 1 })
    }

    @Test func `the same invariants are mined`() throws {
        var method = CountMethod<InvariantMining>(seed: 1)
        method.configuration.longest = 3
        let model = try method.fit(on: reference.examples.normal).model
        #expect(model.dimension == reference.invariantDimension && !model.invariants.isEmpty)
        let found = model.invariants.map {
            Reference.Equation(columns: $0.columns.map(Int.init), coefficients: $0.coefficients.map(Int.init))
        }
        func normalised(_ equation: Reference.Equation) -> Reference.Equation {
            let sign = equation.coefficients[0] < 0 ? -1 : 1
            return .init(columns: equation.columns, coefficients: equation.coefficients.map { $0 * sign })
        }
        #expect(Set(found.map(normalised)) == Set(reference.invariants.map(normalised)))
    }

    @Test func `LogCluster's knowledge base is as far from every session`() throws {
        var method = CountMethod<LogCluster>(seed: 1)
        method.configuration.bootstrap = 100
        method.configuration.distance = 0.1
        let scores = try method.fit(on: reference.examples.normal).scores(of: reference.test)
        #expect(agreement(scores.map { $0 > 0.1 }, reference.logCluster.map { $0 > 0.1 }) >= 0.99)
        // Copies of a row join together here and one after the other there, so centres differ a little.
        #expect(rankCorrelation(scores, reference.logCluster) > 0.97)
    }
}
