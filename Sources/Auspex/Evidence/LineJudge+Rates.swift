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
            guard score > 0 else { continue }
            let shown = mostGrown(within: unit, stretch, length, factor, model, prepared) ?? unit
            guard let line = stretch.lines[shown].first else { continue }
            tell(
                .rateUp(unit: model.units.units[unit], count: count, usual: rate.mean * factor, seconds: seconds), score, unit,
                stretch.times[shown], line, Array(stretch.lines[shown].dropFirst()), prepared, body)
        }
        guard !stretch.isPartial else { return }
        // A silence is one drop however long it lasts, and none where normal operation was silent for as long.
        if stretch.touched.isEmpty, stretch.followsNothing || (model.gaps?.maximum ?? 0) >= seconds { return }
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

    /// Of many records too much, the kind of line that explains most of them, if it is half: its records are the ones to show.
    private static func mostGrown(
        within unit: Int, _ stretch: RateCounter.Stretch, _ length: Int, _ factor: Double, _ model: RateModel, _ prepared: Prepared
    ) -> Int? {
        var only: Severity?
        switch model.units.units[unit] {
        case .all: break
        case .severity(let severity): only = severity
        case .statement, .value: return nil
        }
        func excess(_ unit: Int) -> Double { Double(stretch.counts[unit]) - model.rates[length][unit].mean * factor }
        var best: (unit: Int, excess: Double)?
        for other in stretch.touched {
            guard case .statement(let statement) = model.units.units[other],
                only == nil || only == prepared.kinds[Int(statement)].severity
            else { continue }
            if excess(other) > best?.excess ?? 0 { best = (other, excess(other)) }
        }
        guard let best, best.excess >= 0.5 * excess(unit) else { return nil }
        return best.unit
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
