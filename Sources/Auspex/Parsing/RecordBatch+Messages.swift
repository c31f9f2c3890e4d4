extension RecordBatch {
    /// A batch of bare messages, for evaluation and tests: each is one record without header, on its own line from 1.
    public init(messages: [[UInt8]]) {
        self.init()
        var position: UInt32 = 0
        for (index, message) in messages.enumerated() {
            bytes += message
            let range = ByteRange(start: position, end: position + UInt32(message.count))
            position = range.end
            records.append(
                RecordSlot(raw: range, content: range, line: UInt64(index + 1), time: .nan, unparsed: nil, lineCount: 1))
        }
    }
}
