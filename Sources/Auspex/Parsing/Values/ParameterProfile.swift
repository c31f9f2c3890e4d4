/// What training found about one parameter of a template, and whether a value model uses it: what `auspex inspect` shows.
public struct ParameterProfile: Sendable, Codable, Equatable {
    /// The type of a parameter.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Whole numbers.
        case integer
        /// Numbers with fractions.
        case decimal
        /// Amounts of data, in bytes.
        case size
        /// Lengths of time, in seconds.
        case duration
        /// Numbers in base sixteen.
        case hexadecimal
        /// One of a few words or codes.
        case enumeration
        /// Names one thing: blocks, addresses, processes, requests, paths.
        case identifier
        /// Words of any kind.
        case text
    }

    /// The template.
    public var template: TemplateID
    /// Place among the parameters of the template, from 0.
    public var position: Int
    /// How many parameters records of this template have.
    public var layout: Int
    /// A name made from the words around it (`size`, `Took … seconds`).
    public var name: String
    /// Its type.
    public var kind: Kind
    /// What its numbers measure.
    public var unit: ParameterUnit
    /// Base units a number stands for where the unit is a word of the template (`Took <*> ms`).
    public var factor: Double
    /// Whether a value model uses it.
    public var isUsed: Bool
    /// Why, or why not, in words.
    public var reason: String
    /// Records it was seen in.
    public var count: Int
    /// Different values, at most ``ParameterProfiler/distinctLimit``.
    public var distinct: Int
    /// Smallest and largest number, in base units; `nil` where there are none.
    public var range: ClosedRange<Double>?
    /// Texts of an enumeration, by their stored value.
    public var words: [String: String]
    /// Numbers that were not finite or absurdly large: counted, never used.
    public var unusable: Int
    /// Hash of the word before it: finds the parameter again when the template has become more general.
    var anchor: UInt64

    /// Creates a profile from its figures.
    package init(
        template: TemplateID, position: Int, layout: Int, name: String, kind: Kind, unit: ParameterUnit, factor: Double, isUsed: Bool,
        reason: String, count: Int, distinct: Int, range: ClosedRange<Double>?, words: [String: String], unusable: Int, anchor: UInt64
    ) {
        self.template = template
        self.position = position
        self.layout = layout
        self.name = name
        self.kind = kind
        self.unit = unit
        self.factor = factor
        self.isUsed = isUsed
        self.reason = reason
        self.count = count
        self.distinct = distinct
        self.range = range
        self.words = words
        self.unusable = unusable
        self.anchor = anchor
    }

    /// The text of an enumeration's value; `nil` for a word that training never saw.
    public func word(_ value: EventValue) -> String? {
        words[String(value.bits, radix: 16)] ?? value.number.map { unit.text($0) }
    }

    /// One line: `memory: size, used; 4,096 records, 37 different, 2 KB to 64 MB`.
    public var description: String {
        var text = "\(name): \(kind.rawValue), \(isUsed ? "used" : "left out"): \(reason); \(count) records"
        text += ", \(distinct)\(distinct >= ParameterProfiler.distinctLimit ? " or more" : "") different"
        if let range { text += ", \(unit.text(range.lowerBound)) to \(unit.text(range.upperBound))" }
        if unusable > 0 { text += ", \(unusable) not usable" }
        return text
    }
}
