import Foundation

/// LogCluster: a knowledge base of groups of similar sessions; a session far from every group is unlike anything known.
///
/// Lin, Zhang, Lou, Zhang, Chen, *Log Clustering Based Problem Identification for Online Service Systems*, ICSE-C 2016. Sessions are vectors of
/// weighted events, clustered by cosine distance with complete linkage; the first thousand at once, later ones one by one. What an operator says is
/// normal becomes an entry of the knowledge base.
public struct LogCluster: UnlabelledCountModel {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "logcluster", summary: "Sessions unlike every group of similar ones in the knowledge base.",
        reasons: [.unusualCount, .newTemplate], paper: "Lin, Zhang, Lou, Zhang, Chen, ICSE-C 2016",
        weakness: "faults that change the order alone, and those in which one event more or less is all that differs.")

    /// Settings.
    public struct Configuration: CountConfiguration {
        /// Cosine distance within a group at most, and to a known one, 0…1. Default 0.3 (loglizer's; the paper tunes it).
        public var distance = 0.3
        /// Sessions clustered at once; later ones join one by one. Default 1000 (loglizer's).
        public var bootstrap = 1_000
        /// Groups kept at most, the largest. Default 2000.
        public var clusterLimit = 2_000
        /// Templates that have a column at most. Default 1024.
        public var templateLimit = 1_024

        /// Defaults.
        public init() {}

        /// Checks every value against its bounds.
        public func validate() throws(InputError) {
            try SettingBounds.check("distance", distance, 0...1)
            try SettingBounds.check("bootstrap", bootstrap, 1...5_000)
            try SettingBounds.check("clusterLimit", clusterLimit, 1...100_000)
            try validateLimits()
        }
    }

    /// A group of similar sessions.
    public struct Cluster: Codable, Sendable, Equatable {
        /// Where an entry of the knowledge base comes from.
        public enum Origin: String, Codable, Sendable {
            /// Training.
            case training
            /// Somebody said that a session is normal.
            case answer
        }

        /// Mean of its sessions' weighted counts.
        public var centre: [Double]
        /// Sessions in it.
        public var size: Double
        /// A real session of it: the one nearest the centre.
        public var example: String
        /// The counts of that session.
        public var counts: [Int32]
        /// Where it comes from.
        public var origin: Origin
    }

    /// What an event weighs, ln(N / n).
    public var weights: [Double] = []
    /// The knowledge base.
    public var clusters: [Cluster] = []
    /// Where a session counts as unlike all groups.
    public var threshold = Threshold(value: 0.3, policy: .fixed)

    /// Weighted counts: σ(count · ln(N / n)) of the events that occur.
    static func vector(of row: CountRow, weights: [Double]) -> [Double] {
        var vector = [Double](repeating: 0, count: weights.count)
        for (column, count) in zip(row.columns, row.counts) where Int(column) < weights.count {
            vector[Int(column)] = 1 / (1 + exp(-Double(count) * weights[Int(column)]))
        }
        return vector
    }

    /// 1 − cosine; 1 where one of both is nothing, 0 where both are.
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        var product = 0.0, first = 0.0, second = 0.0
        for place in left.indices {
            product += left[place] * right[place]
            first += left[place] * left[place]
            second += right[place] * right[place]
        }
        if first == 0 || second == 0 { return first == second ? 0 : 1 }
        return max(0, 1 - product / (first * second).squareRoot())
    }

    private func nearest(to row: CountRow) -> (cluster: Int, distance: Double)? {
        let vector = Self.vector(of: row, weights: weights)
        var best: (cluster: Int, distance: Double)?
        for (number, cluster) in clusters.enumerated() {
            let distance = Self.distance(vector, cluster.centre)
            if distance < best?.distance ?? .infinity { best = (number, distance) }
        }
        return best
    }

    /// Cosine distance to the nearest group.
    public func score(of row: CountRow) -> Double {
        let distance = nearest(to: row)?.distance ?? 1
        return distance < 1e-12 ? 0 : distance
    }

    /// How the counts differ from those of the session that stands for the nearest group.
    public func details(of row: CountRow, columns: CountColumns, score: Double) -> [Finding.Detail] {
        guard let nearest = nearest(to: row) else { return [.counts([], more: 0)] }
        let usual = clusters[nearest.cluster].counts, seen = row.dense(width: weights.count)
        func weight(_ column: Int) -> Double { weights[column] * Double(abs(seen[column] - usual[column])) }
        let different = seen.indices.filter { seen[$0] != usual[$0] }.sorted { (weight($1), $0) < (weight($0), $1) }
        let told = different.prefix(5).map {
            Finding.CountDifference(template: columns.template($0), seen: Int(seen[$0]), usual: Double(usual[$0]))
        }
        return [.counts(Array(told), more: different.count - told.count)]
    }

    /// Whether every group has as many cells as there are columns.
    public func fits(columns count: Int) -> Bool {
        weights.count == count && weights.allSatisfy(\.isFinite) && !clusters.isEmpty
            && clusters.allSatisfy {
                $0.centre.count == count && $0.counts.count == count && $0.centre.allSatisfy(\.isFinite) && $0.size > 0
                    && $0.counts.allSatisfy { $0 >= 0 }
            }
    }

    /// Groups in the knowledge base.
    public var figures: [TrainingFigure: Double] { ["logcluster.clusters": Double(clusters.count)] }
}

extension CountDetector: LearnsFromFeedback where Model == LogCluster {
    /// The knowledge base has no such group.
    public func objections(to session: EventSequence, margin: Double) -> Objections { Objections(othersObject: true) }

    /// The session becomes an entry of the knowledge base.
    public func learning(
        _ session: EventSequence, _ objections: Objections, replay: () -> NormalWindows, settings: LearningSettings,
        using source: inout RandomSource
    ) -> DetectorUpdate {
        var model = model
        let row = columns.row(of: session)
        model.clusters.append(
            .init(
                centre: LogCluster.vector(of: row, weights: model.weights), size: 1, example: session.id,
                counts: row.dense(width: columns.count), origin: .answer))
        var update = DetectorUpdate(unchanged: CountDetector(columns: columns, model: model))
        update.changesOthers = true
        return update
    }

    /// The same knowledge base with another threshold.
    public func withThreshold(_ threshold: Threshold) -> CountDetector {
        var model = model
        model.threshold = threshold
        return CountDetector(columns: columns, model: model)
    }
}
