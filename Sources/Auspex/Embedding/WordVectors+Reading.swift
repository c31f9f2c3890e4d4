extension WordVectors {
    /// Bounds of a file of vectors.
    static let wordLimit = 4_000_000
    static let widthLimit = 4_096
    private static let valueLimit = 1 << 28

    /// Reads the text format of GloVe: a word and its numbers a line, separated by blanks; also compressed. A first line of two whole numbers, as word2vec
    /// writes it, is passed over.
    ///
    /// - Parameter wanted: words that are kept; `nil` keeps all. Every line is checked in any case.
    /// - Throws: ``InputError`` in one line for a file that is missing, a line that is broken, and vectors of different widths.
    public init(path: String, keeping wanted: Set<String>? = nil) throws(InputError) {
        var words: [String] = [], values: [Float] = [], width = 0, lines = 0
        try TextLines.forEach(path: path) { line, number throws(InputError) in
            guard !line.isEmpty else { return }
            let fields = line.split(separator: 0x20)
            guard let first = fields.first else { return }
            if number == 1, fields.count == 2, fields.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } }) { return }
            guard fields.count > 1 else {
                throw InputError("\(path):\(number): expected a word and its numbers, found '\(Self.shown(line))'")
            }
            if width == 0 { width = fields.count - 1 }
            guard fields.count - 1 == width else {
                throw InputError(
                    "\(path):\(number): \(fields.count - 1) numbers where the lines before have \(width); all vectors must be equally wide")
            }
            lines += 1
            guard width <= Self.widthLimit, lines <= Self.wordLimit else {
                throw InputError("\(path):\(number): more than \(Self.wordLimit) words or \(Self.widthLimit) numbers a word")
            }
            var numbers: [Float] = []
            numbers.reserveCapacity(width)
            for field in fields.dropFirst() {
                guard let value = Float(String(decoding: field, as: UTF8.self)), value.isFinite else {
                    throw InputError("\(path):\(number): '\(Self.shown(field))' is no number of a vector")
                }
                numbers.append(value)
            }
            let word = String(decoding: first, as: UTF8.self).lowercased()
            guard wanted?.contains(word) ?? true else { return }
            guard values.count < Self.valueLimit else { throw InputError("\(path):\(number): too many vectors for memory") }
            words.append(word)
            values += numbers
        }
        guard width > 0 else { throw InputError("\(path): no word vectors; expected lines of a word and its numbers") }
        self.init(words: words, values: values, width: width)
    }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        String(String(decoding: bytes.prefix(40), as: UTF8.self).map { $0.isASCII && !$0.isNewline && $0 >= " " ? $0 : "?" })
    }
}
