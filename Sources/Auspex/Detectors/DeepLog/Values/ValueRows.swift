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
            for (event, template) in session.events.enumerated() {
                guard let key = index[template] else { continue }
                let delay = session.delay(before: event)
                if delay < 0 { negative += 1 }
                result[key].sessions.append(Int32(number))
                result[key].events.append(Int32(event))
                result[key].previous.append(event == 0 ? .none : session.events[event - 1])
                result[key].delays.append(max(0, delay))
                let row = session.values[event], width = result[key].width
                for place in 0..<width { result[key].values.append(row.count == width ? row[row.startIndex + place] : .absent) }
            }
        }
        return (result, negative)
    }
}

extension EventSequence {
    /// Seconds since the event before, perhaps negative; NaN for the first event and where a time is unknown.
    @inline(__always)
    func delay(before event: Int) -> Double {
        event > 0 && event < times.count ? times[event] - times[event - 1] : .nan
    }

    /// Time of the last event that has one.
    var lastTime: Double? { times.last { !$0.isNaN } }
}
