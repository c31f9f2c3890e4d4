import Foundation
import Neural

/// The distinct windows of training sessions with what followed them and how often, sorted so that neighbours share beginnings.
struct TrainingWindows: Sendable {
    let length: Int
    /// Tokens of the distinct contexts, in lexicographic order.
    private(set) var tokens: [Int32] = []
    /// `starts[i]..<starts[i + 1]` are the successors of context `i`.
    private(set) var starts: [Int32] = [0]
    /// Classes that followed.
    private(set) var classes: [Int32] = []
    /// How often.
    private(set) var counts: [Float] = []
    /// Number of windows, with repetition.
    private(set) var windowCount = 0

    /// Number of distinct contexts.
    var contextCount: Int { tokens.count / length }

    /// Cuts the sessions. Events outside the vocabulary are context tokens only; nothing is learnt *about* them.
    init(_ sessions: [EventSequence], vocabulary: TemplateVocabulary, window: Int, windows: KeyModel.Windows) {
        length = window
        var index = ContextIndex(length: window)
        var occurrences: [Int] = []
        func count(_ transition: Int32) {
            while occurrences.count <= Int(transition) { occurrences.append(0) }
            occurrences[Int(transition)] += 1
        }
        for session in sessions {
            let events = session.events.map { vocabulary.number(of: $0) }
            var context: Int32
            var rest = events[...]
            if windows == .padded {
                context = index.context(of: vocabulary.window(before: session, length: window)[...])
            } else {
                guard events.count > window else { continue }
                context = index.context(of: events[..<window])
                rest = events[window...]
            }
            for event in rest {
                let transition = index.transition(from: context, by: event)
                count(transition)
                context = index.successor(of: transition)
            }
            if windows == .padded, session.isComplete { count(index.transition(from: context, by: TemplateVocabulary.pad)) }
        }
        collect(index, occurrences, vocabulary)
    }

    private mutating func collect(_ index: ContextIndex, _ occurrences: [Int], _ vocabulary: TemplateVocabulary) {
        var followers = [[(token: Int32, count: Int)]](repeating: [], count: index.contextCount)
        for transition in 0..<index.transitionCount where index.nexts[transition] != vocabulary.unknown {
            followers[Int(index.contexts[transition])].append((index.nexts[transition], occurrences[transition]))
        }
        let starts = Array(stride(from: 0, through: index.tokens.count, by: length))
        for context in SequenceBatch.lexicographicOrder(of: index.tokens, starts: starts) where !followers[context].isEmpty {
            tokens += index.context(Int32(context))
            for (token, count) in followers[context].sorted(by: { $0.token < $1.token }) {
                // PAD never follows anything: as a successor it stands for the end, whose class is behind all templates.
                classes.append(token == TemplateVocabulary.pad ? Int32(vocabulary.count) : token - 1)
                counts.append(Float(count))
                windowCount += count
            }
            self.starts.append(Int32(classes.count))
        }
    }

    /// Mean of −ln(share of the successor among all successors of its context), in nats: no model of this history length can have a
    /// smaller mean training loss.
    var lossFloor: Double {
        var sum = 0.0
        for context in 0..<contextCount {
            let range = Int(starts[context])..<Int(starts[context + 1])
            let total = counts[range].reduce(0.0) { $0 + Double($1) }
            for position in range { sum -= Double(counts[position]) * log(Double(counts[position]) / total) }
        }
        return windowCount == 0 ? 0 : sum / Double(windowCount)
    }

    /// For each class the share of distinct (context, class) pairs that are its own: how readily it follows a context it was never seen after
    /// (the continuation counts of Kneser, Ney 1995). An event that comes in one kind of place only, however often, gets little.
    func continuation(classes classCount: Int) -> [Float] {
        var sums = [Double](repeating: 0, count: classCount)
        for index in classes { sums[Int(index)] += 1 }
        return sums.map { Float($0 / Double(max(1, classes.count))) }
    }

    /// The same with at most so many contexts, evenly drawn.
    func thinned(to limit: Int) -> TrainingWindows {
        let every = (contextCount + limit - 1) / max(1, limit)
        guard every > 1 else { return self }
        var thinned = self
        (thinned.tokens, thinned.starts, thinned.classes, thinned.counts, thinned.windowCount) = ([], [0], [], [], 0)
        for context in stride(from: 0, to: contextCount, by: every) {
            let range = Int(starts[context])..<Int(starts[context + 1])
            thinned.tokens += tokens[context * length..<(context + 1) * length]
            thinned.classes += classes[range]
            thinned.counts += counts[range]
            thinned.starts.append(Int32(thinned.classes.count))
            thinned.windowCount += Int(counts[range].reduce(0, +))
        }
        return thinned
    }

    /// Some of the contexts as sequences, and what should follow them.
    func batch(_ selected: [Int]) -> (sequences: SequenceBatch, targets: ClassTargets) {
        var windows: [Int32] = [], starts: [Int32] = [0], classes: [Int32] = [], weights: [Float] = []
        windows.reserveCapacity(selected.count * length)
        for context in selected {
            windows += tokens[context * length..<(context + 1) * length]
            let range = Int(self.starts[context])..<Int(self.starts[context + 1])
            classes += self.classes[range]
            weights += counts[range]
            starts.append(Int32(classes.count))
        }
        let sequences = SequenceBatch(sharingPrefixes: windows, length: length)
        return (sequences, ClassTargets(nodes: sequences.ends, starts: starts, classes: classes, weights: weights))
    }
}
