#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension ValueModels {
    /// Name in findings and bundles.
    public static let name = "values"

    /// What is unusual in each session, root causes before their consequences, else most surprising first.
    ///
    /// - Parameter accepts: whether the key model accepted an event (session, position); only then its values are consulted, as the paper
    ///   orders it.
    public func evidence(
        for sessions: [EventSequence], accepts: (_ session: Int, _ event: Int) -> Bool = { _, _ in true }
    ) -> [[ValueEvidence]] {
        let found = surprises(in: sessions, above: threshold.value)
        return found.enumerated().map { number, surprises in
            Self.causesFirst(
                surprises.filter { accepts(number, $0.event) }.map { describe($0, in: sessions[number]) }, in: sessions[number])
        }
    }

    /// The same as findings.
    public func findings(
        for sessions: [EventSequence], accepts: (_ session: Int, _ event: Int) -> Bool = { _, _ in true }
    ) -> [[Finding]] {
        evidence(for: sessions, accepts: accepts).map { $0.map(\.finding) }
    }

    /// Findings told of one session; further ones say nothing new.
    private static let findingLimit = 20

    /// Key first, then values (DeepLog, section 2): adds what the values say about the events the key model accepted.
    ///
    /// - Parameters:
    ///   - verdicts: the key model's (or the ensemble's) decision about each session.
    ///   - keyThreshold: the score above which that model flags. A session flagged by its values alone scores ln(1 + x) above it, x being its
    ///     surprise beyond the tolerated one: tails say what is rare, and how rare the absurd is they cannot know.
    ///   - isNormal: whether somebody said that what is unusual here is normal.
    /// - Returns: one decision for each session; unchanged where the values are usual.
    public func judge(
        _ sessions: [EventSequence], keyVerdicts verdicts: [Verdict], keyThreshold: Double,
        isNormal: (ValueEvidence) -> Bool = { _ in false }
    ) -> [Verdict] {
        let refused = verdicts.map { Set($0.findings.compactMap(\.event)) }
        let found = evidence(for: sessions) { session, event in !refused[session].contains(event) }
        return zip(verdicts, found).map { verdict, evidence in
            let findings = evidence.filter { !isNormal($0) }.map(\.finding)
            guard let first = findings.map(\.score).max() else { return verdict }
            var result = verdict
            result.isAnomalous = true
            result.findings += findings.prefix(Self.findingLimit)
            result.score = max(result.score, keyThreshold + log1p(first - threshold.value))
            return result
        }
    }

    /// A length of time measured later in the session is longer by what earlier delays added: a consequence, told after its cause. So is a delay
    /// that counts from before them.
    private static func causesFirst(_ all: [ValueEvidence], in session: EventSequence) -> [ValueEvidence] {
        let delays = all.filter { $0.reason == .unusualDelay }
        guard !delays.isEmpty else { return all }
        func isConsequence(_ one: ValueEvidence) -> Bool {
            guard one.unit == .seconds, let observed = one.observed, let predicted = one.predicted else { return false }
            let causes: [ValueEvidence]
            if one.reason == .unusualDelay {
                guard one.event > 0, let start = session.events[..<one.event].lastIndex(where: { $0 == one.previous }) else { return false }
                causes = delays.filter { $0.event > start && $0.event < one.event }
            } else {
                causes = delays.filter { $0.event <= one.event }
            }
            let added = causes.reduce(0.0) { $0 + ($1.observed ?? 0) - ($1.predicted ?? 0) }
            return added > 0 && (0.5...1.5).contains((observed - predicted) / added)
        }
        return all.filter { !isConsequence($0) } + all.filter(isConsequence)
    }

    private func describe(_ found: Surprise, in session: EventSequence) -> ValueEvidence {
        let key = keys[found.key]
        let previous = found.since ?? (found.event > 0 ? session.events[found.event - 1] : nil)
        let parameter = found.place < 0 ? nil : key.parameters[found.place]
        let profile = parameter.map { profiles[$0.profile] }
        let interval =
            found.place < 0 ? (found.step >= 0 ? key.steps[found.step].interval : delayInterval(key, previous)) : parameter?.interval
        let unit = found.place < 0 ? .seconds : profile?.unit ?? .plain
        let isWord = parameter?.words != nil
        let observed = isWord ? nil : found.value.number
        let foretold = found.foretold.map { expectation($0, key: key, previous: previous) }
        let predicted = isWord ? nil : foretold?.predicted ?? interval?.mean
        let bounds = isWord || foretold != nil ? foretold?.bounds : interval?.bounds(threshold.value)
        let name = found.place < 0 ? "delay" : profile?.name ?? "value"
        return ValueEvidence(
            event: found.event, template: session.events[found.event], previous: previous,
            reason: found.place < 0 ? .unusualDelay : .unusualValue, parameter: profile?.position, name: name, unit: unit,
            observed: observed, word: observed == nil ? found.value.fingerprint : nil,
            predicted: predicted, usual: isWord ? nil : interval?.usual, bounds: bounds, surprise: found.surprise,
            threshold: threshold.value,
            byNetwork: foretold != nil, isChangedConstant: interval?.isConstant ?? false,
            text: observed == nil ? profile?.word(found.value) : nil, usualTexts: usualTexts(parameter, profile))
    }

    private func delayInterval(_ key: ValueKey, _ previous: TemplateID?) -> ValueInterval? {
        key.steps.first { $0.previous == previous }?.interval ?? key.delay
    }

    private func usualTexts(_ parameter: ValueKey.Parameter?, _ profile: ParameterProfile?) -> [String] {
        guard let words = parameter?.words, let profile else { return [] }
        return zip(words.bits, words.counts).sorted { $0.1 > $1.1 }.prefix(Self.textLimit)
            .compactMap { profile.word(EventValue(bits: $0.0)) }
    }

    private static let textLimit = 5
}

extension ValueEvidence {
    /// The evidence as a finding.
    public var finding: Finding { Finding(.value(self), detector: ValueModels.name, event: event, score: surprise, threshold: threshold) }
}
