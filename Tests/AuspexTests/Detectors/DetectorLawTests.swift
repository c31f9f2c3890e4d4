import Foundation
import TestSupport
import Testing

@testable import Auspex

@Suite struct DetectorLawTests {
    @Test(arguments: MethodCase.all) func `every method keeps the laws`(_ method: MethodCase) throws {
        try checkMethod(method)
    }

    @Test func `every name is unique and every description says something`() {
        let all = MethodRegistry.all.map { $0.description }
        #expect(Set(all.map(\.name)).count == all.count && all.count >= 8)
        for method in all {
            #expect(method.name.wholeMatch(of: /[a-z][A-Za-z0-9-]*/) != nil, "\(method.name) can be typed")
            #expect(!method.summary.isEmpty && !method.weakness.isEmpty && !method.judges.isEmpty && !method.reasons.isEmpty)
            #expect(MethodRegistry.method(named: method.name)?.description == method)
        }
        #expect(MethodRegistry.method(named: "tarot") == nil)
    }

    @Test func `any methods are members of an ensemble, which is saved and restored with them`() throws {
        let methods = try MethodCase.all.filter { $0.method != EnsembleMethod.self && !($0.method is any SupervisedMethod.Type) }
            .map { try $0.configured(seed: 2) }
        let ensemble = try EnsembleMethod(model: nil, others: methods, configuration: .init(folds: 2)).fit(on: LawSessions.normal, seed: 2)
        #expect(ensemble.state.members == methods.map(\.name))
        let foretelling = methods.count { $0 is any NextEventMethod }
        #expect(
            ensemble.state.calibrations.count == methods.count + foretelling, "a next-event model testifies about order and about the end")
        let probe = LawSessions.normal.prefix(20) + [LawSessions.wrongOrder, LawSessions.tooMany, LawSessions.unknownTemplate]
        let verdicts = ensemble.verdicts(for: Array(probe))
        #expect(verdicts.suffix(3).count { $0.isAnomalous } == 3)
        #expect(Set(verdicts.flatMap(\.findings).map(\.detector)).isSubset(of: methods.map(\.name)))
        var components = BundleComponents()
        try ensemble.add(to: &components)
        #expect(try EnsembleMethod.restore(from: components).verdicts(for: Array(probe)) == verdicts)
    }

    @Test func `members are chosen and set by name`() throws {
        let plan = try DetectorPlan(
            detector: "ensemble", settings: ["model=none", "members=bigram,countVector", "countVector.vectorLimit=7"])
        #expect(plan.configuration["members"] == "bigram,countVector" && plan.configuration["countVector.vectorLimit"] == "7")
        let fitted = try plan.fit(on: LawSessions.normal)
        #expect(fitted.model == nil && (fitted.fitted as? Ensemble)?.state.members == ["bigram", "countVector"])
        for (wrong, word) in [
            ("members=tarot", "tarot"), ("members=ensemble", "no method"), ("members=cnn", "no method"),
            ("members=deeplog", "every member once"),
            ("members=bigram,bigram", "every member once"), ("model=countVector", "choose deeplog"),
            ("bigram.candidates=1", "no such setting"),
        ] {
            let error = #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: [wrong]) }
            #expect(error?.message.contains(word) == true, "\(wrong): \(error?.message ?? "")")
        }
        #expect(throws: InputError.self) { try DetectorPlan(detector: "ensemble", settings: ["model=none", "members=none"]) }
    }

    @Test func `rules are fitted once for the reference lines and the detector`() throws {
        let summary = try TrainingSummary.fit(on: LawSessions.normal)
        // Only a rule that is taken over can know a template these sessions do not hold.
        let marked = summary.newTemplate.learning(LawSessions.unknownTemplate)
        #expect(marked != summary.newTemplate)
        guard case .object(var parts) = try JSON.decode(JSONValue.self, from: JSON.encode(summary), source: "summary") else { return }
        parts["newTemplate"] = try JSON.decode(JSONValue.self, from: JSON.encode(marked), source: "rule")
        let changed = try JSON.decode(TrainingSummary.self, from: JSON.encode(JSONValue.object(parts)), source: "summary")
        let context = FittingContext(summary: changed)
        #expect(try context.rule(NewTemplateRule.self, on: LawSessions.normal, .init()) == marked)
        let sparse = CountVectorRule.Configuration(vectorLimit: 2)
        #expect(try context.rule(CountVectorRule.self, on: LawSessions.normal, sparse).vectorCount == 2, "other settings, another fit")
        let ensemble = try EnsembleMethod(model: nil).fit(on: LawSessions.normal, context: context) { _ in }
        #expect(ensemble.verdicts(for: [LawSessions.unknownTemplate])[0].findings.allSatisfy { $0.reason != .newTemplate })
    }
}
