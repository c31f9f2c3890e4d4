extension ComparisonData {
    /// How much of the test was seen in training: not wrong, but easy.
    public struct Copies: Sendable, Equatable, Codable {
        /// Normal test sessions.
        public var normal = Share()
        /// Anomalous test sessions.
        public var anomalous = Share()
        /// Sequences, normal or anomalous, of which the test holds a first copy.
        public var distinct = 0
    }

    /// Refuses data in which something that tests has also taught. Everything else is fitted on the training part, because a fit is given nothing else.
    ///
    /// - Throws: ``InputError`` that names a session and how it got on both sides.
    public func checkForLeaks() throws(InputError) {
        for fold in folds {
            let teaching = fold.training + fold.examples
            guard !fold.training.isEmpty, !fold.test.isEmpty else {
                throw InputError("the \(fold.test.isEmpty ? "test" : "training") part has no session; divide the data otherwise")
            }
            let taught = Set(teaching)
            if let both = fold.test.first(where: { taught.contains($0) }) {
                throw leak("\(granularity) \(sessions[both].id) is in the training part and in the test part")
            }
            if identifiersAreNames {
                let names = Set(teaching.map { sessions[$0].id })
                if let both = fold.test.first(where: { names.contains(sessions[$0].id) }) {
                    throw leak("\(granularity) \(sessions[both].id) is in the training part and in the test part")
                }
            }
            if let groups {
                let names = Set(teaching.map { groups[$0] })
                if let both = fold.test.first(where: { names.contains(groups[$0]) }) {
                    throw leak("group \(groups[both]) has sessions in the training part and in the test part")
                }
            }
            if isChronological { try checkOrder(fold) }
        }
    }

    private func checkOrder(_ fold: Fold) throws(InputError) {
        func end(_ number: Int) -> Double? { sessions[number].times.last { !$0.isNaN } }
        guard let first = fold.test.compactMap(end).min(),
            let late = fold.training.first(where: { (end($0) ?? -.infinity) > first })
        else { return }
        throw leak("\(granularity) \(sessions[late].id) teaches, but ended after the first one that tests")
    }

    private func leak(_ what: String) -> InputError { InputError("leak: \(what); figures would be worth nothing") }

    /// Counts copies across the split.
    public var copies: Copies {
        var copies = Copies()
        for fold in folds {
            let taught = Set((fold.training + fold.examples).map { SequenceKey(sessions[$0]) })
            for number in fold.test {
                let isCopy = taught.contains(SequenceKey(sessions[number]))
                if labels[number] { copies.anomalous.count(isCopy) } else { copies.normal.count(isCopy) }
            }
            copies.distinct += labelled(fold.test).distinct.count
        }
        return copies
    }

    /// Whether each test session's sequence is new to who learnt from these.
    func isUnseen(_ test: [Int], after training: [Int]) -> [Bool] {
        let taught = Set(training.map { SequenceKey(sessions[$0]) })
        return test.map { !taught.contains(SequenceKey(sessions[$0])) }
    }

    /// What a sequence detector sees of a session.
    private struct SequenceKey: Hashable {
        var events: [TemplateID]
        var words: EventValues

        init(_ session: EventSequence) {
            events = session.events
            words = session.words
        }
    }
}
