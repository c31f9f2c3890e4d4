extension NGramModel {
    /// For each session one prediction for each event, and one more for its end when it is complete.
    public func predictions(for sessions: [EventSequence]) -> [[EventPrediction]] {
        var distribution = Distribution(self)
        var memo: [Int64: EventPrediction] = [:]
        return sessions.map { session in
            let symbols = symbols(of: session)
            return (configuration.historyLength..<max(configuration.historyLength, symbols.count)).map { position in
                let symbol = symbols[position]
                guard symbol != unknown else { return EventPrediction(rank: .max, probability: 0) }
                tree.path(in: symbols, before: position, historyLength: configuration.historyLength, into: &distribution.nodes)
                // The deepest node names the whole path, so it and the symbol are the distinct question.
                let key = Int64(distribution.nodes[distribution.nodes.count - 1]) << 32 | Int64(symbol)
                if let known = memo[key] { return known }
                distribution.compute()
                let prediction = distribution.prediction(of: Int(symbol))
                memo[key] = prediction
                return prediction
            }
        }
    }

    /// The most probable next events, best first; the end of the session is `nil`. Ties by template id.
    public func candidates(after context: [TemplateID], limit: Int) -> [Candidate] {
        var distribution = Distribution(self)
        let session = EventSequence(id: "", events: context, isComplete: false)
        let symbols = symbols(of: session)
        tree.path(in: symbols, before: symbols.count, historyLength: configuration.historyLength, into: &distribution.nodes)
        distribution.compute()
        let possible = distribution.probabilities.indices.filter { $0 != Int(unknown) && distribution.probabilities[$0] > 0 }
        let best = possible.sorted { (distribution.probabilities[$1], $0) < (distribution.probabilities[$0], $1) }
        return best.prefix(max(0, limit)).map { symbol in
            Candidate(
                template: symbol == Int(end) ? nil : index.templates[symbol], probability: distribution.probabilities[symbol])
        }
    }

    /// Scratch space: the probabilities of all outcomes after one history.
    private struct Distribution {
        let model: NGramModel
        var nodes: [Int] = []
        var probabilities: [Double]

        init(_ model: NGramModel) {
            self.model = model
            probabilities = [Double](repeating: 0, count: model.outcomes)
        }

        /// Fills in the probabilities for the histories in `nodes`, from the longest to the shortest: each takes its share and leaves the
        /// rest to the next shorter one; uniform is last.
        mutating func compute() {
            for symbol in probabilities.indices { probabilities[symbol] = 0 }
            let tree = model.tree
            var rest = 1.0
            for node in nodes.reversed() where tree.totals[node] > 0 {
                let successors = tree.successors(of: node)
                let kinds = model.configuration.estimate == .wittenBell ? Double(successors.count) : 0
                let weight = rest / (Double(tree.totals[node]) + kinds)
                for entry in successors { probabilities[Int(tree.successorSymbols[entry])] += weight * Double(tree.successorCounts[entry]) }
                rest = weight * kinds
                if rest == 0 { break }
            }
            let share = rest / Double(model.outcomes)
            for symbol in probabilities.indices { probabilities[symbol] += share }
        }

        /// Rank and probability of one outcome; unknown templates take no rank. What has no probability is no candidate: it comes last.
        func prediction(of symbol: Int) -> EventPrediction {
            let own = probabilities[symbol]
            guard own > 0 else { return EventPrediction(rank: model.outcomes - 1, probability: 0) }
            // Over all, then without the unknown one: a loop without a branch does several at a time.
            var better = 0
            for probability in probabilities { better &+= probability > own ? 1 : 0 }
            let unknown = Int(model.unknown)
            if probabilities.indices.contains(unknown), probabilities[unknown] > own { better -= 1 }
            return EventPrediction(rank: better + 1, probability: own)
        }
    }
}
