/// Cuts the sub-stream of one task into executions, see ``TaskSeparation``.
///
/// A cut falls before or after one key. Those are tried that make many pieces regular: few variants, each without a repeated key (loops
/// folded); a task is mined from the regular pieces of each, and the cuts stay whose task explains most of the sub-stream.
/// A cycle can be cut anywhere, so of these cuts the one with the longest pause is taken, counted in foreign keys; where no pause is
/// clearly longest, the one that fits the beginning and end of the log.
/// Irregular pieces (the task overlapped itself, keys were replaced) are left out when enough regular ones remain.
public struct ExecutionCutting: Sendable {
    /// How executions are cut.
    public struct Configuration: Sendable, Equatable, Codable {
        /// Longest loop body that is folded to recognise variants, in keys.
        public var longestLoop: Int
        /// A variant is regular when it is at least this share of the most frequent one.
        public var variantShare: Double
        /// Least share of the pieces that must be regular for the others to be left out.
        public var minimumRegular: Double

        /// Most cuts for which a task is mined.
        public var maximumTrials: Int

        /// Creates a configuration.
        public init(longestLoop: Int = 4, variantShare: Double = 0.25, minimumRegular: Double = 0.1, maximumTrials: Int = 12) {
            self.longestLoop = longestLoop
            self.maximumTrials = maximumTrials
            self.variantShare = variantShare
            self.minimumRegular = minimumRegular
        }
    }

    private enum Boundary: Hashable {
        case before(TemplateID)
        case after(TemplateID)
    }

    private struct Item {
        var key: TemplateID
        /// Foreign keys since the item before.
        var pause: Int
    }

    private struct Form: Hashable {
        var keys: [TemplateID]
        var repeats: Set<[TemplateID]>
    }

    private struct Candidate {
        var cut: Boundary
        /// The regular pieces.
        var regular: [[TemplateID]]
        /// Share of the keys in regular pieces.
        var coverage: Double
        /// Share of the sub-stream that the task mined from the regular pieces explains.
        var explained = 0.0
        var pause = (mean: 0.0, error: 0.0)
        var votes = 0
    }

    private let configuration: Configuration
    private let keys: [TemplateID]
    private let streams: [[Item]]

    init(_ configuration: Configuration, group: [TemplateID], sequences: [[TemplateID]]) {
        self.configuration = configuration
        keys = group
        let members = Set(group)
        streams = sequences.map { sequence in
            var items: [Item] = []
            var last = -1
            for (place, key) in sequence.enumerated() where members.contains(key) {
                items.append(Item(key: key, pause: place - last - 1))
                last = place
            }
            return items
        }
    }

    /// The executions by the best cut.
    ///
    /// - Parameter explained: mines a task from executions and says which share of a sub-stream it explains.
    func executions(explained: (_ executions: [[TemplateID]], _ streams: [[TemplateID]]) -> Double) -> [[TemplateID]] {
        guard keys.count > 1 else { return streams.flatMap { $0.map { [$0.key] } } }
        let cuts = keys.flatMap { [Boundary.before($0), .after($0)] }
        let ranked = cuts.map { candidate($0) }.sorted { $0.coverage > $1.coverage }
        var trials = Array(ranked.filter { $0.coverage >= configuration.minimumRegular }.prefix(configuration.maximumTrials))
        guard !trials.isEmpty else { return ranked.first.map { pieces($0.cut) } ?? [] }
        let whole = streams.map { $0.map(\.key) }
        for index in trials.indices {
            trials[index].explained = explained(trials[index].regular, whole)
            trials[index].pause = pauses(at: trials[index].cut)
            trials[index].votes = votes(for: trials[index].cut)
        }
        let most = trials.map(\.explained).max() ?? 0
        trials = trials.filter { $0.explained >= 0.97 * most }
        let covered = trials.map(\.coverage).max() ?? 0
        trials = trials.filter { $0.coverage >= 0.7 * covered }
        guard let longest = trials.max(by: { $0.pause.mean < $1.pause.mean }) else { return [] }
        let close = trials.filter {
            longest.pause.mean - $0.pause.mean <= 3 * ($0.pause.error + longest.pause.error) || $0.pause.mean > 0.8 * longest.pause.mean
        }
        let best = close.max { ($0.votes, $0.explained, $0.coverage) < ($1.votes, $1.explained, $1.coverage) } ?? longest
        return best.regular
    }

    private func isCut(_ cut: Boundary, _ left: Item, _ right: Item) -> Bool {
        switch cut {
        case .before(let key): right.key == key
        case .after(let key): left.key == key
        }
    }

    private func pieces(_ cut: Boundary) -> [[TemplateID]] {
        var pieces: [[TemplateID]] = []
        for stream in streams {
            var piece: [TemplateID] = []
            for (place, item) in stream.enumerated() {
                if place > 0, isCut(cut, stream[place - 1], item) {
                    pieces.append(piece)
                    piece = []
                }
                piece.append(item.key)
            }
            if !piece.isEmpty { pieces.append(piece) }
        }
        return pieces
    }

    private func candidate(_ cut: Boundary) -> Candidate {
        let all = pieces(cut)
        // A variant is the loop-free piece together with the fragments that were repeated in it.
        let forms = all.map { piece in
            var folding = LoopFolding(longestPeriod: configuration.longestLoop)
            let keys = folding.fold(piece)
            return Form(keys: keys, repeats: Set(folding.folds.keys))
        }
        var variants: [[TemplateID]: Int] = [:], counts: [Form: Int] = [:]
        for form in forms where Set(form.keys).count == form.keys.count {
            variants[form.keys, default: 0] += 1
            counts[form, default: 0] += 1
        }
        // Pieces cut short, because the next execution began before this one ended, look like the beginnings of whole ones.
        let whole = variants.filter { variant, count in
            !variants.contains { longer, others in
                longer.count > variant.count && 4 * others >= count
                    && (longer.starts(with: variant) || longer.reversed().starts(with: variant.reversed()))
            }
        }
        let most = whole.values.max() ?? 0
        let regular = Set(whole.filter { Double($0.value) >= configuration.variantShare * Double(most) }.keys)
        // Of each variant, repeats that are rare are leftovers of an overlapping execution.
        var usual: [[TemplateID]: Int] = [:]
        for (form, count) in counts { usual[form.keys] = max(usual[form.keys] ?? 0, count) }
        let isRegular = forms.map { form in
            regular.contains(form.keys)
                && Double(counts[form] ?? 0) >= configuration.variantShare * Double(usual[form.keys] ?? 0)
        }
        let kept = zip(all, isRegular).filter(\.1).map(\.0)
        let total = all.reduce(0) { $0 + $1.count }
        let coverage = total == 0 ? 0 : Double(kept.reduce(0) { $0 + $1.count }) / Double(total)
        // More variants explain more by themselves; each costs a little.
        return Candidate(cut: cut, regular: kept, coverage: coverage * (1 - 0.05 * Double(min(regular.count, 10))))
    }

    /// Foreign keys at the cuts: mean and its standard error.
    private func pauses(at cut: Boundary) -> (mean: Double, error: Double) {
        var count = 0.0, sum = 0.0, squares = 0.0
        for stream in streams {
            for place in stream.indices.dropFirst() where isCut(cut, stream[place - 1], stream[place]) {
                let pause = Double(stream[place].pause)
                count += 1
                sum += pause
                squares += pause * pause
            }
        }
        guard count > 1 else { return (0, 0) }
        let mean = sum / count
        return (mean, max(0, squares / count - mean * mean).squareRoot() / count.squareRoot())
    }

    /// In how many streams the cut falls exactly on the beginning (twice, because a log more often begins than ends cleanly), plus on the end.
    private func votes(for cut: Boundary) -> Int {
        let neighbours = neighbours(of: cut)
        return streams.reduce(0) { votes, stream in
            guard let first = stream.first, let last = stream.last else { return votes }
            return votes + (neighbours.right.contains(first.key) ? 2 : 0) + (neighbours.left.contains(last.key) ? 1 : 0)
        }
    }

    /// The keys usually left and right of a cut.
    private func neighbours(of cut: Boundary) -> (left: Set<TemplateID>, right: Set<TemplateID>) {
        var left: [TemplateID: Int] = [:], right: [TemplateID: Int] = [:], total = 0
        for stream in streams {
            for place in stream.indices.dropFirst() where isCut(cut, stream[place - 1], stream[place]) {
                left[stream[place - 1].key, default: 0] += 1
                right[stream[place].key, default: 0] += 1
                total += 1
            }
        }
        func usual(_ counts: [TemplateID: Int]) -> Set<TemplateID> { Set(counts.filter { 5 * $0.value > total }.keys) }
        return (usual(left), usual(right))
    }
}
