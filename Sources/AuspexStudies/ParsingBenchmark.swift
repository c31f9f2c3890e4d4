public import Auspex

/// Parsing accuracy on the public Loghub-2k systems, one configuration for all.
///
/// ```swift
/// let rows = try ParsingBenchmark.run(dataDirectory: directory)
/// print(ParsingBenchmark.markdown(rows))
/// ```
///
/// Each system's 2,000 messages (column `Content` of the structured file) are learnt in order; a line's final template is what its id stands for
/// when all have been read, as in the published evaluations.
public enum ParsingBenchmark {
    /// The scores on one system.
    public struct Row: Sendable, Equatable, Codable {
        /// The system's name.
        public var system: String
        /// Against the original Loghub ground truth.
        public var original: ParsingScores
        /// Against the corrected ground truth.
        public var corrected: ParsingScores
        /// Whether the system is shown apart and left out of the means. BGL is: its mismatches were looked at once while rules were chosen,
        /// and one rule (a differing leading word of masked tokens) follows from it and Hadoop, so it is no blind test either.
        public var isApart: Bool
    }

    /// The systems whose ground truth the defaults were chosen on.
    public static let systems = [
        "Android", "Apache", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Thunderbird", "Windows",
    ]

    /// Parses all systems found in a data directory (`parsing_loghub2k/<System>/…`, and `bgl/…`, shown apart).
    ///
    /// - Throws: ``InputError`` when a file is missing or malformed.
    public static func run(dataDirectory: String, configuration: SkeletonParser.Configuration = .init()) throws(InputError) -> [Row] {
        var rows: [Row] = []
        for system in systems {
            let base = "\(dataDirectory)/parsing_loghub2k/\(system)/\(system)_2k.log_structured"
            rows.append(
                Row(
                    system: system, original: try score("\(base).csv", configuration),
                    corrected: try score("\(base)_corrected.csv", configuration), isApart: false))
        }
        let base = "\(dataDirectory)/bgl/BGL_2k_first1200.log_structured"
        rows.append(
            Row(
                system: "BGL", original: try score("\(base).csv", configuration),
                corrected: try score("\(base)_corrected.csv", configuration), isApart: true))
        return rows
    }

    /// Scores one structured file with the columns `Content` and `EventTemplate`.
    public static func score(_ path: String, _ configuration: SkeletonParser.Configuration) throws(InputError) -> ParsingScores {
        try ParsingSample(system: path, path: path).scores(configuration)
    }

    /// The means over the systems that are not shown apart: GA, FGA, PA, FTA against the corrected ground truth.
    public static func means(_ rows: [Row]) -> (groupingAccuracy: Double, groupingF1: Double, parsingAccuracy: Double, templateF1: Double) {
        let used = rows.filter { !$0.isApart }.map(\.corrected)
        func mean(_ value: (ParsingScores) -> Double) -> Double { used.isEmpty ? 0 : used.map(value).reduce(0, +) / Double(used.count) }
        return (mean(\.groupingAccuracy), mean(\.groupingF1), mean(\.parsingAccuracy), mean(\.templateF1))
    }

    /// The rows as a Markdown table, means last.
    public static func markdown(_ rows: [Row]) -> String {
        var out = """
            | System | Templates found / true | GA | FGA | PA | PTA | RTA | FTA | GA, original | FGA, original |
            |---|---|---|---|---|---|---|---|---|---|

            """
        for row in rows where !row.isApart { out += line(row) }
        let used = rows.filter { !$0.isApart }
        func mean(_ value: (Row) -> Double) -> String { text(used.isEmpty ? 0 : used.map(value).reduce(0, +) / Double(used.count)) }
        out += "| **mean of \(used.count)** | | **\(mean(\.corrected.groupingAccuracy))** | **\(mean(\.corrected.groupingF1))** "
        out += "| \(mean(\.corrected.parsingAccuracy)) | \(mean(\.corrected.templatePrecision)) | \(mean(\.corrected.templateRecall)) "
        out += "| \(mean(\.corrected.templateF1)) | \(mean(\.original.groupingAccuracy)) | \(mean(\.original.groupingF1)) |\n"
        for row in rows where row.isApart { out += line(row, " (apart, not blind)") }
        return out
    }

    private static func line(_ row: Row, _ note: String = "") -> String {
        let scores = row.corrected
        let cells = [
            scores.groupingAccuracy, scores.groupingF1, scores.parsingAccuracy, scores.templatePrecision, scores.templateRecall,
            scores.templateF1, row.original.groupingAccuracy, row.original.groupingF1,
        ]
        return "| \(row.system)\(note) | \(scores.foundTemplates) / \(scores.trueTemplates) | "
            + cells.map(text).joined(separator: " | ") + " |\n"
    }

    /// Three decimals, without a locale.
    static func text(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
