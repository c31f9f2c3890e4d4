import ArgumentParser
import Auspex

/// Many methods on the same labelled data: which, how the data are divided, and how the table is written.
struct ComparisonOptions: ParsableArguments {
    /// How a table is written.
    enum Table: String, ExpressibleByArgument, CaseIterable {
        case text, csv, markdown
    }

    /// In what order sessions are divided.
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case chronological, random, group
    }

    /// What stands beside these options on the command line.
    struct Input {
        var words: [String]
        var normal: [String]
        var abnormal: [String]
        var labels: String?
    }

    @Option(
        help: ArgumentHelp("Methods to fit and to judge, or all; 'auspex train --list' shows them.", valueName: "a,b,c|all"),
        completion: .list(Completions.detectors + ["all"]))
    var detectors: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Labelled files, or a folder with train_normal and test files.", valueName: "dir|files"), completion: .file())
    var data: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Files of normal operation that teach; without them a part of the data does.", valueName: "files"),
        completion: .file())
    var baseline: [String] = []

    @Option(help: "How the data are divided: \(Order.allCases.map(\.rawValue).joined(separator: ", ")).")
    var split = Order.chronological

    @Option(help: "Share of the data that teaches.")
    var trainingShare = 0.6

    @Option(help: "Folds, each judged once by what the others taught; 1 divides once.")
    var folds = 1

    @Option(help: ArgumentHelp("What a session belongs to, for --split group: an expression on its identifier.", valueName: "regex"))
    var groupBy: String?

    @Option(help: "Seeds of each method: 1 to this.")
    var seeds = 5

    @Option(
        help: ArgumentHelp("The method that the others are compared with. Default: the first.", valueName: "name"),
        completion: .list(Completions.detectors))
    var against: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A setting of one of the methods, such as deeplog.epochs=5; may be given several times.", valueName: "method.key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("A file that keeps what was done, so that a run can go on.", valueName: "trials.jsonl"), completion: .file())
    var results: String?

    @Option(help: "How the table is written: \(Table.allCases.map(\.rawValue).joined(separator: ", ")).")
    var table = Table.text

    @Option(
        help: ArgumentHelp("A list of templates: what event ids mean, for methods that read words.", valueName: "file.csv"),
        completion: .file(extensions: ["csv"]))
    var templates: String?

    /// Refuses options that say nothing about one model.
    func refuseWithoutDetectors() throws {
        let given = [
            ("--data", !data.isEmpty), ("--baseline", !baseline.isEmpty), ("--group-by", groupBy != nil), ("--against", against != nil),
            ("--set", !settings.isEmpty), ("--results", results != nil), ("--folds", folds != 1),
        ]
        if let option = given.first(where: \.1) { throw InputError("\(option.0) is about methods to compare; name them with --detectors") }
    }

    /// Compares, and prints the table.
    func compare(_ given: Input, reading: ReadingOptions, prior: Double?, json: Bool) throws {
        let methods = try chosen()
        guard (1...1000).contains(seeds) else { throw InputError("--seeds \(seeds): give a number from 1 to 1000") }
        let meter = ProgressMeter()
        let source = try source(given, reading)
        let data = try source.read(progress: meter.show)
        Console.endProgress()
        let run = ComparisonRun(
            data: data, methods: methods, seeds: (1...UInt64(seeds)).map { $0 }, prior: prior, reference: against, trialFile: results,
            threads: reading.threads ?? Environment.processors, clocks: Measured.clocks)
        let comparison = try run.run(progress: meter.show, done: Self.tell)
        Console.endProgress()
        if json { return try Console.print(JSONDocument.evaluateMethods.text(comparison)) }
        let page = ComparisonTable(comparison)
        switch table {
        case .csv: try Console.write(bytes: comparison.csv)
        case .markdown:
            for fact in page.facts { try Console.print(fact) }
            try Console.print("\n" + page.markdown)
            for note in page.notes { try Console.print("- \(note)") }
            try Console.print("\n" + ComparisonTable.legend)
        case .text:
            for fact in page.facts { try Console.print(fact) }
            try Console.print("\n" + page.text)
            for note in page.notes { try Console.print(note) }
            try Console.print(Style.dim(ComparisonTable.legend))
        }
    }

    /// One line a trial: who waits sees how far it is, in a pipe too.
    private static func tell(_ trial: MethodTrial, wasThere: Bool) {
        let place = "\(trial.key.method), seed \(trial.key.seed)\(trial.key.fold > 0 ? ", fold \(trial.key.fold + 1)" : "")"
        let outcome = trial.failure.map { "cannot run: \($0)" } ?? "fitted in \(Words.duration(trial.fitSeconds))"
        Console.line("\(place): \(wasThere ? "done before" : outcome)")
    }

    private func chosen() throws -> [ComparisonRun.Method] {
        let names = (detectors ?? "all").split(separator: ",").map { String($0).trimmed }
        var methods = names == ["all"] ? ComparisonRun.allMethods : names.map { ComparisonRun.Method($0) }
        for setting in settings {
            guard let dot = setting.firstIndex(of: "."), let place = methods.firstIndex(where: { $0.name == setting[..<dot] }) else {
                throw InputError("--set \(setting): begin with one of the methods and a dot, as \(methods.first?.name ?? "pca").key=value")
            }
            methods[place].settings.append(String(setting[setting.index(after: dot)...]))
        }
        return methods
    }

    private func source(_ given: Input, _ reading: ReadingOptions) throws -> ComparisonSource {
        var files = given.words + data, baseline = baseline, labels = given.labels, anomalous = given.abnormal
        if !given.normal.isEmpty || !anomalous.isEmpty {
            guard files.isEmpty, labels == nil, !given.normal.isEmpty, !anomalous.isEmpty else {
                throw InputError("give either --normal and --abnormal, or data with labels, not both")
            }
            files = given.normal
        } else if files.count == 1, FileSystem.isFolder(files[0]) {
            let folder = try DataFolder(path: files[0])
            (files, anomalous) = (folder.data, folder.anomalous)
            if baseline.isEmpty { baseline = folder.baseline }
            labels = labels ?? folder.labels
        }
        guard !files.isEmpty else { throw InputError("no data: name labelled files, or a folder with them (--data)") }
        let order: Split.Order =
            switch split {
            case .chronological: .chronological
            case .random: .random(seed: reading.seed)
            case .group: .grouped(seed: reading.seed)
            }
        guard split == .group || groupBy == nil else { throw InputError("--group-by: it needs --split group") }
        return ComparisonSource(
            baseline: baseline, data: files, anomalous: anomalous, labels: labels,
            reading: CorpusInput(inputs: [], format: reading.format, session: reading.session ?? "auto", templates: templates),
            split: Split(order: order, trainingShare: trainingShare), folds: folds, groupPattern: groupBy)
    }
}

extension String {
    /// Without blanks at the ends.
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
