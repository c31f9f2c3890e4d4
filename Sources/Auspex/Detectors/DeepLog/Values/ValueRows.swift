/// The events of one key in training: delays, what came before, values; and which event of which session each is.
struct ValueRows: Sendable {
    var sessions: [Int32] = []
    var events: [Int32] = []
    /// The key since which the delay counts, or `none` for the first event of a session.
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
        _ sessions: [EventSequence], schema: ValueSchema, index: TemplateIndex, anchors: DelayAnchors
    ) -> (rows: [ValueRows], negativeDelays: Int) {
        var result = index.templates.map { ValueRows(width: schema.width(of: $0)) }
        var negative = 0
        var delays = SessionDelays(anchors: anchors, index: index)
        for (number, session) in sessions.enumerated() {
            delays.begin()
            for (event, template) in session.events.enumerated() {
                let delay = delays.next(template, at: session.time(of: event)), key = delay.key
                guard key >= 0 else { continue }
                if delay.wentBack { negative += 1 }
                result[key].sessions.append(Int32(number))
                result[key].events.append(Int32(event))
                result[key].previous.append(delay.since ?? .none)
                result[key].delays.append(delay.seconds)
                let row = session.values[event], width = result[key].width
                for place in 0..<width { result[key].values.append(row.count == width ? row[row.startIndex + place] : .absent) }
            }
        }
        return (result, negative)
    }
}

extension EventSequence {
    /// When an event happened; NaN where unknown.
    @inline(__always)
    func time(of event: Int) -> Double { event < times.count ? times[event] : .nan }

    /// Time of the last event that has one.
    var lastTime: Double? { times.last { !$0.isNaN } }
}
