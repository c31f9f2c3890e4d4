/// Text attributes on a terminal that wants them; plain text everywhere else.
enum Style {
    case bold, dim, red, yellow, green, cyan

    private var code: String {
        switch self {
        case .bold: "1"
        case .dim: "2"
        case .red: "31"
        case .yellow: "33"
        case .green: "32"
        case .cyan: "36"
        }
    }

    /// The text in this style.
    func callAsFunction(_ text: String) -> String {
        Console.colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
