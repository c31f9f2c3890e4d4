extension Sessionizer {
    /// Closes everything: the input has ended. The sessionizer is empty afterwards and may go on.
    ///
    /// A session still busy shortly before the end of the log cannot be known to be complete: it counts as complete when it had been quiet
    /// for longer than the gap that ``Configuration/completionQuantile`` of all gaps inside sessions do not exceed (those of training when
    /// given). Where the log has no times the records since its last event are the quiet time, compared with those between its events: the
    /// sessions a log is cut in the middle of must not teach that a normal session may end anywhere.
    public mutating func finish<Failure: Error>(emit: (borrowing ClosedSession) throws(Failure) -> Void) throws(Failure) {
        let usual = (configuration.usualGaps ?? gapsOfAllShards?.time ?? gaps).quantile(configuration.completionQuantile) ?? 0
        let quietTicks = UInt32(min(usual * 10, 4e9))
        let quietRecords = (gapsOfAllShards?.records ?? recordGaps).quantile(configuration.completionQuantile) ?? 0
        var next: UInt32 = 0
        do throws(Failure) {
            while Int(next) < store.slots.count {
                let slot = next
                next += 1
                guard store[slot].flags.contains(.live) else { continue }
                let isComplete =
                    clock.hasTime
                    ? clock.tick - store[slot].lastTick >= quietTicks : Double(ordinal - store[slot].stamp) >= quietRecords
                if configuration.remembersIdentifiers, !isComplete { seen.insert(store.hash(of: slot), isOpen: true) }
                try emitSession(slot, cause: .endOfInput, isComplete: isComplete, emit: emit)
            }
        } catch {
            // What was handed out is closed, the rest stays open.
            for slot in 0..<next where Int(slot) < store.slots.count && store[slot].flags.contains(.live) {
                continued[slot] = nil
                store.remove(slot)
            }
            throw error
        }
        store.removeAll()
        continued.removeAll()
        aliases.removeAll()
        aliasesOf.removeAll()
        seen.finish()
        queue.removeAll()
        forgetUnconfirmed()
        try windowizer?.finish(emit: emit)
    }

    /// Lets the log's time go on without a record: closes the sessions that have been quiet for too long by then.
    ///
    /// - Parameter seconds: how long nothing has come.
    mutating func goOn<Failure: Error>(
        by seconds: Double, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        let before = clock.tick
        clock.goOn(by: seconds)
        if clock.tick != before { try closeIdle(emit: emit) }
    }

    /// Closes the sessions that have been quiet for too long.
    mutating func closeIdle<Failure: Error>(emit: (borrowing ClosedSession) throws(Failure) -> Void) throws(Failure) {
        guard let idleTicks else { return }
        while let slot = oldestSession(), clock.tick - store[slot].lastTick > idleTicks {
            let tooOld = configuration.idle.map { Double(clock.tick - store[slot].lastTick) <= $0 * 10 } ?? true
            queue.removeOldest()
            try close(slot, cause: tooOld ? .age : .idle, emit: emit)
        }
    }

    /// Closes the session touched longest ago, to make room for another.
    mutating func closeOldest<Failure: Error>(emit: (borrowing ClosedSession) throws(Failure) -> Void) throws(Failure) {
        startQueue()
        guard let slot = oldestSession() else { return }
        queue.removeOldest()
        try close(slot, cause: .limit, emit: emit)
    }

    /// Closes the sessions touched longest ago until the open ones fit their memory again.
    mutating func closeToFit<Failure: Error>(emit: (borrowing ClosedSession) throws(Failure) -> Void) throws(Failure) {
        while store.chunks.liveBytes > configuration.maxOpenBytes, store.liveCount > 0 { try closeOldest(emit: emit) }
    }

    private mutating func startQueue() {
        guard !usesQueue else { return }
        usesQueue = true
        for slot in 0..<UInt32(store.slots.count) where store[slot].flags.contains(.live) {
            queue.insert(slot: slot, stamp: store[slot].stamp)
        }
    }

    private mutating func oldestSession() -> UInt32? {
        queue.oldest { slot in store[slot].stamp }
    }

    private mutating func close<Failure: Error>(
        _ slot: UInt32, cause: ClosedSession.Cause, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        recent.insert(store.hash(of: slot))
        forgetUnconfirmed(slot)
        try emitSession(slot, cause: cause, isComplete: cause == .idle, emit: emit)
        continued[slot] = nil
        forgetLinks(of: slot)
        store.remove(slot)
    }

    /// Hands a session out as it ended, and opens another under its identifier in its place.
    mutating func restart<Failure: Error>(
        _ slot: UInt32, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        forgetUnconfirmed(slot)
        try emitSession(slot, cause: .reused, isComplete: true, emit: emit)
        continued[slot] = nil
        forgetLinks(of: slot)
        store.restart(slot, tick: clock.tick, stamp: store[slot].stamp)
        statistics.opened += 1
    }

    /// Hands out what a session holds as one part of it; the session stays open for the next part.
    mutating func closePart<Failure: Error>(
        _ slot: UInt32, cause: ClosedSession.Cause, emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        try emitSession(slot, cause: cause, goesOn: true, emit: emit)
        let before = closed.events.suffix(EventSequence.historyLimit)
        continued[slot] = Continuation(
            part: closed.part + 1, history: closed.history.suffix(EventSequence.historyLimit - before.count) + before)
        store.restart(slot, tick: clock.tick, stamp: store[slot].stamp)
        store[slot].flags.insert(.reopened)
        statistics.opened += 1
        statistics.reopened += 1
        statistics.continued += 1
    }

    /// Hands out a session as it stands; it stays in the store.
    mutating func emitSession<Failure: Error>(
        _ slot: UInt32, cause: ClosedSession.Cause, isComplete: Bool = false, goesOn: Bool = false,
        emit: (borrowing ClosedSession) throws(Failure) -> Void
    ) throws(Failure) {
        closed.encoded.removeAll(keepingCapacity: true)
        store.copyBytes(of: slot, into: &closed.encoded)
        closed.decode()
        closed.isComplete = isComplete
        closed.beginsBefore = store[slot].flags.contains(.beginsBefore)
        closed.isReopened = store[slot].flags.contains(.reopened)
        closed.cause = cause
        closed.part = continued[slot]?.part ?? (goesOn ? 1 : 0)
        closed.history = continued[slot]?.history ?? []
        statistics.closed[cause, default: 0] += 1
        try emit(closed)
    }
}
