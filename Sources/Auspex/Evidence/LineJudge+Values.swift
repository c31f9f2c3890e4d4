import Foundation

extension LineJudge {
    /// Looks at the values of a record: new ones in closed sets, numbers beyond all seen, upwards or downwards, many high numbers at once.
    mutating func judgeValues(
        _ table: borrowing ObservationTable, _ record: Int, _ statement: Int32, _ texts: Texts, _ body: (LineEvidence) -> Void
    ) {
        let prepared = prepared
        for slot in table.slots(of: record) {
            switch prepared.slots.role(statement, table.slotPlaces[slot]) {
            case .none: break
            case .tail(let index):
                let number = Double(table.slotNumbers[slot])
                guard !number.isNaN else { break }
                watch.add(number, place: Int(index), time: table.times[record], line: table.lines[record]) {
                    Self.judge($0, prepared, body)
                }
                if prepared.slots.isBeyond(number, at: index) {
                    judge(number, at: prepared.slots.tails[Int(index)], table, record, statement, texts, body)
                }
            case .category(let index), .named(let index):
                let hash = table.slotHashes[slot]
                guard prepared.slots.isNew(hash, at: index) else { break }
                let category = prepared.slots.categories[Int(index)]
                guard category.score > 0, !prepared.muted.contains(category.key) else { break }
                guard !continuesSeries(hash, category, slot, texts),
                    news.add(hash, at: category.key, time: table.times[record])
                else { break }
                let detail = LineEvidence.Detail.newValue(
                    value: texts.value(slot), place: prepared.model.statements.placeName(statement, table.slotPlaces[slot]),
                    usual: category.values.count)
                note(.newValue, category.score, detail, table, record)
                body(
                    LineEvidence(
                        detail: detail,
                        score: category.score, time: table.times[record], line: table.lines[record], statement: statement,
                        subject: texts.session(record), key: category.key, value: hash, session: table.sessions[record]))
            }
        }
    }

    /// Whether a value never seen is one more name of a series; a name is looked at once, since the lines of a new thread or machine are many.
    private mutating func continuesSeries(_ hash: UInt64, _ category: SlotIndex.Category, _ slot: Int, _ texts: Texts) -> Bool {
        let key = ObservationReader.mix(category.key, hash)
        if let known = seriesNames[key] { return known }
        if seriesNames.count >= Self.seriesLimit { seriesNames.removeAll(keepingCapacity: true) }
        let isOne = NumberedName(texts.value(slot))?.continues(category.values) == true
        seriesNames[key] = isOne
        return isOne
    }

    private mutating func judge(
        _ number: Double, at place: SlotIndex.NumberPlace, _ table: borrowing ObservationTable, _ record: Int, _ statement: Int32,
        _ texts: Texts, _ body: (LineEvidence) -> Void
    ) {
        let isHigh = number > place.tail.maximum
        let key = ObservationReader.mix(isHigh ? 2 : 17, UInt64(place.slot))
        // Each place has its own chance to be surprised.
        let own = (isHigh ? place.tail.excess(number) : place.tail.low?.shortfall(number) ?? 0) - prepared.logPlaces
        let score = isHigh ? prepared.model.surprise(of: number, name: place.name, own: own) : own
        guard score > 0, !prepared.muted.contains(key) else { return }
        let detail =
            isHigh
            ? LineEvidence.Detail.highValue(
                value: number, usual: place.tail.maximum, place: place.name, isDuration: place.tail.isDuration)
            : .lowValue(value: number, usual: place.tail.low?.minimum ?? 0, place: place.name)
        note(isHigh ? .highValue : .lowValue, score, detail, table, record)
        body(
            LineEvidence(
                detail: detail,
                score: score, time: table.times[record], line: table.lines[record], statement: statement, subject: texts.session(record),
                key: key, session: table.sessions[record]))
    }

    /// Counts evidence for the session of a record.
    private mutating func note(
        _ family: EvidenceFamily, _ score: Double, _ detail: LineEvidence.Detail, _ table: borrowing ObservationTable, _ record: Int
    ) {
        guard table.sessions[record] != 0 else { return }
        sessions.session?.strengths.raise(
            family, to: score,
            sign: SessionSign(
                line: table.lines[record], statement: table.statements[record], time: table.times[record], detail: detail))
    }

    static func judge(_ finding: HighValueWatch.Excess, _ prepared: Prepared, _ body: (LineEvidence) -> Void) {
        let place = prepared.slots.tails[finding.place]
        let key = ObservationReader.mix(5, UInt64(place.slot))
        // The stretches of all places learnt from are as many chances.
        let usual = max(prepared.model.configuration.peakFactor * place.peak, prepared.logPlaces + 4)
        let score = finding.score - usual
        guard score > 0, let line = finding.lines.first, !prepared.muted.contains(key) else { return }
        body(
            LineEvidence(
                detail: .manyHighValues(
                    count: finding.count, of: finding.of, limit: finding.limit, place: place.name, isDuration: place.tail.isDuration),
                score: score, time: finding.time, line: line, statement: Int32(place.slot >> 6),
                moreLines: Array(finding.lines.dropFirst()), key: key))
    }
}
