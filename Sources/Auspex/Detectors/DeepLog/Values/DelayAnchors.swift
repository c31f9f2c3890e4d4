/// For keys whose delay says more since an earlier event than since the one just before: that earlier event's key.
///
/// Where tasks have concurrent branches, the event just before is often another branch's, and a long wait is cut into pieces by a branch that
/// polls. The wait itself began at the fork. An anchor is a key that has nearly always happened before, since which the delay spreads no wider
/// and, measured by its length, at most half as wide as since the event before.
///
/// Our addition to DeepLog (section 3.2), which measures from the event before. Says nothing where branches start at different keys.
struct DelayAnchors: Sendable, Equatable {
    /// By key: the anchor's key, or -1.
    let anchors: [Int32]
    /// By key: where its last time is kept, -1 if it is nobody's anchor.
    let slots: [Int32]
    /// Keys that are anchors.
    let slotCount: Int

    /// - Parameter anchors: the anchor's key, or -1, by key.
    init(_ anchors: [Int32]) {
        self.anchors = anchors
        var slots = [Int32](repeating: -1, count: anchors.count), count = 0
        for anchor in anchors where anchor >= 0 && slots[Int(anchor)] < 0 {
            slots[Int(anchor)] = Int32(count)
            count += 1
        }
        self.slots = slots
        slotCount = count
    }

    /// Every delay counts since the event before.
    static func none(_ count: Int) -> DelayAnchors { DelayAnchors([Int32](repeating: -1, count: count)) }

    // MARK: Finding them

    /// Delays of one key since another.
    fileprivate struct Pair {
        var count = 0
        /// Since its last occurrence.
        var since: [Float] = []
        /// The same, where it was the event just before.
        var after: [Float] = []
        var afterCount = 0
    }

    /// Events looked at.
    private static let eventLimit = 100_000
    /// Different keys before an event that are looked at.
    private static let reach = 16
    /// Delays kept of a pair.
    fileprivate static let sampleLimit = 1_000
    /// Least share of a key's events that come after its anchor.
    private static let coverage = 0.95
    /// Events below which a key gets no anchor.
    private static let leastEvents = 50

    /// Learns anchors from normal sessions.
    ///
    /// - Parameter resolution: seconds between clock ticks.
    /// - Complexity: O(16 · events), for 100,000 events of evenly drawn sessions.
    init(_ sessions: [EventSequence], index: TemplateIndex, resolution: Double) {
        var pairs: [UInt64: Pair] = [:]
        var totals = [Int](repeating: 0, count: index.count)
        let events = sessions.reduce(0) { $0 + $1.events.count }
        let every = max(1, (events + Self.eventLimit - 1) / Self.eventLimit)
        for number in stride(from: 0, to: sessions.count, by: every) {
            let session = sessions[number]
            var clock = SessionClock()
            var recent: [(key: Int, time: Double)] = []
            for (event, template) in session.events.enumerated().prefix(Self.eventLimit) {
                let time = session.time(of: event)
                _ = clock.delay(to: time)
                guard let key = index[template] else { continue }
                if !time.isNaN {
                    totals[key] += 1
                    for (rank, before) in recent.enumerated() where !before.time.isNaN {
                        let delay = Float(SessionClock.elapsed(time - before.time))
                        pairs[UInt64(before.key) << 32 | UInt64(key), default: Pair()].add(delay, isJustBefore: rank == 0)
                    }
                }
                recent.removeAll { $0.key == key }
                recent.insert((key, time.isNaN ? .nan : clock.latest), at: 0)
                if recent.count > Self.reach { recent.removeLast() }
            }
        }
        var best = [(spread: Double, anchor: Int32)](repeating: (.infinity, -1), count: index.count)
        let ordered = pairs.sorted { $0.key < $1.key }
        var direct = [(count: Double, spread: Double, middle: Double)](repeating: (0, 0, 0), count: index.count)
        for (names, pair) in ordered where pair.after.count > 1 {
            let key = Int(names & 0xFFFF_FFFF), count = Double(pair.afterCount), (spread, middle) = Self.spread(pair.after)
            direct[key].count += count
            direct[key].spread += count * spread
            direct[key].middle += count * middle
        }
        for (names, pair) in ordered {
            let key = Int(names & 0xFFFF_FFFF), anchor = Int(names >> 32), total = Double(totals[key])
            guard totals[key] >= Self.leastEvents, direct[key].count > 0, Double(pair.count) >= Self.coverage * total,
                Double(pair.afterCount) < Self.coverage * Double(pair.count)
            else { continue }
            let spread = direct[key].spread / direct[key].count, middle = direct[key].middle / direct[key].count
            let (own, length) = Self.spread(pair.since)
            guard spread > 2 * resolution, length > 2 * resolution, own <= spread, own * middle <= 0.5 * spread * length else { continue }
            if own < best[key].spread { best[key] = (own, Int32(anchor)) }
        }
        self.init(best.map(\.anchor))
    }

    /// From 5 % to 95 %, and the middle.
    private static func spread(_ samples: [Float]) -> (spread: Double, middle: Double) {
        let sorted = samples.sorted()
        guard !sorted.isEmpty else { return (.infinity, 0) }
        func quantile(_ share: Double) -> Double { Double(sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]) }
        return (quantile(0.95) - quantile(0.05), quantile(0.5))
    }
}

extension DelayAnchors.Pair {
    fileprivate mutating func add(_ delay: Float, isJustBefore: Bool) {
        count += 1
        if since.count < DelayAnchors.sampleLimit { since.append(delay) }
        guard isJustBefore else { return }
        afterCount += 1
        if after.count < DelayAnchors.sampleLimit { after.append(delay) }
    }
}
