import Auspex

/// The methods there are, for `auspex train --list`.
enum MethodsPage {
    /// What training a method on a sample took.
    enum Cost {
        /// Processor seconds.
        case seconds(Double)
        /// Why there was none.
        case missing(String)
    }

    /// Prints them, one paragraph each, or one JSON object.
    ///
    /// - Parameter costs: what training each on a sample took; empty without one.
    static func show(_ methods: [any DetectionMethod.Type], json: Bool, costs: [String: Cost] = [:]) throws {
        let all = methods.map { kind in
            Method(description: kind.description, defaults: defaults(of: kind), cost: costs[kind.name])
        }
        if json {
            try Console.print(JSONDocument.trainList.text(Document(methods: all)))
            return
        }
        for entry in all {
            let method = entry.description
            try Console.print(Style.bold(method.name) + (method.name == EnsembleMethod.name ? "  (default)" : ""))
            try Console.print("  " + method.summary)
            let needs = method.needs.isEmpty ? "nothing but a log" : method.needs.map(\.rawValue).joined(separator: ", ")
            try Console.print("  needs \(needs); judges \(method.judges.map(\.rawValue).joined(separator: ", "))")
            try Console.print("  reasons: \(method.reasons.map(\.rawValue).joined(separator: ", "))")
            if let paper = method.paper { try Console.print("  paper: \(paper)") }
            try Console.print("  does badly with \(method.weakness)")
            let settings = entry.defaults.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            for (row, text) in Words.rows("defaults: " + settings, width: 120, limit: 20).enumerated() {
                try Console.print((row == 0 ? "  " : "    ") + text)
            }
            switch entry.cost {
            case .seconds(let seconds): try Console.print("  trained on this sample in \(Words.fixed(seconds, 1)) processor seconds")
            case .missing(let reason): try Console.print("  not trained on this sample: \(reason)")
            case nil: break
            }
            try Console.print()
        }
        try Console.print("Any of them with 'auspex train --detector NAME', and in an ensemble with '--set members=NAME,NAME'.")
        if costs.isEmpty {
            try Console.print("Seconds that training takes: 'auspex train --list SAMPLE.log', with '--labels' for those that need them.")
        }
    }

    /// Settings of a method as they are unless set; the seed is an option of its own.
    private static func defaults(of kind: any DetectionMethod.Type) -> [String: String] {
        kind.init(seed: 1).settings.filter { $0.key.split(separator: ".").last != "seed" }
    }

    private struct Document: Encodable {
        var version = auspexVersion
        var methods: [Method]
    }

    private struct Method: Encodable {
        var description: MethodDescription
        var defaults: [String: String]
        var cost: Cost?

        private enum CodingKeys: String, CodingKey { case defaults, trainingSeconds, notTrained }

        func encode(to encoder: any Encoder) throws {
            try description.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(defaults, forKey: .defaults)
            switch cost {
            case .seconds(let seconds): try container.encode(seconds, forKey: .trainingSeconds)
            case .missing(let reason): try container.encode(reason, forKey: .notTrained)
            case nil: break
            }
        }
    }
}
