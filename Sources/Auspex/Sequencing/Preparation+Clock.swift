extension Preparation {
    /// Does something with the clock of the logs that training saw: times without a zone are in the one named then, unless another is named now.
    ///
    /// - Throws: ``InputError`` for a zone this machine does not know; whatever `body` throws.
    func withClock<Result>(_ body: () throws -> Result) throws -> Result {
        var clock = ReadingClock.current
        guard let timeZone, !clock.isGiven else { return try body() }
        do {
            clock.zone = try TimeZoneRules(timeZone)
        } catch {
            throw InputError(
                "the model was trained with times of \(timeZone), a zone this machine does not know; name one", remedy: .timezone)
        }
        clock.isGiven = true
        return try ReadingClock.$current.withValue(clock) { try body() }
    }
}
