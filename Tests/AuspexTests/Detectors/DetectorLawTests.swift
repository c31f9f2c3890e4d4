import Auspex
import Foundation
import TestSupport
import Testing

/// Every detector of sessions, in one place. A conformer that is missing here fails a test below.
private let cases: [DetectorCase] = [
    DetectorCase("NewTemplateRule", fault: LawSessions.unknownTemplate) { _ in .init(try NewTemplateRule.fit(on: LawSessions.normal)) },
    DetectorCase("SessionLengthRule", fault: LawSessions.tooMany) { _ in .init(try SessionLengthRule.fit(on: LawSessions.normal)) },
    DetectorCase("CountVectorRule", fault: LawSessions.tooMany) { _ in .init(try CountVectorRule.fit(on: LawSessions.normal)) },
    DetectorCase("BigramRule", fault: LawSessions.wrongOrder) { _ in .init(try BigramRule.fit(on: LawSessions.normal)) },
    DetectorCase("FrequentKeysRule", fault: LawSessions.unknownTemplate) { _ in .init(try FrequentKeysRule.fit(on: LawSessions.normal)) },
    DetectorCase("RuleDetector", fault: LawSessions.tooMany) {
        .init(try RuleDetector<CountVectorRule>.fit(on: LawSessions.normal, configuration: .init(weighting: .idf), seed: $0))
    },
    DetectorCase("TopCandidates", fault: LawSessions.wrongOrder) { seed in
        topCandidates(try TopCandidates.fit(on: LawSessions.normal, label: "ngram", seed: seed) { try NGramModel.fit(on: $0) })
    },
    DetectorCase("Ensemble", fault: LawSessions.wrongOrder) { seed in
        ensemble(try Ensemble.fit(on: LawSessions.normal, label: "ngram", seed: seed) { try NGramModel.fit(on: $0) })
    },
]

private func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

private func ngram(_ model: any NextEventModel) throws -> NGramModel { try copy(try #require(model as? NGramModel)) }

private func topCandidates(_ detector: TopCandidates) -> DetectorCase.Subject {
    DetectorCase.Subject(detector) { topCandidates(TopCandidates(model: try ngram(detector.model), state: try copy(detector.state))) }
}

private func ensemble(_ detector: Ensemble) -> DetectorCase.Subject {
    DetectorCase.Subject(detector) { ensemble(Ensemble(model: try ngram(detector.model), state: try copy(detector.state))) }
}

@Suite struct DetectorLawTests {
    @Test(arguments: cases) func `every detector of sessions keeps the laws`(detector: DetectorCase) throws {
        try checkDetector(detector)
    }

    @Test func `no detector is missing from the list`() throws {
        let detectors = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/Auspex/Detectors")
            .standardized
        let files = try #require(FileManager.default.enumerator(at: detectors, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.contains("struct ") {
                guard let match = line.firstMatch(of: /struct (\w+)(<[^>]*>)?: [^{]*\b(SequenceRule|SessionDetector|AnomalyDetector)\b/)
                else { continue }
                found.insert(String(match.1))
            }
        }
        #expect(found.count >= 8, "the search finds the known conformers")
        #expect(found.subtracting(cases.map(\.name)).isEmpty, "add these detectors to the list above")
    }
}
