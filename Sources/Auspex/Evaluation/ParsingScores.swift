/// How well a parser's templates agree with given ones.
///
/// - Grouping accuracy (GA) and parsing accuracy (PA) count lines: Zhu et al., ICSE-SEIP 2019; Dai et al., TSE 2020.
/// - The others count templates: Khan et al., ICSE 2022 (PTA, RTA, FTA); Jiang et al., ISSTA 2024 (FGA).
///
/// Frequent templates rule GA and PA; FGA and FTA show how a parser does on the rare ones.
public struct ParsingScores: Sendable, Equatable, Codable {
    /// Share of lines whose group holds exactly the lines of their true group.
    public var groupingAccuracy: Double
    /// F1 over groups: found groups that are true ones.
    public var groupingF1: Double
    /// Share of lines whose template text equals the true one.
    public var parsingAccuracy: Double
    /// Precision over found templates: grouped right *and* text right.
    public var templatePrecision: Double
    /// Recall over true templates: grouped right *and* text right.
    public var templateRecall: Double
    /// How many templates were found.
    public var foundTemplates: Int
    /// How many there are.
    public var trueTemplates: Int
    /// Lines compared.
    public var lines: Int

    /// F1 of ``templatePrecision`` and ``templateRecall``.
    public var templateF1: Double {
        templatePrecision + templateRecall > 0 ? 2 * templatePrecision * templateRecall / (templatePrecision + templateRecall) : 0
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - found: each line's group as the parser has it.
    ///   - foundText: each line's template text as the parser has it.
    ///   - truth: each line's true template text, which names its true group.
    ///   - normalise: applied to both texts before they are compared, e.g. ``TemplateText/normalised(_:)``.
    /// - Complexity: O(lines).
    public init(found: [TemplateID], foundText: [String], truth: [String], normalise: (String) -> String) {
        precondition(
            found.count == truth.count && foundText.count == truth.count, "\(found.count), \(foundText.count), \(truth.count) lines")
        var foundGroups: [TemplateID: [Int]] = [:], trueGroups: [String: [Int]] = [:]
        for line in truth.indices {
            foundGroups[found[line], default: []].append(line)
            trueGroups[truth[line], default: []].append(line)
        }
        var cache: [String: String] = [:]
        func normal(_ text: String) -> String {
            if let known = cache[text] { return known }
            let result = normalise(text)
            cache[text] = result
            return result
        }
        var rightLines = 0, rightGroups = 0, rightTemplates = 0
        for group in foundGroups.values {
            guard let first = group.first, let other = trueGroups[truth[first]], other == group else { continue }
            rightLines += group.count
            rightGroups += 1
            if normal(foundText[first]) == normal(truth[first]) { rightTemplates += 1 }
        }
        var equalLines = 0
        for line in truth.indices where normal(foundText[line]) == normal(truth[line]) { equalLines += 1 }
        func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
        lines = truth.count
        foundTemplates = foundGroups.count
        trueTemplates = trueGroups.count
        groupingAccuracy = share(rightLines, lines)
        groupingF1 = share(2 * rightGroups, foundTemplates + trueTemplates)
        parsingAccuracy = share(equalLines, lines)
        templatePrecision = share(rightTemplates, foundTemplates)
        templateRecall = share(rightTemplates, trueTemplates)
    }
}
