import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct PCATests {
    /// The counts of `Tools/reference/pca.py`.
    private static let counts: [[Int]] = [
        [1, 1, 0, 0], [2, 1, 1, 0], [0, 1, 2, 1], [1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 1, 1], [2, 2, 2, 0], [1, 1, 0, 2],
    ]

    private static func session(_ counts: [Int], isComplete: Bool = true) -> EventSequence {
        let events = counts.enumerated().flatMap { [UInt32](repeating: UInt32($0 + 1), count: $1) }
        return LawSessions.session(events, isComplete: isComplete)
    }

    private static let sessions = counts.map { session($0) }

    @Test func `errors and bound are those of the reference`() throws {
        // Made by Tools/reference/pca.py with numpy 2.4.6.
        let references: [(PCA.Configuration, errors: [Double], bound: Double)] = [
            (
                .init(variance: 0.7),
                [0.113055125, 0.000262729839, 0.00846842009, 0.00152608749, 0.0722672361, 0.0368075557, 0.013464789, 0.0666188981],
                0.493391031
            ),
            (
                .init(weighting: .plain, variance: 0.6),
                [0.910551986, 0.106192953, 0.479137678, 0.503184983, 0.117250173, 0.237111068, 0.33325661, 0.65241068], 3.29780773
            ),
        ]
        for (configuration, errors, bound) in references {
            let detector = try PCAMethod(configuration).fit(on: Self.sessions)
            #expect(detector.space.componentCount == 2)
            #expect(abs(detector.threshold.value - bound) < 1e-6 * bound)
            for (score, error) in zip(detector.scores(of: Self.sessions), errors) {
                #expect(abs(score - error) < 1e-6, "\(configuration.weighting): \(score) instead of \(error)")
            }
            // Copies weigh as much as sessions that differ.
            let twice = try PCAMethod(configuration).fit(on: Self.sessions + Self.sessions)
            #expect(abs(twice.threshold.value - bound) < 1e-6 * bound)
        }
    }

    @Test func `the counts that carry the residual are told, and where the normal space would have them`() throws {
        // Every first event has a second and a third; fourths come as they like.
        let normal = (0..<60).map { Self.session([1 + $0 % 3, 1 + $0 % 3, 1 + $0 % 3, $0 % 5]) }
        let detector = try PCAMethod(.init(weighting: .plain)).fit(on: normal)
        #expect(detector.verdicts(for: normal).allSatisfy { !$0.isAnomalous })
        let verdict = detector.verdicts(for: [Self.session([2, 2, 9, 1])])[0]
        let finding = try #require(verdict.findings.first)
        #expect(verdict.isAnomalous && finding.reason == .unusualCount && finding.event == nil && finding.detector == "pca")
        guard case .residual(let differences) = finding.detail else {
            Issue.record("\(finding.detail)")
            return
        }
        #expect(differences[0].template == TemplateID(rawValue: 3) && differences[0].seen == 9 && differences[0].usual < 9)
        let unknown = detector.verdicts(for: [LawSessions.session([1, 2, 3, 99])])[0]
        #expect(unknown.isAnomalous && unknown.findings.map(\.reason) == [.newTemplate] && unknown.findings[0].event == 3)
    }

    @Test func `where no variance is left the bound is that of rounding, and any other count exceeds it`() throws {
        let same = [EventSequence](repeating: Self.session([1, 2, 3, 1]), count: 20)
        let detector = try PCAMethod(.init(weighting: .plain)).fit(on: same)
        #expect(detector.threshold.value > 0 && detector.threshold.value < 1e-6)
        #expect(!detector.verdicts(for: [same[0]])[0].isAnomalous && detector.verdicts(for: [Self.session([1, 2, 4, 1])])[0].isAnomalous)
        // Weighted, a template of every session weighs nothing.
        #expect(try !PCAMethod().fit(on: same).verdicts(for: [Self.session([1, 2, 4, 1])])[0].isAnomalous)
    }

    @Test func `parts and cut-off sessions are judged for new templates only, unless all were cut off`() throws {
        let detector = try PCAMethod(.init(weighting: .plain)).fit(on: Self.sessions)
        #expect(detector.scores(of: [Self.session([0, 0, 0, 9], isComplete: false)]) == [0])
        #expect(detector.verdicts(for: [LawSessions.session([1, 77], isComplete: false)])[0].findings.map(\.reason) == [.newTemplate])
        let windows = try PCAMethod(.init(weighting: .plain, variance: 0.6))
            .fit(on: Self.counts.map { Self.session($0, isComplete: false) })
        #expect(windows.verdicts(for: [Self.session([0, 0, 0, 30], isComplete: false)])[0].isAnomalous)
    }

    @Test func `templates beyond the limit are known and not counted`() throws {
        let detector = try PCAMethod(.init(weighting: .plain, templateLimit: 2)).fit(on: Self.sessions)
        #expect(detector.space.columns.templates.count == 2 && detector.space.known.templates.count == 4)
        #expect(detector.verdicts(for: [LawSessions.session([4])])[0].findings.allSatisfy { $0.reason != .newTemplate })
    }

    @Test func `the Q-statistic has a value where its formula has one`() {
        #expect(PCASpace.qStatistic([0.5], quantile: 3.2905, scale: 1) != nil)
        #expect(PCASpace.qStatistic([], quantile: 3.2905, scale: 4) == 4e-6)
        // Many tiny eigenvalues beside one: h0 is negative.
        let skewed = [1.0] + [Double](repeating: 0.01, count: 400)
        #expect(PCASpace.qStatistic(skewed, quantile: 3.2905, scale: 10) == nil)
    }

    @Test func `impossible settings and damaged parts are refused`() throws {
        for wrong: PCA.Configuration in [
            .init(variance: 1.5), .init(variance: .nan), .init(quantile: -1), .init(templateLimit: 0), .init(templateLimit: 100_000),
        ] {
            #expect(throws: InputError.self) { try PCAMethod(wrong).fit(on: Self.sessions) }
        }
        #expect(throws: InputError.self) { try PCAMethod().fit(on: []) }
        var components = BundleComponents()
        try PCAMethod().fit(on: Self.sessions).add(to: &components)
        let text = String(decoding: try #require(components.files["pca.json"]), as: UTF8.self)
        for (part, damaged) in [("\"mean\":[", "\"mean\":[1,"), ("\"columns\":[1,", "\"columns\":[9,"), ("\"value\":", "\"value\":-")] {
            #expect(text.contains(part))
            var files = components.files
            files["pca.json"] = Array(text.replacingOccurrences(of: part, with: damaged).utf8)
            #expect(throws: InputError.self, "\(part)") { try BundleComponents(files: files, listed: nil).read(PCA.self) }
        }
    }
}
