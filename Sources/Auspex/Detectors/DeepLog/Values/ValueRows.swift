/// The events of one key in training: delays, what came before, values; and which event of which session each is.
struct ValueRows: Sendable {
    var sessions: [Int32] = []
    var events: [Int32] = []
    /// The key before, or `none` for the first event of a session.
    var previous: [TemplateID] = []
    /// Seconds; NaN where unknown.
    var delays: [Double] = []
    /// `width` values a row.
    var values: [EventValue] = []
    let width: Int

    init(width: Int) { self.width = width }

    var count: Int { delays.count }

    func values(_ row: Int) -> ArraySlice<EventValue> { values[row * width..<(row + 1) * width] }

    /// Collects the rows of every key, in the order of the sessions given.
    static func collect(
        _ sessions: [EventSequence], schema: ValueSchema, index: TemplateIndex
    ) -> (rows: [ValueRows], negativeDelays: Int) {
        var result = index.templates.map { ValueRows(width: schema.width(of: $0)) }
        var negative = 0
        for (number, session) in sessions.enumerated() {
            var clock = SessionClock()
            for (event, template) in session.events.enumerated() {
                let delay = clock.delay(to: session.time(of: event))
                guard let key = index[template] else { continue }
                if delay < 0 { negative += 1 }
                result[key].sessions.append(Int32(number))
                result[key].events.append(Int32(event))
                result[key].previous.append(event == 0 ? .none : session.events[event - 1])
                result[key].delays.append(SessionClock.elapsed(delay))
                let row = session.values[event], width = result[key].width
                for place in 0..<width { result[key].values.append(row.count == width ? row[row.startIndex + place] : .absent) }
            }
        }
        return (result, negative)
    }
}

/// The time from event to event of one session, by a clock that never goes back: an event stamped before an earlier one took no time, and the
/// next is measured from the latest stamp. So one late or misdated record does not make its successor look slow.
struct SessionClock {
    private var latest = -Double.infinity
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

extension EventSequence {
    /// When an event happened; NaN where unknown.
    @inline(__always)
    func time(of event: Int) -> Double { event < times.count ? times[event] : .nan }

    /// Time of the last event that has one.
    var lastTime: Double? { times.last { !$0.isNaN } }
}
