extension EventBatch {
    /// Forgets all events, keeping memory.
    mutating func removeAll(reserving count: Int) {
        templates.removeAll(keepingCapacity: true)
        parameters.removeAll(keepingCapacity: true)
        parameterStarts.removeAll(keepingCapacity: true)
        templates.reserveCapacity(count)
        parameterStarts.reserveCapacity(count + 1)
        parameterStarts.append(0)
    }

    /// Adds an event without parameters.
    mutating func append(_ id: TemplateID) { close(id) }

    /// Adds an event with its parameters.
    @inline(__always)
    @unsafe mutating func append(_ id: TemplateID, _ spans: UnsafeBufferPointer<ParameterSpan>) {
        unsafe parameters.append(contentsOf: spans)
        close(id)
    }

    /// Ends an event whose parameters were appended before.
    @inline(__always)
    mutating func close(_ id: TemplateID) {
        templates.append(id)
        parameterStarts.append(UInt32(truncatingIfNeeded: parameters.count))
    }
}
