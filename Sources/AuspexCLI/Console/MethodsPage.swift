import Auspex

/// The methods there are, for `auspex train --list`.
enum MethodsPage {
    /// Prints them, one paragraph each, or one JSON object.
    static func show(json: Bool) throws {
        let methods = MethodRegistry.all.map { $0.description }
        if json {
            try Console.print(JSONDocument.trainList.text(Document(methods: methods)))
            return
        }
        for (place, method) in methods.enumerated() {
            try Console.print(Style.bold(method.name) + (place == 0 ? "  (default)" : ""))
            try Console.print("  " + method.summary)
            let needs = method.needs.isEmpty ? "nothing but a log" : method.needs.map(\.rawValue).joined(separator: ", ")
            try Console.print("  needs \(needs); judges \(method.judges.map(\.rawValue).joined(separator: ", "))")
            try Console.print("  reasons: \(method.reasons.map(\.rawValue).joined(separator: ", "))")
            if let paper = method.paper { try Console.print("  paper: \(paper)") }
            try Console.print("  does badly with \(method.weakness)")
            try Console.print()
        }
        try Console.print("Any of them with 'auspex train --detector NAME', and in an ensemble with '--set members=NAME,NAME'.")
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var methods: [MethodDescription]
    }
}
