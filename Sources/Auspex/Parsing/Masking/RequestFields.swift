/// The header fields of an access log that make its events, checked against a batch.
struct RequestFields {
    /// -1 where there is none.
    let method: Int
    let path: Int
    let status: Int
    /// Fields that are parameters of every event.
    let values: [Int]

    /// `nil` when events are made of something else, or the batch does not have the fields.
    init?(_ head: EventHead?, fieldCount: Int) {
        guard case .access(let method, let path, let status, let values) = head else { return nil }
        guard method >= -1, method < fieldCount, ([path, status] + values).allSatisfy({ $0 >= 0 && $0 < fieldCount }) else { return nil }
        (self.method, self.path, self.status) = (method, path, status)
        self.values = Array(values.prefix(64))
    }
}
