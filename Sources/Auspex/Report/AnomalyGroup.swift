/// Anomalies with the same story, told once: an operator wants to read *30 sessions like this*, not thirty pages.
public struct AnomalyGroup: Sendable, Codable, Equatable {
    /// The worst of them, whole.
    public var example: ReportModel.Anomaly
    /// How many sessions there are; several parts of one count once.
    public var count: Int
    /// The first identifiers, worst first.
    public var sessions: [String]

    /// A group of one.
    public init(_ example: ReportModel.Anomaly) {
        self.example = example
        count = 1
        sessions = [example.id]
    }

    /// Identifiers listed for one group.
    private static let shownSessions = 20

    /// Puts anomalies with equal reasons at equal templates together; groups come in the order of their worst member.
    public static func groups(of anomalies: [ReportModel.Anomaly]) -> [AnomalyGroup] {
        var places: [[String]: Int] = [:]
        var groups: [AnomalyGroup] = []
        var inParts: [Set<String>] = []
        for anomaly in anomalies {
            let story = story(of: anomaly)
            if let place = places[story] {
                if anomaly.part != nil, !inParts[place].insert(anomaly.id).inserted { continue }
                groups[place].count += 1
                if groups[place].sessions.count < shownSessions { groups[place].sessions.append(anomaly.id) }
            } else {
                places[story] = groups.count
                groups.append(AnomalyGroup(anomaly))
                inParts.append(anomaly.part == nil ? [] : [anomaly.id])
            }
        }
        return groups
    }

    /// What makes two anomalies the same to a reader: which new kinds of lines they hold, or else their strongest finding.
    public static func story(of anomaly: ReportModel.Anomaly) -> [String] {
        let new = anomaly.findings.filter { $0.reason == .newTemplate }.compactMap { finding in
            finding.event.flatMap { anomaly.events.indices.contains($0) ? anomaly.events[$0].templateText : nil }
        }
        if !new.isEmpty { return ["new"] + Set(new).sorted() }
        guard let first = anomaly.findings.first else { return [] }
        if let event = first.event, anomaly.events.indices.contains(event) {
            return [first.reason.rawValue, anomaly.events[event].template]
        }
        return [first.kind] + first.templates + [first.value?.name ?? ""]
    }
}
