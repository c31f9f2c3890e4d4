extension ParameterTally {
    /// Names that stand before numbers which name things instead of measuring them.
    private static let naming: Set<String> = [
        "id", "ids", "pid", "ppid", "tid", "uid", "gid", "port", "thread", "process", "session", "request", "req", "task", "attempt", "job",
        "sector",
        "lbasect", "inode", "fd", "handle", "serial", "seq", "sequence", "number", "no", "nr", "version", "line", "user", "node", "rank",
    ]
    /// Names that stand before codes: few values without an order.
    private static let coding: Set<String> = ["status", "code", "errno", "error", "exit", "level", "signal", "state", "type", "mode", "rc"]

    private static func isIdentifier(_ kind: ParameterKind) -> Bool {
        switch kind {
        case .ipv4, .ipv6, .mac, .uuid, .block, .path, .url, .email: true
        case .word, .number, .hexadecimal, .timestamp, .quantity, .user, .identifier: false
        }
    }

    /// Decides what the parameter is and whether a value model uses it.
    func profile(template: TemplateID, position: Int, layout: Int) -> ParameterProfile {
        let (kind, isUsed, reason) = decision()
        var unit = units.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? .plain
        var factor = 1.0
        if unit == .plain, let followingUnit, kind == .duration || kind == .size {
            unit = followingUnit
            factor = followingFactor
        }
        let words = kind == .enumeration ? self.words : [:]
        return ParameterProfile(
            template: template, position: position, layout: layout, name: name, kind: kind, unit: kind == .enumeration ? .plain : unit,
            factor: factor, isUsed: isUsed, reason: reason, count: seen, distinct: distinct.count,
            range: numbers > 0 ? low * factor...high * factor : nil, words: words, unusable: unusable, anchor: anchor)
    }

    private func decision() -> (ParameterProfile.Kind, Bool, String) {
        let identifiers = kinds.reduce(0) { Self.isIdentifier($1.key) ? $0 + $1.value : $0 }
        if identifiers * 2 > seen {
            let kind = kinds.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? .identifier
            return (.identifier, false, "names a thing (\(kind))")
        }
        if kinds[.timestamp, default: 0] * 2 > seen { return (.text, false, "a date or time of day") }
        let usable = seen - unusable
        if usable > 0, numbers * 10 >= usable * 9 { return numberDecision() }
        let isFew = distinct.count <= ParameterProfiler.categoryLimit
        if seen < ParameterProfiler.leastRecords { return (.text, false, "seen in too few records") }
        if isFew, distinct.count * 5 <= seen {
            return distinct.count == 1
                ? (.enumeration, true, "always the same word") : (.enumeration, true, "one of \(distinct.count) words")
        }
        return distinct.count * 2 > min(seen, ParameterProfiler.distinctLimit)
            ? (.identifier, false, "too many different words")
            : (.text, false, "words of more than \(ParameterProfiler.categoryLimit) kinds")
    }

    private func numberDecision() -> (ParameterProfile.Kind, Bool, String) {
        let unit = units.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? .plain
        let measured = unit == .plain ? followingUnit ?? .plain : unit
        let kind: ParameterProfile.Kind =
            switch measured {
            case .bytes: .size
            case .seconds: .duration
            case .plain, .hertz, .percent: hexadecimals * 2 > numbers ? .hexadecimal : fractions > 0 ? .decimal : .integer
            }
        guard seen >= ParameterProfiler.leastRecords else { return (kind, false, "seen in too few records") }
        let word = name.lowercased()
        let isFew = distinct.count <= ParameterProfiler.categoryLimit
        if measured == .plain, fractions == 0 {
            if Self.coding.contains(word), isFew, distinct.count > 1 { return (.enumeration, true, "one of \(distinct.count) codes") }
            if leadingZeros > 0 { return (.identifier, false, "written with leading zeros") }
            if Self.naming.contains(word) { return (.identifier, false, "'\(name)' names a thing") }
            if hexadecimals * 2 > numbers, !isFew { return (.identifier, false, "many different hexadecimal numbers") }
            // Every value new and nearly every one larger than the last: a running number.
            if distinct.count * 10 >= min(numbers, ParameterProfiler.distinctLimit) * 9, rises * 10 >= numbers * 8 {
                return (.identifier, false, "a running number")
            }
        }
        if distinct.count == 1 { return (kind, true, "always the same number") }
        return (kind, true, "measures something")
    }
}
