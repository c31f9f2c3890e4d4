/// What tells the kind of a request: its path, and what was asked for and came out of it.
struct Request: Sendable, Codable, Equatable {
    /// Hash of the path without digits and query.
    var path: UInt64
    /// Hash of method and status.
    var outcome: UInt64
}

extension Request {
    /// Where the fields of a request are.
    struct Fields: Sendable {
        private let path: Int
        private let outcome: [Int]

        /// `nil` where a request is not the kind of event: of a structured record with a message that is, whatever fields stand beside it.
        init?(_ format: LogFormat) {
            guard case .access(let method, let path, let status, _) = format.eventHead else { return nil }
            self.path = path
            outcome = method < 0 ? [status] : [method, status]
        }

        /// The request of a record that fits the format.
        func request(_ bytes: Span<UInt8>, _ records: borrowing RecordBatch, _ index: Int) -> Request {
            let base = index * records.fieldCount
            var request = Request(path: 17, outcome: 17)
            for field in outcome {
                request.outcome = ObservationReader.mix(request.outcome, ObservationReader.hash(bytes, records.fields[base + field]))
            }
            for index in records.fields[base + path].indices {
                let byte = bytes[index]
                if byte == UInt8(ascii: "?") { break }
                if !NumberReader.isDigit(byte) { request.path = ObservationReader.mix(request.path, UInt64(byte)) }
            }
            return request
        }
    }
}
