import Auspex

extension DelayStudy {
    /// What the table means, for docs/EVALUATION.md.
    static let text = """
        ## Throttled network

        Virtual machines of the simulated cloud (`auspex simulate openstack`), five seeds: 3,000 sessions of quiet operation to learn from, 3,000 judged
        while the network is throttled for stretches of about half a minute, a tenth of the time, and one session in twenty logs a number out of range.
        A stretch has a level between × 1.5 and × 20 (even on a logarithmic scale) and moves around it; the two steps that wait for the network then
        take so many times as long. `deeplog` with value models; one normal session in 500 may be reported for its keys and one in 500 for its values,
        thresholds from the quiet log alone. A slow step is *found* if its session is reported, *told right* if a finding names an unusual delay at that
        very record; a session is told right if its first finding is; a number, if the parameter is named.

        How far to trust it: a simulated log is a demonstration, and its usual delays are cleaner than a real cloud's. Even so a start usually
        takes 2.4 to 4.8 s, 2.65 s in the middle, so that slow-downs below × 2 can often not be told from chance; the lines from × 2 on (the factors
        `auspex simulate --throttle` takes unless told otherwise) are the ones to hold it to. The other of the two steps waits while the interface is
        polled; its delay counts from the record it regularly follows, not from the poll just before. That was built after an earlier version of this
        table had been seen. What the key model alone reports is its rate of false alarms. `named` is a session rule given by the user that takes every line which names the machine; `auto` finds only
        those with `[instance: …]`, and numbers in the calls of the interface belong to no session then.


        """

    /// The rows as a table: all seeds together, and the range over them where they differ.
    public static func markdown(_ rows: [Row]) -> String {
        var lines = ["| session rule | planted | times | found | told right | by the key model alone |", "|---|---|---|---|---|---|"]
        for sessions in Sessions.allCases {
            let own = rows.filter { $0.sessions == sessions }
            func line(_ name: String, isPlanted: Bool = true, _ count: (Row) -> Count) {
                let counts = own.map(count).filter { $0.total > 0 }
                guard !counts.isEmpty else { return }
                lines.append(
                    "| \(sessions.rawValue) | \(name) | \(counts.reduce(0) { $0 + $1.total }) | \(share(counts) { $0.found }) | "
                        + "\(isPlanted ? share(counts) { $0.explained } : "") | \(share(counts) { $0.byKeys }) |")
            }
            for band in factors.indices { line("step \(range(band))") { $0.steps[band] } }
            let clear = factors.firstIndex(of: clearFactor) ?? 0
            line("**every step × 2 and more**") { $0.steps[clear...].total }
            line("every step") { $0.steps.total }
            line("session, slowest step below × 2") { $0.slow[..<clear].total }
            line("**session, slowest step × 2 and more**") { $0.slow[clear...].total }
            line("session, every slow one") { $0.slow.total }
            line("**number out of range**") { $0.values }
            line("**nothing: false alarms**", isPlanted: false) { $0.normal }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func range(_ band: Int) -> String {
        let low = ReportFormat.fixed(factors[band], 1)
        return band + 1 < factors.count ? "× \(low) to \(ReportFormat.fixed(factors[band + 1], 1))" : "× \(low) and more"
    }

    private static func share(_ counts: [Count], _ part: (Count) -> Int) -> String {
        func percent(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(max(1, whole)) * 100 }
        let each = counts.map { percent(part($0), $0.total) }
        let all = ReportFormat.fixed(percent(counts.reduce(0) { $0 + part($1) }, counts.reduce(0) { $0 + $1.total }), 2)
        guard let low = each.min(), let high = each.max(), high - low >= 0.005 else { return "\(all) %" }
        return "\(all) % (\(ReportFormat.fixed(low, 2))–\(ReportFormat.fixed(high, 2)))"
    }
}

extension Sequence<DelayStudy.Count> {
    /// All of them together.
    fileprivate var total: DelayStudy.Count { reduce(into: DelayStudy.Count()) { $0.add($1) } }
}
