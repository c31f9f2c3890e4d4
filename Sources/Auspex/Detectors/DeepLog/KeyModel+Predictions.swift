import Neural

extension KeyModel {
    /// For each session one prediction per event, and one more for its end when the session is complete and the model predicts ends.
    ///
    /// Each distinct context is computed once and remembered (up to ``Configuration/memoCapacity`` predictions), so cost grows with new
    /// behaviour. Results do not depend on what was asked before or together.
    public func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] {
        memos.use { memo in
            var results: [[EventPrediction]] = []
            results.reserveCapacity(sessions.count)
            var pending: [Pending] = []
            for session in sessions {
                walk(session, number: results.count, memo: &memo, pending: &pending, results: &results)
            }
            settle(&pending, memo: &memo, results: &results)
            return results
        }
    }

    /// The most probable next events after these, best first; the end is `nil`. Ties in the order of template ids.
    public func candidates(after context: [TemplateID], limit: Int) -> [Candidate] {
        let recent = context.suffix(configuration.window).map { vocabulary.number(of: $0) }
        let window = [Int32](repeating: TemplateVocabulary.pad, count: configuration.window - recent.count) + recent
        var workspace = RecurrentNetwork.Workspace()
        let probabilities = distributions(of: window, workspace: &workspace)
        let best = probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
        return best.prefix(max(0, limit)).map { index in
            Candidate(template: vocabulary.template(of: Int32(index) + 1), probability: Double(probabilities[index]))
        }
    }

    /// The probability of every class after some windows, `[windows × classes]`: template number `k + 1` for class `k`, then the end.
    func distributions(of windows: [Int32], workspace: inout RecurrentNetwork.Workspace) -> [Float] {
        let sequences = SequenceBatch(sharingPrefixes: windows, length: configuration.window), nodes = sequences.ends
        network.forward(sequences, at: nodes, workspace: &workspace, independentRows: true)
        network.softmax(rows: nodes.count, workspace: &workspace)
        return Array(workspace.outputs[..<(nodes.count * network.configuration.outputs)])
    }

    /// A prediction that waits for its transition to be computed.
    private struct Pending {
        var session: Int
        var event: Int
        var transition: Int32
    }

    private static let unjudged = EventPrediction(rank: 1, probability: 1)

    private func walk(
        _ session: EventSequence, number: Int, memo: inout PredictionMemo, pending: inout [Pending], results: inout [[EventPrediction]]
    ) {
        let events = session.events.map { vocabulary.number(of: $0) }
        let window = configuration.window
        let judgesEnd = session.isComplete && endClass != nil
        results.append([EventPrediction](repeating: Self.unjudged, count: events.count + (judgesEnd ? 1 : 0)))
        var first = 0
        var start = vocabulary.window(before: session, length: window)
        if configuration.windows == .full {
            guard events.count > window else {
                for (position, event) in events.enumerated() where event == vocabulary.unknown {
                    results[number][position] = EventPrediction(rank: .max, probability: 0)
                }
                return
            }
            start = Array(events[..<window])
            first = window
            for position in 0..<window where events[position] == vocabulary.unknown {
                results[number][position] = EventPrediction(rank: .max, probability: 0)
            }
        }
        var context = memo.context(of: start[...])
        for position in first..<results[number].count {
            let token = position < events.count ? events[position] : TemplateVocabulary.pad
            if memo.isFull {
                let tokens = Array(memo.index.context(context))
                settle(&pending, memo: &memo, results: &results)
                memo.forget()
                context = memo.context(of: tokens[...])
            }
            let transition = memo.transition(from: context, by: token)
            if token == vocabulary.unknown {
                results[number][position] = EventPrediction(rank: .max, probability: 0)
            } else if Int(transition) < memo.resolved {
                results[number][position] = EventPrediction(
                    rank: Int(memo.ranks[Int(transition)]), probability: Double(memo.probabilities[Int(transition)]))
            } else {
                pending.append(Pending(session: number, event: position, transition: transition))
            }
            if position < events.count { context = memo.successor(of: transition) }
        }
    }

    /// Computes what is new in the memo and fills in what waited for it.
    private func settle(_ pending: inout [Pending], memo: inout PredictionMemo, results: inout [[EventPrediction]]) {
        resolve(&memo)
        for item in pending {
            results[item.session][item.event] = EventPrediction(
                rank: Int(memo.ranks[Int(item.transition)]), probability: Double(memo.probabilities[Int(item.transition)]))
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func resolve(_ memo: inout PredictionMemo) {
        let fresh = memo.resolved..<memo.index.transitionCount
        guard !fresh.isEmpty else { return }
        memo.ranks += repeatElement(0, count: fresh.count)
        memo.probabilities += repeatElement(0, count: fresh.count)
        let classes = network.configuration.outputs, block = 2_048
        let order = fresh.filter { memo.index.nexts[$0] != vocabulary.unknown }.sorted {
            (memo.index.contexts[$0], $0) < (memo.index.contexts[$1], $1)
        }
        var position = 0
        while position < order.count {
            var windows: [Int32] = [], rows: [(transition: Int, row: Int)] = []
            var count = 0, last: Int32 = -1
            while position < order.count {
                let context = memo.index.contexts[order[position]]
                if context != last {
                    if count == block { break }
                    windows += memo.index.context(context)
                    last = context
                    count += 1
                }
                rows.append((order[position], count - 1))
                position += 1
            }
            let probabilities = distributions(of: windows, workspace: &memo.workspace)
            for (transition, row) in rows {
                let token = memo.index.nexts[transition]
                let target = token == TemplateVocabulary.pad ? Int(endClass ?? 0) : Int(token) - 1
                let values = row * classes..<(row + 1) * classes
                let probability = probabilities[values.lowerBound + target]
                var rank: UInt32 = 1
                for index in values where probabilities[index] > probability { rank += 1 }
                memo.ranks[transition] = rank
                memo.probabilities[transition] = probability
            }
        }
        memo.resolved = fresh.upperBound
    }
}
