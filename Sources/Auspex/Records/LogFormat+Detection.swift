extension LogFormat {
    /// How many lines of a sample are tried.
    static let sampleLines = 200

    /// Finds the format of a log from its first bytes.
    ///
    /// Every named format is run over up to 200 lines spread over the sample; a line counts when it splits, its time parses and its checked fields
    /// (severity, numbers) look right. Among formats that fit about as many lines the one that proves more structure wins; below 30 %
    /// the answer is `raw`, which fits everything. Does badly on samples that mix several formats: the most frequent one is chosen.
    public static func detect(sample: [UInt8]) -> FormatChoice {
        let lines = sampledLines(sample)
        guard !lines.isEmpty, let raw = named("raw") else {
            return FormatChoice(
                format: all[all.count - 1], share: 0, lines: 0, runnerUp: nil,
                explanation: "raw: the sample holds no line, every line is taken as a message")
        }
        var results: [(format: LogFormat, fits: Int, times: Int, score: Double)] = []
        let learnt = ColumnLearner.learn(sample.span, lines).map { [Self.columns($0)] } ?? []
        for candidate in all + learnt where candidate.name != "raw" {
            let format = candidate.wantsKeys ? candidate.withKeys(in: sample) : candidate
            let (fits, times) = format.count(sample, lines)
            guard fits > 0 else { continue }
            let hinted = format.hints.contains { hint in contains(sample, Array(hint.utf8)) }
            if format.name == "journal", !hinted { continue }
            let share = Double(fits) / Double(lines.count)
            results.append((format, fits, times, share + format.specificity + (hinted ? 0.05 : 0)))
        }
        // Stable for equal scores: the earlier format stays in front.
        let ranked = results.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
        let total = lines.count
        guard let best = ranked.first, Double(best.fits) >= 0.3 * Double(total) else {
            let next = ranked.first.map { "; \($0.format.name) fits \($0.fits)" } ?? ""
            let opened = raw.opened(in: sample)
            if opened.inner != nil {
                return FormatChoice(
                    format: opened, share: 1, lines: total,
                    runnerUp: ranked.first.map { ($0.format.name, Double($0.fits) / Double(total)) },
                    explanation: "JSON objects behind a few words: \(total) lines looked at\(next)")
            }
            return FormatChoice(
                format: raw, share: 1, lines: total, runnerUp: ranked.first.map { ($0.format.name, Double($0.fits) / Double(total)) },
                explanation: "raw: no known format fits enough of the \(total) lines looked at\(next), so every line is taken as a message")
        }
        let runner = ranked.dropFirst().first
        let times = best.format.hasTime ? best.times == best.fits ? "time parses in all" : "time parses in \(best.times)" : "no time"
        let next = runner.map { "\($0.format.name): \($0.fits)" } ?? "none"
        let format = best.format.opened(in: sample)
        let inside = format.inner == nil ? "" : ", messages are JSON objects"
        return FormatChoice(
            format: format, share: Double(best.fits) / Double(total), lines: total,
            runnerUp: runner.map { ($0.format.name, Double($0.fits) / Double(total)) },
            explanation: "\(best.format.label): \(best.fits) of \(total) lines fit, \(times)\(inside); runner-up \(next)")
    }

    /// The number of the format that fits most lines of a sample; of equal ones the first. Where that does not fit nearly all, it is the one
    /// ``detect(sample:)`` would find, if that is among them, as it is when formats are found.
    static func best(of formats: [LogFormat], for sample: [UInt8]) -> Int {
        guard formats.count > 1 else { return 0 }
        let lines = sampledLines(sample)
        var best: (number: Int, score: Double, fits: Int)?, nearest = (number: 0, score: -1.0)
        for (number, format) in formats.enumerated() where format.name != "raw" {
            let fits = format.count(sample, lines).fits
            let score = Double(fits) + (format.specificity + 0.5 * format.keyShare(in: sample)) * Double(lines.count)
            if score > nearest.score { nearest = (number, score) }
            if Double(fits) >= 0.3 * Double(lines.count), score > best?.score ?? -1 { best = (number, score, fits) }
        }
        if let best, best.fits * 20 >= lines.count * 19 { return best.number }
        let own = detect(sample: sample).format
        if let known = formats.firstIndex(where: { $0.isSame(as: own) }) { return known }
        return best?.number ?? formats.firstIndex { $0.name == "raw" } ?? nearest.number
    }

    /// Whether a sample may be taken to be of this format without looking for a better one: it proves some structure, and nearly all lines fit.
    func fits(_ sample: [UInt8]) -> Bool {
        let lines = Self.sampledLines(sample)
        guard name != "raw", name != "generic", !lines.isEmpty else { return false }
        return count(sample, lines).fits * 20 >= lines.count * 19 && (!hasKeys || keyShare(in: sample) >= 0.5)
    }

    /// Whether lines are taken apart by keys of their own.
    var hasKeys: Bool {
        switch body {
        case .json, .logfmt: true
        default: false
        }
    }

    /// Whether two formats take lines apart alike; of those with keys, whether they share most of them.
    func isSame(as other: LogFormat) -> Bool {
        guard specification == other.specification, (inner == nil) == (other.inner == nil) else { return false }
        guard hasKeys || inner != nil else { return fieldNames == other.fieldNames }
        let shared = Set(fieldNames).intersection(other.fieldNames).count
        return 2 * shared >= min(fieldNames.count, other.fieldNames.count)
    }

    /// The share of a sample's keys that this format knows; 0 for formats without keys.
    private func keyShare(in sample: [UInt8]) -> Double {
        guard hasKeys else { return 0 }
        let keys = Self.keys(of: self, in: sample)
        return keys.isEmpty ? 0 : Double(keys.count { fieldNames.contains($0) }) / Double(keys.count)
    }

    /// How many lines fit, and in how many of them the time parses.
    private func count(_ sample: [UInt8], _ lines: [Range<Int>]) -> (fits: Int, times: Int) {
        var splitter = RecordSplitter(self)
        splitter.decodedBase = sample.count
        let span = sample.span
        var fits = 0
        var times = 0
        var fields: [ByteRange] = []
        for line in lines {
            fields.removeAll(keepingCapacity: true)
            let outcome = splitter.split(span, from: line.lowerBound, to: line.upperBound, fields: &fields)
            guard outcome.unparsed == nil else { continue }
            // A learnt header keeps lines whose columns end early; they do not speak for it.
            if case .columns(let program) = body {
                let start = Int(fields[0].end)
                let after = start < line.upperBound && span[start] == UInt8(ascii: "]") ? start + 1 : start
                guard program.run(span, from: after, to: line.upperBound, fields: &fields, base: 0).isWhole else { continue }
            }
            var isRight = true
            for (field, check) in checks where isRight { isRight = passes(check, span, fields[field]) }
            guard isRight else { continue }
            fits += 1
            if !outcome.time.isNaN { times += 1 }
        }
        return (fits, times)
    }

    private func passes(_ check: Check, _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        switch check {
        case .level: return range.count == 1 || LevelWords.contains(bytes, from: Int(range.start), to: Int(range.end))
        case .notLevel: return !LevelWords.contains(bytes, from: Int(range.start), to: Int(range.end))
        case .number:
            for index in range.indices where bytes[index] &- 0x30 >= 10 { return false }
            return range.count > 0
        case .upperWord:
            for index in range.indices where bytes[index] &- 0x41 >= 26 && bytes[index] != 0x5F { return false }
            return range.count > 1
        case .programName:
            for index in range.indices {
                let byte = bytes[index]
                guard byte > 0x20, byte != UInt8(ascii: "#"), byte != UInt8(ascii: "["), byte != UInt8(ascii: "="),
                    byte != UInt8(ascii: "{"), byte != UInt8(ascii: "\"")
                else { return false }
            }
            return range.count > 0
        }
    }

    /// The name for people: a learnt header shows its columns.
    var label: String { name == "columns" ? specification : name }

    /// Up to 200 lines that are neither blank nor continuations, evenly spread; an unfinished last line is left out when there are others.
    private static func sampledLines(_ sample: [UInt8]) -> [Range<Int>] {
        let span = sample.span
        var lines: [Range<Int>] = []
        var position = 0
        while position < sample.count {
            while position < sample.count, span[position] == 0 { position += 1 }
            let end = ByteScan.find(0x0A, in: span, from: position, to: sample.count)
            let isUnfinished = end == sample.count && sample.count >= RecordReader.sampleBytes && !lines.isEmpty
            let stop = min(ByteScan.trimEnd(span, from: position, to: end), position + 65_536)
            if stop > position, !ByteScan.isBlank(span[position]), !isUnfinished { lines.append(position..<stop) }
            position = end + 1
        }
        guard lines.count > sampleLines else { return lines }
        return (0..<sampleLines).map { lines[$0 * lines.count / sampleLines] }
    }

    /// The keys of JSON or logfmt lines, in the order of first sight.
    static func keys(of format: LogFormat, in sample: [UInt8]) -> [String] {
        let span = sample.span
        var keys: [String] = []
        var seen: Set<String> = []
        for line in sampledLines(sample) where keys.count < 4 * KeyTable.limit {
            var found: [JSONLineScanner.Key] = []
            switch format.body {
            case .json: _ = JSONLineScanner.scan(span, from: line.lowerBound, to: line.upperBound) { key, _ in found.append(key) }
            case .access:
                for name in AccessScanner.extraNames(span, from: line.lowerBound, to: line.upperBound) where seen.insert(name).inserted {
                    keys.append(name)
                }
            default: _ = LogfmtScanner.scan(span, from: line.lowerBound, to: line.upperBound) { key, _ in found.append(key) }
            }
            for key in found where key.range.count <= 128 {
                let name = Self.name(of: key, in: sample)
                if seen.insert(name).inserted { keys.append(name) }
            }
        }
        return keys
    }

    /// A key as a field is named after it: with those of the objects around it, and dots between.
    private static func name(of key: JSONLineScanner.Key, in sample: [UInt8]) -> String {
        let around = [key.around.0, key.around.1].prefix(key.depth)
        return (around + [key.range]).map { String(decoding: sample[$0.prefix(128)], as: UTF8.self) }.joined(separator: ".")
    }

    /// The format for a log whose messages are JSON objects, as those of services behind a container's or a collector's header are: their members
    /// are fields too. The same format where they are not, or it looks into them already.
    func opened(in sample: [UInt8]) -> LogFormat {
        if case .json(let table) = body, table.roles.message == nil { return self }
        guard inner == nil else { return self }
        var splitter = RecordSplitter(self), fields: [ByteRange] = [], objects: [UInt8] = [], lines = 0, found = 0
        splitter.decodedBase = sample.count
        for line in Self.sampledLines(sample) {
            fields.removeAll(keepingCapacity: true)
            let outcome = splitter.split(sample.span, from: line.lowerBound, to: line.upperBound, fields: &fields)
            guard outcome.unparsed == nil else { continue }
            lines += 1
            let range = outcome.content.indices
            let isDecoded = range.lowerBound >= sample.count
            let text =
                isDecoded
                ? Array(splitter.decoded[range.lowerBound - sample.count..<range.upperBound - sample.count]) : Array(sample[range])
            guard let start = JSONLineScanner.objectStart(text.span, from: 0, to: text.count),
                JSONLineScanner.scan(text.span, from: start, to: text.count, { _, _ in })
            else { continue }
            found += 1
            objects += text[start...] + [0x0A]
        }
        guard found > 0, 5 * found >= 4 * lines, case .json(let table) = Self.json(name: "json", keys: []).withKeys(in: objects).body else {
            return self
        }
        return opening(table)
    }

    /// What the keys of JSON or logfmt lines mean in a sample.
    static func roles(of keys: [String], of format: LogFormat, in sample: [UInt8]) -> KeyRoles {
        let span = sample.span, lines = sampledLines(sample)
        var seen: [String: KeyValues] = [:]
        for line in lines {
            let note = { (key: JSONLineScanner.Key, value: JSONLineScanner.Value) in
                guard key.range.count <= 128, seen.count <= KeyTable.limit else { return }
                seen[Self.name(of: key, in: sample), default: KeyValues()].add(sample.span, value.range)
            }
            if case .json = format.body {
                _ = JSONLineScanner.scan(span, from: line.lowerBound, to: line.upperBound, note)
            } else {
                _ = LogfmtScanner.scan(span, from: line.lowerBound, to: line.upperBound, note)
            }
        }
        return KeyRoles(keys.compactMap { key in seen[key].map { (key, $0) } }, lines: lines.count)
    }

    private static func contains(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
        let span = bytes.span
        var position = 0
        while true {
            position = ByteScan.find(text[0], in: span, from: position, to: bytes.count)
            guard position + text.count <= bytes.count else { return false }
            if ByteScan.equals(span, from: position, to: position + text.count, text) { return true }
            position += 1
        }
    }
}
