/// Which log format each source of an input has.
public struct SourceFormats: Sendable {
    /// What is known about the formats before a byte is read.
    public enum Wish: Sendable {
        /// One for all sources, found in the first of them that holds anything.
        case found
        /// This one for all sources, because somebody said so.
        case given(LogFormat)
        /// Each source's own, found in its first bytes.
        case each
        /// One of these for each source: the one that fits its first bytes.
        case among([LogFormat])
    }

    /// Most formats of one input; sources of further ones are read by the one of these that fits best.
    public static let limit = 16
    /// Bytes of a source that are looked at once another has told a format.
    static let headBytes = 16 * 1024

    /// The formats, in the order of the sources that told them.
    public private(set) var formats: [LogFormat] = []
    /// How each was found; `nil` where it was given.
    public private(set) var choices: [FormatChoice?] = []
    /// The number of each source's format; sources beyond the list have the first.
    private var numbers: [Int] = []

    /// One format for all sources.
    init(_ format: LogFormat, choice: FormatChoice? = nil) {
        formats = [format]
        choices = [choice]
    }

    /// One of some formats for each source.
    init(among formats: [LogFormat]) {
        self.formats = formats
        choices = formats.map { _ in nil }
    }

    /// Formats to be found.
    init() {}

    /// The number of a source's format.
    func number(of source: Int) -> Int { numbers.indices.contains(source) ? numbers[source] : 0 }

    /// Notes the format of a source that came later, by its first bytes.
    mutating func choose(by sample: [UInt8], for source: Int) {
        while numbers.count <= source { numbers.append(0) }
        numbers[source] = LogFormat.best(of: formats, for: sample)
    }

    /// Notes that the next source has one of the formats known, by its first bytes.
    mutating func choose(by sample: [UInt8]) { numbers.append(LogFormat.best(of: formats, for: sample)) }

    /// Notes the format of the next source, found in its first bytes: one that is known where that fits, else another.
    mutating func find(in sample: [UInt8]) {
        guard !sample.isEmpty else { return numbers.append(0) }
        if !formats.isEmpty {
            let best = LogFormat.best(of: formats, for: sample)
            if formats[best].fits(sample), formats[best].inner != nil || formats[best].opened(in: sample).inner == nil {
                return adopt(best, sample)
            }
        }
        let choice = LogFormat.detect(sample: sample)
        if let known = formats.firstIndex(where: { $0.isSame(as: choice.format) }) { return adopt(known, sample) }
        guard formats.count < Self.limit else { return choose(by: sample) }
        numbers.append(formats.count)
        formats.append(choice.format)
        choices.append(choice)
    }

    /// Takes a format for another source, with the keys that are new in it.
    private mutating func adopt(_ number: Int, _ sample: [UInt8]) {
        numbers.append(number)
        guard formats[number].hasKeys else { return }
        let known = formats[number].fieldNames, roles = formats[number].keyRoles
        let new = LogFormat.keys(of: formats[number], in: sample).filter { !known.contains($0) && $0 != roles?.message }
        if !new.isEmpty { formats[number] = formats[number].withKeys(known + new, roles) }
    }

    /// The sources in the order they are read: by format, so that what is learnt of a format at its first record can look ahead.
    func order(of count: Int) -> [Int] {
        guard formats.count > 1 else { return Array(0..<count) }
        return (0..<count).sorted { (number(of: $0), $0) < (number(of: $1), $1) }
    }
}
