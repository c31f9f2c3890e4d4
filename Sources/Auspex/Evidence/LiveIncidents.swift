/// Joins evidence into incidents while a log goes on: what is worth telling is told at once, and once; what comes later makes it grow.
///
/// Evidence joins an incident as ``IncidentBuilder`` has it: close in time, up to a longest duration. Evidence about a stretch of time comes
/// when the stretch is over, so incidents of a while ago still grow. What shows little but what an earlier incident showed counts as its
/// recurrence.
///
/// Memory: ``groupLimit`` groups of at most ``Incident/evidenceLimit`` pieces of evidence, and ``toldLimit`` incidents.
struct LiveIncidents: Sendable {
    /// Groups of evidence that may still grow.
    static let groupLimit = 64
    /// Incidents remembered, to know a recurrence; beyond, the oldest are forgotten.
    static let toldLimit = 1_000

    private struct Group: Sendable {
        var items: [LineEvidence]
        var start: Double
        var end: Double
        /// The incident it was told as.
        var number: Int?
        /// When that incident was last seen before, where this group counts as its recurrence.
        var lastBefore: Double?
    }

    private struct Told: Sendable {
        var number: Int
        var incident: Incident
        var causes: Set<UInt64>
        /// When it was last seen.
        var last: Double
    }

    private var groups: [Group] = []
    private var told: [Told] = []

    /// The incidents told so far, as far as they are remembered, in the order they were told.
    var incidents: [Incident] { told.map(\.incident) }

    /// Takes evidence.
    ///
    /// - Parameters:
    ///   - builder: judges groups; carries the model's settings and what is muted.
    ///   - next: gives a number to an incident that is told for the first time.
    /// - Returns: incidents that are new or have grown, each once.
    mutating func add(_ evidence: [LineEvidence], by builder: IncidentBuilder, next: () -> Int) -> [IncidentUpdate] {
        var touched: Set<Int> = []
        for item in evidence where !builder.calibration.muted.contains(item.key) && item.time.isFinite {
            touched.insert(take(item, builder.settings))
        }
        var updates: [IncidentUpdate] = []
        for place in touched.sorted() {
            guard let update = tell(place, builder, next) else { continue }
            if let same = updates.firstIndex(where: { $0.number == update.number }) {
                updates[same].add(update)
            } else {
                updates.append(update)
            }
        }
        if groups.count > Self.groupLimit { groups.removeFirst(groups.count - Self.groupLimit) }
        if told.count > Self.toldLimit { told.removeFirst(told.count - Self.toldLimit) }
        return updates
    }

    /// Puts evidence into the latest group it is close to, or into one of its own.
    ///
    /// - Returns: the group's place.
    private mutating func take(_ item: LineEvidence, _ settings: LineModel.Configuration) -> Int {
        for place in groups.indices.reversed() {
            let start = min(groups[place].start, item.time), end = max(groups[place].end, item.time)
            guard item.time >= groups[place].start - settings.gap, item.time <= groups[place].end + settings.gap,
                end - start <= max(settings.longest, groups[place].end - groups[place].start)
            else { continue }
            (groups[place].start, groups[place].end) = (start, end)
            if let same = groups[place].items.firstIndex(where: { Self.isSameSilence($0, item) }) {
                // A silence that lasts is one piece of evidence.
                groups[place].items[same] = item
            } else if groups[place].items.count < 2 * Incident.evidenceLimit {
                groups[place].items.append(item)
            }
            return place
        }
        groups.append(Group(items: [item], start: item.time, end: item.time))
        return groups.count - 1
    }

    private static func isSameSilence(_ left: LineEvidence, _ right: LineEvidence) -> Bool {
        guard case .silence(let kind, _, _) = left.detail, case .silence(let other, _, _) = right.detail, kind == other else {
            return false
        }
        return abs(left.time - right.time) < 1
    }

    private mutating func tell(_ place: Int, _ builder: IncidentBuilder, _ next: () -> Int) -> IncidentUpdate? {
        let incident = builder.incident(groups[place].items)
        guard incident.score >= builder.settings.threshold else { return nil }
        let causes = Set(incident.evidence.filter { incident.families[$0.family] != nil }.map(\.cause))
        if let number = groups[place].number, let own = told.firstIndex(where: { $0.number == number }) {
            guard let lastBefore = groups[place].lastBefore else {
                var grown = incident
                grown.recurrences = told[own].incident.recurrences
                let before = told[own].causes
                told[own].incident = grown
                told[own].causes.formUnion(causes)
                told[own].last = max(told[own].last, incident.lastMoment)
                var seen: Set<UInt64> = []
                let news = incident.evidence.filter {
                    Self.isUrgent($0.family) && causes.contains($0.cause) && !before.contains($0.cause) && seen.insert($0.cause).inserted
                }
                return IncidentUpdate(number: number, incident: grown, isNew: false, news: news)
            }
            // A recurrence that outgrows what it repeats is an incident of its own. It came as long after as it came at first.
            if builder.repeats(
                incident, causes: causes, told[own].incident, causes: told[own].causes, after: incident.start - lastBefore)
            {
                told[own].last = max(told[own].last, incident.lastMoment)
                return nil
            }
            groups[place].lastBefore = nil
        } else if let own = told.indices.last(where: {
            builder.repeats(incident, causes: causes, told[$0].incident, causes: told[$0].causes, after: incident.start - told[$0].last)
        }) {
            groups[place].number = told[own].number
            groups[place].lastBefore = told[own].last
            told[own].incident.recurrences += 1
            told[own].last = max(told[own].last, incident.lastMoment)
            return IncidentUpdate(number: told[own].number, incident: told[own].incident, isNew: false)
        }
        let number = next()
        groups[place].number = number
        told.append(Told(number: number, incident: incident, causes: causes, last: incident.lastMoment))
        return IncidentUpdate(number: number, incident: incident, isNew: true)
    }

    /// Whether a new cause of a family is told although its incident has been told: it says what happened, not how much.
    private static func isUrgent(_ family: EvidenceFamily) -> Bool {
        switch family {
        case .newTemplate, .unexpectedOrder, .missingStep, .silence: true
        default: false
        }
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(groups) { writer, group in
            writer.write(group.items) { $1.write(to: &$0) }
            writer.write(group.start)
            writer.write(group.end)
            writer.write(group.number) { $0.write($1) }
            writer.write(group.lastBefore) { $0.write($1) }
        }
        writer.write(told) { writer, told in
            writer.write(told.number)
            told.incident.write(to: &writer)
            writer.write(told.causes.sorted()) { $0.write($1) }
            writer.write(told.last)
        }
    }

    mutating func restore(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        groups = try reader.list { reader in
            Group(
                items: try reader.list { try LineEvidence(from: &$0, bounds) }, start: try reader.double(), end: try reader.double(),
                number: try reader.optional { try $0.tally() }, lastBefore: try reader.optional { try $0.double() })
        }
        told = try reader.list { reader in
            Told(
                number: try reader.tally(), incident: try Incident(from: &reader, bounds), causes: Set(try reader.list { try $0.number() }),
                last: try reader.double())
        }
    }
}

extension Incident {
    func write(to writer: inout SnapshotWriter) {
        writer.write(evidence) { $1.write(to: &$0) }
        writer.write(start)
        writer.write(end)
        writer.write(score)
        writer.write(families.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key.number)
            writer.write(entry.value)
        }
        writer.write(recurrences)
    }

    init(from reader: inout SnapshotReader, _ bounds: EvidenceBounds) throws {
        let evidence = try reader.list { try LineEvidence(from: &$0, bounds) }
        let start = try reader.double(), end = try reader.double(), score = try reader.double()
        var families: [EvidenceFamily: Double] = [:]
        for (family, nats) in try reader.list({ (try EvidenceFamily(from: &$0), try $0.double()) }) { families[family] = nats }
        self.init(evidence: evidence, start: start, end: end, score: score, families: families, recurrences: try reader.tally())
        guard !evidence.isEmpty else { throw SnapshotReader.damaged }
    }
}
