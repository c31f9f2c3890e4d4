import Foundation
import TestSupport
import Testing

/// Slow steps and strange values through the real program, from raw lines.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct ValueCommandTests {
    /// Every record of an instance, those of the interface's server too.
    static let session = ["--session", "(?:instance: |servers/|instance )([0-9a-f-]{36})"]

    /// Simulates a cloud's log into a folder; the planted faults by session: kind and line.
    @discardableResult static func simulate(
        _ name: String, in folder: TemporaryFolder, lines: Int, rate: String, seed: Int, faults: [String] = []
    ) throws -> [String: (kind: String, line: Int)] {
        let arguments =
            [
                "simulate", "openstack", "--lines", "\(lines)", "--anomaly-rate", rate, "--seed", "\(seed)", "--line-labels",
                folder.file("l.csv"),
            ]
            + faults.flatMap { ["--fault", $0] }
        let result = try Program.run(arguments)
        expectDone(result)
        _ = try folder.write(name, result.output)
        var planted: [String: (kind: String, line: Int)] = [:]
        for row in try String(contentsOfFile: folder.file("l.csv"), encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            planted[String(cells[1])] = (String(cells[2]), try #require(Int(cells[0])))
        }
        return planted
    }

    @Test func `train and detect find slow steps and strange values, and only value models do`() throws {
        let folder = try TemporaryFolder()
        try Self.simulate("quiet.log", in: folder, lines: 6_000, rate: "0", seed: 1)
        let planted = try Self.simulate(
            "today.log", in: folder, lines: 5_000, rate: "0.2", seed: 2, faults: ["slowStep", "valueOutOfRange"])
        func train(_ model: String, _ settings: [String] = []) throws {
            let arguments = ["train", "quiet.log", "--model", model, "--set", "model=ngram"] + settings.flatMap { ["--set", $0] }
            expectDone(try Program.run(arguments + Self.session, in: folder))
        }
        func detect(_ model: String) throws -> [String: Any] {
            try object(Program.run(["detect", model, "today.log", "--json", "--all", "--limit", "500"], in: folder))
        }
        try train("a.auspex")
        let found = try detect("a.auspex")
        var right = 0
        for anomaly in try #require(found["anomalies"] as? [[String: Any]]) {
            guard let name = anomaly["session"] as? String, let fault = planted[name] else { continue }
            let events = try #require(anomaly["events"] as? [[String: Any]])
            for finding in try #require(anomaly["findings"] as? [[String: Any]]) {
                guard let place = finding["event"] as? Int, events[place]["line"] as? Int == fault.line else { continue }
                let value = try #require(finding["value"] as? [String: Any])
                #expect(finding["reason"] as? String == (fault.kind == "slowStep" ? "unusualDelay" : "unusualValue"))
                #expect((value["name"] as? String == "delay") == (fault.kind == "slowStep"))
                #expect(value["observed"] is Double && value["excess"] is Double && value["usual"] is [Double])
                right += 1
                break
            }
        }
        #expect(planted.count > 25 && Double(right) >= 0.95 * Double(planted.count), "\(right) of \(planted.count)")

        // The same seed and input: the same model and the same scores, also when it is read again.
        try train("b.auspex")
        #expect(try folder.contents(of: "a.auspex") == folder.contents(of: "b.auspex"))
        let again = try detect("b.auspex")
        #expect((again["verdicts"] as? [NSDictionary]) == (found["verdicts"] as? [NSDictionary]))

        try train("c.auspex", ["values=false"])
        let blind = try detect("c.auspex")
        let flagged = try #require(blind["anomalies"] as? [[String: Any]]).compactMap { $0["session"] as? String }
        #expect(flagged.allSatisfy { planted[$0] == nil })

        // The page, one session, and what the model holds for usual.
        let page = try Program.run(["detect", "a.auspex", "today.log", "--report", "r.html"], in: folder)
        expectDone(page)
        #expect(page.output.contains("unusual delay") && page.output.contains("tolerated up to"))
        #expect(try String(contentsOfFile: folder.file("r.html"), encoding: .utf8).contains("tolerated up to"))
        let slow = try #require(planted.first { $0.value.kind == "slowStep" }?.key)
        let told = try Program.run(["explain", "a.auspex", "today.log", "--id", slow], in: folder)
        expectDone(told)
        #expect(told.output.contains("unusual delay") && told.output.contains("took "))
        let inspected = try Program.run(["inspect", "a.auspex"], in: folder)
        expectDone(inspected)
        #expect(inspected.output.contains("memory: size, used") && inspected.output.contains("left out: "))
        let values = try #require(object(Program.run(["inspect", "a.auspex", "--json"], in: folder))["values"] as? [String: Any])
        #expect((values["keys"] as? [[String: Any]])?.contains { ($0["steps"] as? [Any])?.isEmpty == false } == true)
        #expect(try object(Program.run(["inspect", "c.auspex", "--json"], in: folder))["values"] == nil)
    }

    @Test func `a slow step and a strange value called normal stay silent, others do not, and revert brings them back`() throws {
        let folder = try TemporaryFolder()
        try Self.simulate("quiet.log", in: folder, lines: 6_000, rate: "0", seed: 1)
        let planted = try Self.simulate(
            "today.log", in: folder, lines: 5_000, rate: "0.2", seed: 2, faults: ["slowStep", "valueOutOfRange"])
        expectDone(
            try Program.run(["train", "quiet.log", "--model", "m.auspex", "--set", "model=ngram"] + Self.session, in: folder))
        func detect() throws -> [String: Any] {
            try object(Program.run(["detect", "m.auspex", "today.log", "--json", "--all", "--limit", "500"], in: folder))
        }
        /// Reported sessions, worst first, with the reasons.
        func reports(_ found: [String: Any]) throws -> [(session: String, reasons: Set<String>)] {
            try (#require(found["anomalies"] as? [[String: Any]])).map { anomaly in
                let findings = try #require(anomaly["findings"] as? [[String: Any]])
                return (try #require(anomaly["session"] as? String), Set(findings.compactMap { $0["reason"] as? String }))
            }
        }
        func faults(_ sessions: [String]) -> Set<String> { Set(sessions.compactMap { planted[$0]?.kind }) }
        let before = try detect()
        let first = try reports(before)
        // The mildest: the worse ones must stay.
        let answered = try ["unusualDelay", "unusualValue"].map { reason in
            try #require(first.last { $0.reasons == [reason] }?.session)
        }
        for session in answered {
            let said = try Program.run(["feedback", "m.auspex", "--anomaly", session, "--verdict", "normal"], in: folder)
            expectDone(said)
            #expect(said.output.contains("silent from now on; ") && said.output.contains("usual delays and values"), "\(said.output)")
        }
        let after = try reports(detect()).map(\.session)
        #expect(answered.allSatisfy { !after.contains($0) })
        #expect(faults(after) == ["slowStep", "valueOutOfRange"] && after.count > first.count / 2, "\(first.count) → \(after.count)")
        let listed = try Program.run(["feedback", "m.auspex", "--list"], in: folder)
        #expect(listed.output.contains("feedback-2  \(answered[1])"), "\(listed.output)")
        for _ in answered { expectDone(try Program.run(["feedback", "m.auspex", "--revert"], in: folder)) }
        #expect(try detect()["verdicts"] as? [NSDictionary] == before["verdicts"] as? [NSDictionary])
    }

    @Test func `settings of values that make no sense are refused by name`() throws {
        let sample = try Sample.shared, folder = try TemporaryFolder()
        for (setting, word) in [
            ("values=maybe", "values=maybe"), ("values.units=0", "values.units"), ("values.always=often", "values.always"),
            ("values.nonsense=1", "values.nonsense"),
        ] {
            let arguments = ["train", sample.quiet, "--model", folder.file("m.auspex"), "--set", "model=ngram", "--set", setting]
            expectRefused(try Program.run(arguments), naming: word)
        }
    }
}
