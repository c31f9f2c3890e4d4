extension LogFormat {
    /// The named formats, in the order they are tried: the 16 systems of the Loghub collection (header patterns as in logparser's
    /// benchmark settings), then general ones.
    public static let names: [String] = all.map(\.name)

    /// The format with a name in any case; common other names are understood.
    static func named(_ name: String) -> LogFormat? {
        let aliases = [
            "access": "combined", "nginx": "combined", "apache-access": "combined", "jsonl": "json", "syslog3164": "syslog",
            "rfc3164": "syslog", "rfc5424": "syslog5424", "journald": "journal", "plain": "raw", "timestamp": "generic",
            "healthapp": "HealthApp", "kalaki": "Nova",
        ]
        let wanted = name.lowercased()
        let target = (aliases[wanted] ?? wanted).lowercased()
        return all.first { $0.name.lowercased() == target }
    }

    /// The format with other JSON or logfmt keys; the same format where keys have no part in it.
    ///
    /// - Parameter roles: what the keys mean; `nil`: what their names tell.
    func withKeys(_ keys: [String], _ roles: KeyRoles? = nil) -> LogFormat {
        switch body {
        case .json: Self.json(name: name, keys: keys, roles)
        case .logfmt: Self.logfmt(keys: keys, roles)
        case .access: Self.access(extras: keys.filter { !AccessScanner.fieldNames.contains($0) })
        default: self
        }
    }

    /// The format with the keys of a sample, and what they mean there.
    func withKeys(in sample: [UInt8]) -> LogFormat {
        let keys = Self.keys(of: self, in: sample)
        guard hasKeys else { return withKeys(keys) }
        return withKeys(keys, Self.roles(of: keys, of: self, in: sample))
    }

    /// What the keys of a structured format mean; `nil` for other formats.
    var keyRoles: KeyRoles? {
        switch body {
        case .json(let table), .logfmt(let table): table.roles
        default: nil
        }
    }

    /// Whether the field names come from a sample of the input.
    var wantsKeys: Bool {
        switch body {
        case .json(let table), .logfmt(let table): table.names.isEmpty
        case .access(let extras): extras == nil
        default: false
        }
    }

    static let all: [LogFormat] = loghub + general

    private static let loghub: [LogFormat] = [
        header(
            "HDFS", "<Date> <Time> <Pid> <Level> <Component>: <Content>", time: "yyMMdd HHmmss", from: "Date", to: "Time",
            specificity: 0.12, checks: ["Level": .level]),
        header(
            "Hadoop", "<Date> <Time> <Level> \\[<Process>\\] <Component>: <Content>", time: "yyyy-MM-dd HH:mm:ssS", from: "Date",
            to: "Time", specificity: 0.12, checks: ["Level": .level]),
        header(
            "Spark", "<Date> <Time> <Level> <Component>: <Content>", time: "yy/MM/dd HH:mm:ss", from: "Date", to: "Time",
            specificity: 0.10, checks: ["Level": .level]),
        header(
            "Zookeeper", "<Date> <Time> - <Level>  \\[<Node>:<Component>@<Id>\\] - <Content>", time: "yyyy-MM-dd HH:mm:ssS",
            from: "Date", to: "Time", specificity: 0.14, checks: ["Level": .level]),
        header(
            "BGL", "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>", time: nil,
            from: "Timestamp", to: "Timestamp", specificity: 0.14, checks: ["Type": .upperWord, "Level": .level]),
        header(
            "HPC", "<LogId> <Node> <Component> <State> <Time> <Flag> <Content>", time: nil, from: "Time", to: "Time",
            specificity: 0.10, checks: ["LogId": .number, "Flag": .number]),
        header(
            "Thunderbird", "<Label> <Timestamp> <Date> <User> <Month> <Day> <Time> <Location> <Component>(\\[<PID>\\])?: <Content>",
            time: nil, from: "Timestamp", to: "Timestamp", specificity: 0.13, checks: ["Day": .number]),
        header(
            "Windows", "<Date> <Time>, <Level>                  <Component>    <Content>", time: "yyyy-MM-dd HH:mm:ss",
            from: "Date", to: "Time", specificity: 0.10, checks: ["Level": .level]),
        header(
            "Linux", "<Month> <Date> <Time> <Level> <Component>(\\[<PID>\\])?: <Content>", time: "MMM_d_HH:mm:ss", from: "Month",
            to: "Time", specificity: 0.04, hints: ["(pam_unix)"], level: "-"),
        header(
            "Android", "<Date> <Time>  <Pid>  <Tid> <Level> <Component>: <Content>", time: "MM-dd HH:mm:ssS", from: "Date",
            to: "Time", specificity: 0.12, checks: ["Pid": .number, "Tid": .number]),
        header(
            "HealthApp", "<Time>\\|<Component>\\|<Pid>\\|<Content>", time: "yyyyMMdd-H:m:sS", from: "Time", to: "Time",
            specificity: 0.12, checks: ["Pid": .number]),
        header(
            "Apache", "\\[<Time>\\] \\[<Level>\\] <Content>", time: "E_MMM_d_HH:mm:ssSz_yyyy", from: "Time", to: "Time",
            specificity: 0.10),
        header(
            "Proxifier", "\\[<Time>\\] <Program> - <Content>", time: "MM.dd HH:mm:ss", from: "Time", to: "Time", specificity: 0.10),
        header(
            "OpenSSH", "<Date> <Day> <Time> <Component> sshd\\[<Pid>\\]: <Content>", time: "MMM_d_HH:mm:ss", from: "Date", to: "Time",
            specificity: 0.12, checks: ["Pid": .number], level: "-"),
        header(
            "OpenStack", "<Logrecord> <Date> <Time> <Pid> <Level> <Component> \\[<ADDR>\\] <Content>", time: "yyyy-MM-dd HH:mm:ssS",
            from: "Date", to: "Time", specificity: 0.13, checks: ["Level": .level, "Pid": .number]),
        header(
            "Mac", "<Month>  <Date> <Time> <User> <Component>\\[<PID>\\]( \\(<Address>\\))?: <Content>", time: "MMM_d_HH:mm:ss",
            from: "Month", to: "Time", specificity: 0.04, hints: ["com.apple.", "kernel[0]"], level: "-"),
    ]

    private static let general: [LogFormat] = [
        header(
            "Nova", "<Level> <Component> [<Request>] <Content>", time: nil, from: nil, to: nil, specificity: 0.10,
            checks: ["Level": .level]),
        header(
            "redis", "<Pid>:<Role> <Day> <Month> <Year> <Time> <Level> <Content>", time: "d_MMM_yyyy HH:mm:ssS", from: "Day", to: "Time",
            specificity: 0.12, checks: ["Pid": .number]),
        header(
            "syslog", "(\\<<Pri>\\>)?<Month> <Day> <Time> <Host> <Component>(\\[<PID>\\])?: <Content>", time: "MMM_d_HH:mm:ss",
            from: "Month", to: "Time", specificity: 0.06, level: "-"),
        header(
            "syslog-iso", "<Time> <Host> <Component>(\\[<PID>\\])?: <Content>", time: "yyyy-MM-ddTHH:mm:ssSZ", from: "Time",
            to: "Time", specificity: 0.05, checks: ["Host": .notLevel, "Component": .programName], hints: ["systemd[", "CRON[", "sshd["],
            level: "-"),
        header(
            "audit", "type=<Type> msg=audit\\(<Time>:<Serial>\\): <Content>", time: nil, from: "Time", to: "Time", specificity: 0.16,
            component: "Type"),
        syslog5424, access(extras: nil), json(name: "journal", keys: []), json(name: "json", keys: []), logfmt(keys: []),
        LogFormat(
            name: "generic", specification: "generic", body: .timeLed, fieldNames: ["Time", "Level", "Component"], timeFields: 0...0,
            time: .any, requiresTime: true),
        LogFormat(name: "raw", specification: "raw", body: .raw, fieldNames: [], specificity: -1),
    ]

    /// A named header format; `time` nil with fields given means seconds since 1970.
    private static func header(
        _ name: String, _ pattern: String, time: String?, from: String?, to: String?, specificity: Double,
        checks: [String: Check] = [:], hints: [String] = [], level: String? = nil, component: String? = nil
    ) -> LogFormat {
        guard let program = try? HeaderProgram(pattern) else { preconditionFailure("the pattern of \(name) does not compile") }
        let names = program.fieldNames
        let first = from.flatMap { names.firstIndex(of: $0) }, last = to.flatMap { names.firstIndex(of: $0) }
        var range: ClosedRange<Int>?
        if let first, let last { range = first...last }
        return LogFormat(
            name: name, specification: name, body: .header(program), fieldNames: names, timeFields: range,
            time: range == nil ? nil : time.map { .layout(TimeLayout($0)) } ?? .epoch, requiresTime: range != nil,
            specificity: specificity, checks: checks, hints: hints, levelField: level, componentField: component)
    }

    private static let syslog5424: LogFormat = {
        guard let program = try? HeaderProgram("\\<<Pri>\\><Version> <Time> <Host> <Component> <PID> <MsgId> <Content>") else {
            preconditionFailure("the pattern of syslog5424 does not compile")
        }
        return LogFormat(
            name: "syslog5424", specification: "syslog5424", body: .header5424(program),
            fieldNames: program.fieldNames + ["StructuredData"], timeFields: 2...2, time: .layout(TimeLayout("yyyy-MM-ddTHH:mm:ssSZ")),
            specificity: 0.14, checks: ["Pri": .number, "Version": .number], levelField: "-")
    }()

    /// Access logs with what stands behind the agent.
    static func access(extras: [String]?) -> LogFormat {
        let table = extras.map { KeyTable(extras: $0) }
        return LogFormat(
            name: "combined", specification: "combined", body: .access(table), fieldNames: AccessScanner.fieldNames + (table?.names ?? []),
            timeFields: AccessScanner.timeField...AccessScanner.timeField, time: .layout(TimeLayout("d/MMM/yyyy:HH:mm:ssSZ")),
            requiresTime: true, joins: false, specificity: 0.14)
    }

    /// A header of columns that was learnt.
    static func columns(_ program: ColumnProgram) -> LogFormat {
        LogFormat(
            name: "columns", specification: program.specification, body: .columns(program), fieldNames: program.fieldNames,
            timeFields: 0...0, time: .any, requiresTime: true, specificity: min(0.09, 0.025 * Double(program.strength)))
    }

    /// JSON lines with known keys; `journal` is the same with journald's names.
    static func json(name: String, keys: [String], _ roles: KeyRoles? = nil) -> LogFormat {
        let table = KeyTable(keys, roles)
        return LogFormat(
            name: name, specification: name, body: .json(table), fieldNames: table.names,
            timeFields: table.timeKey.map { $0...$0 }, time: .any, joins: false, specificity: name == "journal" ? 0.16 : 0.15,
            hints: name == "journal" ? ["\"__REALTIME_TIMESTAMP\"", "\"MESSAGE\""] : [])
    }

    /// logfmt with known keys.
    static func logfmt(keys: [String], _ roles: KeyRoles? = nil) -> LogFormat {
        let table = KeyTable(keys, roles)
        return LogFormat(
            name: "logfmt", specification: "logfmt", body: .logfmt(table), fieldNames: table.names,
            timeFields: table.timeKey.map { $0...$0 }, time: .any, joins: false, specificity: 0.13)
    }
}
