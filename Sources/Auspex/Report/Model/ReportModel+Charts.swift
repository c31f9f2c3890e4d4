extension ReportModel {
    /// Lines and anomalies per equal stretch of log time or of line numbers.
    public struct Timeline: Codable, Sendable, Equatable {
        /// What the horizontal axis counts.
        public enum Axis: String, Codable, Sendable {
            /// Seconds since 1970 UTC.
            case time
            /// Line numbers.
            case line
        }

        /// One stretch.
        public struct Bin: Codable, Sendable, Equatable {
            /// Lines in it.
            public var lines: Int
            /// Anomalies that begin in it.
            public var anomalies: Int

            /// Creates a bin.
            public init(lines: Int, anomalies: Int) {
                self.lines = lines
                self.anomalies = anomalies
            }
        }

        /// One source's share of the incidents over the axis.
        public struct Source: Codable, Sendable, Equatable {
            /// Its name.
            public var name: String
            /// Lines that show incidents, in each stretch.
            public var counts: [Int]

            /// Creates a row.
            public init(name: String, counts: [Int]) {
                self.name = name
                self.counts = counts
            }
        }

        /// What the axis counts.
        public var axis: Axis
        /// Where the first bin begins.
        public var start: Double
        /// Where the last bin ends.
        public var end: Double
        /// Equal stretches from start to end; more than 400 are merged for drawing.
        public var bins: [Bin]
        /// The zone times are told in, as ``TimeZoneRules`` names it.
        public var zoneName: String
        /// Where incidents begin on the axis, in the order of ``ReportModel/incidents``; not a number where that is unknown.
        public var incidents: [Double]
        /// Where they end, likewise.
        public var incidentEnds: [Double]
        /// How many lines of each source show incidents, in equal stretches from start to end; the most affected first.
        public var sources: [Source]
        /// Whether ``sources`` are files; else kinds of evidence, where all comes from one file.
        public var sourcesAreFiles: Bool

        var zone: TimeZoneRules { (try? TimeZoneRules(zoneName)) ?? .utc }

        /// Creates a timeline.
        public init(axis: Axis, start: Double, end: Double, bins: [Bin], incidents: [Double] = [], zone: TimeZoneRules = .utc) {
            self.axis = axis
            self.start = start
            self.end = end
            self.bins = bins
            self.incidents = incidents
            incidentEnds = []
            sources = []
            sourcesAreFiles = true
            zoneName = zone.name
        }
    }

    /// How many sessions have which score.
    public struct ScoreHistogram: Codable, Sendable, Equatable {
        /// Where the first bin begins.
        public var start: Double
        /// Where the last bin ends; higher scores are counted in the last bin.
        public var end: Double
        /// Scores above this are anomalous; `nil` draws no line.
        public var threshold: Double?
        /// Sessions known to be normal, per bin (or all, where there are no labels: then ``anomalous`` is empty).
        public var normal: [Int]
        /// Sessions known to be anomalous, per bin; empty where there are no labels.
        public var anomalous: [Int]

        /// Creates a histogram.
        public init(start: Double, end: Double, threshold: Double?, normal: [Int], anomalous: [Int] = []) {
            self.start = start
            self.end = end
            self.threshold = threshold
            self.normal = normal
            self.anomalous = anomalous
        }
    }

    /// Precision against recall over all thresholds.
    public struct PrecisionRecall: Codable, Sendable, Equatable {
        /// One threshold.
        public struct Point: Codable, Sendable, Equatable {
            /// Share of the anomalies found, 0…1.
            public var recall: Double
            /// Share of the alarms that are right, 0…1.
            public var precision: Double

            /// Creates a point.
            public init(recall: Double, precision: Double) {
                self.recall = recall
                self.precision = precision
            }
        }

        /// Points by rising recall.
        public var points: [Point]
        /// The threshold in use.
        public var operatingPoint: Point?
        /// Area under the curve (average precision), 0…1.
        public var averagePrecision: Double

        /// Creates a curve.
        public init(points: [Point], operatingPoint: Point?, averagePrecision: Double) {
            self.points = points
            self.operatingPoint = operatingPoint
            self.averagePrecision = averagePrecision
        }
    }
}
