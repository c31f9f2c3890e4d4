import Foundation

/// Joins evidence into incidents.
///
/// What comes within ``LineModel/Configuration/gap`` seconds joins, up to ``LineModel/Configuration/longest`` seconds. In each family the
/// distinct causes add up; what the same family reached on held-out normal data is taken off. The score is that of the strongest family, the
/// further ones counting half, a quarter and so on. An incident that shows little but what an earlier one showed counts as its recurrence.
package struct IncidentBuilder {
    let calibration: LineModel.Calibration
    let settings: LineModel.Configuration
    let sessions: SessionTally

    /// Creates a builder with a model's calibration and settings.
    ///
    /// - Parameter sessions: how many sessions there were, beside the unusual ones among the evidence.
    package init(_ model: LineModel, sessions: SessionTally = SessionTally()) {
        calibration = model.calibration
        settings = model.configuration
        self.sessions = sessions
    }

    /// Groups of evidence close in time, without what is muted.
    func groups(_ evidence: [LineEvidence]) -> [[LineEvidence]] {
        let sorted = evidence.filter { !calibration.muted.contains($0.key) }.sorted {
            ($0.time, $0.line.line, $0.key) < ($1.time, $1.line.line, $1.key)
        }
        var groups: [[LineEvidence]] = [], open: [LineEvidence] = []
        for item in sorted {
            if let first = open.first, let last = open.last,
                item.time - last.time > settings.gap || item.time - first.time > settings.longest
            {
                groups.append(open)
                open = []
            }
            open.append(item)
        }
        if !open.isEmpty { groups.append(open) }
        return groups
    }

    /// What each family amounts to in a group: its distinct causes, the further ones damped, copies counting little; of unusual sessions, how
    /// improbable so many are among so many.
    func strengths(_ group: [LineEvidence]) -> [EvidenceFamily: Double] {
        var best: [UInt64: (family: EvidenceFamily, score: Double, sessions: Set<UInt64>, count: Int)] = [:]
        for item in group where item.family != .unusualSessions {
            // Numbers beyond all seen that come second after second are not one hiccup.
            let key = item.family.isNumber ? ObservationReader.mix(item.key, UInt64(bitPattern: Int64(item.time))) : item.cause
            var cause = best[key] ?? (item.family, 0, [], 0)
            cause.score = max(cause.score, item.score)
            cause.count += 1
            if item.session != 0, cause.sessions.count < 100 { cause.sessions.insert(item.session) }
            best[key] = cause
        }
        var causes: [EvidenceFamily: [Double]] = [:]
        for (_, cause) in best.sorted(by: { $0.key < $1.key }) {
            let copies =
                cause.family.isNumber || cause.family == .alikeSessions ? 1 : Double(max(cause.sessions.count, min(cause.count, 3)))
            causes[cause.family, default: []].append(cause.score * (1 + 0.5 * log(copies)))
        }
        var strengths = causes.mapValues { scores in
            var sum = 0.0, weight = 1.0
            for score in scores.sorted(by: >) {
                sum += weight * score
                weight *= 0.7
            }
            return sum
        }
        if let (count, all) = unusualSessions(group) {
            strengths[.unusualSessions] = CountTail.binomial(count, of: all, probability: calibration.sessions.anomalousShare)
        }
        return strengths
    }

    /// How many unusual sessions a group holds, and how many sessions ended meanwhile; `nil` where it holds none.
    private func unusualSessions(_ group: [LineEvidence]) -> (count: Int, of: Int)? {
        let times = group.filter { $0.family == .unusualSessions }.map(\.time)
        guard let first = times.min(), let last = times.max() else { return nil }
        let (anomalous, ended) = sessions.sessions(from: first, to: last)
        let count = max(anomalous, Set(group.filter { $0.family == .unusualSessions }.map(\.session)).count)
        return (count, max(count, ended))
    }

    /// Beyond a few nats more surprise says little more.
    private static func damped(_ score: Double) -> Double { score < 8 ? score : 8 + 2 * log(score / 8) }

    /// All incidents of a finished log, worst first.
    package func incidents(_ evidence: [LineEvidence]) -> [Incident] {
        let told = groups(evidence).map(incident).filter { $0.score >= settings.threshold }
        return joined(told).sorted { ($1.score, $0.start) < ($0.score, $1.start) }
    }

    /// The strongest family, the further ones counting half, a quarter and so on.
    private static func score(of families: [EvidenceFamily: Double]) -> Double {
        var families = families
        // Both count the same sessions.
        if let many = families[.unusualSessions], let alike = families[.alikeSessions] {
            families[many < alike ? .unusualSessions : .alikeSessions] = nil
        }
        var score = 0.0, weight = 1.0
        for strength in families.values.sorted(by: >) {
            score += weight * strength
            weight /= 2
        }
        return score
    }

    func incident(_ group: [LineEvidence]) -> Incident {
        var items = group
        if let (count, all) = unusualSessions(group) {
            for place in items.indices {
                guard case .unusualSession(let shown, let reasons, _, _, nil) = items[place].detail else { continue }
                items[place].detail = .unusualSession(shown, reasons: reasons, count: count, of: all)
            }
        }
        var families: [EvidenceFamily: Double] = [:]
        for (family, strength) in strengths(items) {
            let rest = strength - (calibration.prices[family] ?? 0)
            if rest > 0 { families[family] = Self.damped(rest) }
        }
        let score = Self.score(of: families)
        // A kind of line never seen before is what a person looks at first; then the strongest of each family.
        func place(_ item: LineEvidence) -> Double {
            let strength = families[item.family] ?? -100
            if case .newTemplate = item.detail { return 1000 + item.score }
            return strength
        }
        // Of unusual sessions those first that show what most of them show.
        var alike: [UInt64: Int] = [:]
        for item in items where item.family == .unusualSessions { alike[item.cause, default: 0] += 1 }
        func rank(_ item: LineEvidence) -> (Double, Int, Double) { (place(item), alike[item.cause] ?? 0, item.score) }
        let sorted = items.sorted { left, right in
            let a = rank(left), b = rank(right)
            return a != b ? a > b : (left.time, left.line.line) < (right.time, right.line.line)
        }
        // One of each fact first, then one of each cause, then copies.
        var facts: Set<UInt64> = [], causes: Set<UInt64> = []
        var first: [LineEvidence] = [], further: [LineEvidence] = [], copies: [LineEvidence] = []
        for item in sorted {
            let isNewCause = causes.insert(item.cause).inserted
            if facts.insert(item.fact).inserted {
                first.append(item)
            } else if isNewCause {
                further.append(item)
            } else {
                copies.append(item)
            }
        }
        return Incident(
            evidence: Array((first + further + copies).prefix(Incident.evidenceLimit)), start: items.map(\.time).min() ?? 0,
            end: items.map(\.time).max() ?? 0, score: score, families: families)
    }

    /// Whether an incident shows little but what an earlier one showed, not long ago.
    ///
    /// - Parameters:
    ///   - own: the causes that count in it.
    ///   - earlier: those of the earlier one.
    ///   - pause: seconds since that was last seen.
    func repeats(_ incident: Incident, causes own: Set<UInt64>, _ other: Incident, causes earlier: Set<UInt64>, after pause: Double) -> Bool
    {
        // What was told as never seen is seen now.
        guard pause < settings.quiet || incident.reasons == [.newTemplate] else { return false }
        let common = own.intersection(earlier)
        // What goes on comes to be more and more sessions, which is no news.
        func score(_ incident: Incident) -> Double { Self.score(of: incident.families.filter { $0.key != .alikeSessions }) }
        guard common.count * 3 >= earlier.count, score(incident) <= 1.5 * score(other) else { return false }
        return common.count == own.count
            || self.incident(incident.evidence.filter { !earlier.contains($0.cause) }).score < settings.threshold
    }

    /// Counts what came again soon as a recurrence of its first.
    private func joined(_ incidents: [Incident]) -> [Incident] {
        var result: [Incident] = [], causes: [Set<UInt64>] = [], ends: [Double] = []
        for incident in incidents {
            let keys = Set(incident.evidence.filter { incident.families[$0.family] != nil }.map(\.cause))
            let place = causes.indices.last {
                repeats(incident, causes: keys, result[$0], causes: causes[$0], after: incident.start - ends[$0])
            }
            if let place {
                result[place].recurrences += 1
                ends[place] = max(ends[place], incident.lastMoment)
                continue
            }
            result.append(incident)
            causes.append(keys)
            ends.append(incident.lastMoment)
        }
        return result
    }
}
