extension Sessionizer {
    /// Whether a session that has just been opened by a record began before the input did: see ``ClosedSession/beginsBefore``.
    func beganBefore(_ template: TemplateID, hash: UInt64, time: Double) -> Bool {
        guard let habits = configuration.habits, !habits.beginnings.isEmpty else { return false }
        if habits.openings.contains(template) { return false }
        let isNear = isNearBeginning(time)
        if isNear, !habits.beginnings.contains(template) { return true }
        guard let seen = configuration.seen, seen.count > 0, !habits.areReused || isNear else { return false }
        // Input that is no later than training's holds the same sessions again, from their beginning.
        guard time > seen.until else { return false }
        let found = seen.find(hash)
        return found.isKnown && (found.isOpen || !habits.beginnings.contains(template))
    }

    /// Whether a session that began before the input could still be unseen: a usual pause has not passed yet.
    private func isNearBeginning(_ time: Double) -> Bool {
        let pause = min(600, configuration.habits?.usualPause ?? 0)
        guard clock.hasTime else { return Double(ordinal) <= pause }
        return !time.isNaN && time - firstTime <= pause
    }

    /// Whether the record's template says that the open session under its identifier is another one.
    @inline(__always)
    func isCut(_ template: TemplateID) -> Bool {
        guard hasOpenings, let habits = configuration.habits else { return false }
        return habits.openings.contains(template)
    }

    /// Notes the identifiers a record hands its session on to.
    mutating func noteLinks(of template: TemplateID, record: Int, in records: RecordBatch, events: EventBatch, slot: UInt32) {
        guard let habits = configuration.habits else { return }
        for link in habits.links where link.template == template {
            let index = Int(events.parameterStarts[record]) + link.parameter
            guard index < Int(events.parameterStarts[record + 1]) else { continue }
            let range = events.parameters[index].range
            guard range.count > 0, range.count <= configuration.maxKeyBytes else { continue }
            let hash = hash(of: range, in: records.bytes)
            // An identifier in use goes on with its own session only where that is this one.
            if let old = aliases[hash], old != slot { aliasesOf[old]?.removeAll { $0 == hash } }
            aliases[hash] = slot
            aliasesOf[slot, default: []].append(hash)
        }
    }

    /// Forgets the further identifiers of a session.
    mutating func forgetLinks(of slot: UInt32) {
        guard !aliases.isEmpty, let hashes = aliasesOf.removeValue(forKey: slot) else { return }
        for hash in hashes where aliases[hash] == slot { aliases[hash] = nil }
    }

    // The buffer lives as long as the closure; the slice checks the range.
    private func hash(of range: ByteRange, in bytes: [UInt8]) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe sessionHash(UnsafeRawBufferPointer(rebasing: buffer[range.indices])) }
    }
}
