/// Cuts a template into words: at everything that is no letter, and inside names (`camelCase`, `snake_case`, `dotted.names`, `HTTPServer`).
///
/// Words are lower case, so that `link status is DOWN` and `changed state to down` share one. Numbers and variable places (`<*>`) are no words.
public enum WordTokenizer {
    /// Longer words are cut: no name a person wrote is as long.
    static let lengthLimit = 40

    /// The words of a text, in order.
    public static func words(in text: String) -> [String] {
        var words: [String] = [], word: [Unicode.Scalar] = []
        func finish() {
            guard !word.isEmpty else { return }
            words.append(String(String.UnicodeScalarView(word.prefix(lengthLimit))).lowercased())
            word.removeAll(keepingCapacity: true)
        }
        let scalars = Array(text.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            guard scalar.properties.isAlphabetic else {
                finish()
                continue
            }
            if let last = word.last {
                let next = place + 1 < scalars.count ? scalars[place + 1] : nil
                // `blockId` is cut before the I, `HTTPServer` before the S, whose next letter is a small one.
                if scalar.properties.isUppercase, last.properties.isLowercase {
                    finish()
                } else if scalar.properties.isUppercase, last.properties.isUppercase, let next, next.properties.isLowercase, word.count > 1
                {
                    finish()
                }
            }
            word.append(scalar)
        }
        finish()
        // A single letter is a unit or the rest of a name.
        return words.filter { $0.unicodeScalars.count > 1 }
    }
}
