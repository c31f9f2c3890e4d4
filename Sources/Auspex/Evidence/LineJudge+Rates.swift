extension LineJudge {
    /// Compares the counts of a stretch of time that is over with what is usual.
    static func judge(
        _ stretch: RateCounter.Stretch, length: Int, _ prepared: Prepared, _ lastLine: LineReference?, _ body: (LineEvidence) -> Void
    ) {
        let model = prepared.rates
        let factor = model.factor(at: stretch.start), seconds = model.lengths[length], base = model.bases[length]
        let peakFactor = prepared.model.configuration.peakFactor
        for unit in stretch.touched {
            let rate = model.rates[length][unit], count = Int(stretch.counts[unit])
            guard count >= 5, Double(count) > 1.5 * rate.mean * factor else { continue }
            let score = RateModel.up(rate, count, factor) - max(base, peakFactor * rate.peakUp)
            guard score > 0, let line = stretch.lines[unit].first else { continue }
            tell(
                .rateUp(unit: model.units.units[unit], count: count, usual: rate.mean * factor, seconds: seconds), score, unit,
                stretch.times[unit], line, Array(stretch.lines[unit].dropFirst()), prepared, body)
        }
        guard !stretch.isPartial else { return }
        for unit in model.rates[length].indices where model.rates[length][unit].mean * factor >= RateModel.leastForDrop {
            let rate = model.rates[length][unit], count = Int(stretch.counts[unit])
            guard Double(count) < 0.5 * rate.mean * factor else { continue }
            let score = RateModel.down(rate, count, factor) - max(base, peakFactor * rate.peakDown)
            guard score > 0, let line = stretch.lines[unit].first ?? stretch.lines[0].first ?? lastLine else { continue }
            tell(
                .rateDown(unit: model.units.units[unit], count: count, usual: rate.mean * factor, seconds: seconds), score, unit,
                stretch.start, line, [], prepared, body)
        }
    }

    private static func tell(
        _ detail: LineEvidence.Detail, _ score: Double, _ unit: Int, _ time: Double, _ line: LineReference, _ more: [LineReference],
        _ prepared: Prepared, _ body: (LineEvidence) -> Void
    ) {
        var statement = StatementTable.unknown
        switch prepared.rates.units.units[unit] {
        case .statement(let number), .value(let number, _, _): statement = number
        case .all, .severity: break
        }
        let isUp = if case .rateUp = detail { true } else { false }
        let key = ObservationReader.mix(isUp ? 6 : 7, UInt64(unit))
        guard !prepared.muted.contains(key) else { return }
        body(LineEvidence(detail: detail, score: score, time: time, line: line, statement: statement, moreLines: more, key: key))
    }
}
