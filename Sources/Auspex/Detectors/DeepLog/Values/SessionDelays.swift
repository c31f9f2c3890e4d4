/// The time from event to event of one session, by a clock that never goes back: an event stamped before an earlier one took no time, and the
/// next is measured from the latest stamp. So one late or misdated record does not make its successor look slow.
struct SessionClock {
    /// The latest time so far.
    private(set) var latest = -Double.infinity
    private var isKnown = false

    /// Seconds from the latest time so far, negative for a time before it; NaN for the first event and where this or the last time is unknown.
    @inline(__always)
    mutating func delay(to time: Double) -> Double {
        let delay = isKnown ? time - latest : .nan
        isKnown = !time.isNaN
        if time > latest { latest = time }
        return delay
    }

    /// A delay that a clock put back made negative took no time; an unknown one stays unknown (which `max` would turn into 0).
    @inline(__always)
    static func elapsed(_ delay: Double) -> Double { delay < 0 ? 0 : delay }
}

/// The delay of each event of a session: since the event before, or since the key's anchor (``DelayAnchors``) where that has happened.
struct SessionDelays {
    /// One event's.
    struct Delay {
        /// The event's key; -1: unknown.
        var key: Int
        /// The key since which the delay counts; -1: none, or an unknown one.
        var previous: Int
        /// The same as template; `nil` for the first event.
        var since: TemplateID?
        /// Not negative; NaN where unknown.
        var seconds: Double
        /// Whether the event is stamped before an earlier one.
        var wentBack: Bool
    }

    private let index: TemplateIndex
    private let anchors: DelayAnchors
    /// When each anchor last happened: minus infinity for not yet, NaN for an unknown time.
    private var times: [Double]
    private var clock = SessionClock()
    private var previous = -1
    private var since: TemplateID?

    init(anchors: DelayAnchors, index: TemplateIndex) {
        self.index = index
        self.anchors = anchors
        times = [Double](repeating: -.infinity, count: anchors.slotCount)
    }

    /// Starts a session.
    mutating func begin() {
        clock = SessionClock()
        previous = -1
        since = nil
        for slot in times.indices { times[slot] = -.infinity }
    }

    /// The next event's.
    @inline(__always)
    mutating func next(_ template: TemplateID, at time: Double) -> Delay {
        let passed = clock.delay(to: time), key = index[template] ?? -1
        var result = Delay(key: key, previous: previous, since: since, seconds: SessionClock.elapsed(passed), wentBack: passed < 0)
        if key >= 0, !times.isEmpty {
            let anchor = Int(anchors.anchors[key])
            if anchor >= 0 {
                let then = times[Int(anchors.slots[anchor])]
                if then != -.infinity {
                    result.previous = anchor
                    result.since = index.templates[anchor]
                    result.seconds = SessionClock.elapsed(time - then)
                }
            }
            let slot = Int(anchors.slots[key])
            if slot >= 0 { times[slot] = time.isNaN ? .nan : clock.latest }
        }
        previous = key
        since = template
        return result
    }
}
