import Foundation
import TestSupport
import Testing

/// Where in which task sessions went wrong, as the program tells it.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct DiagnosisCommandTests {
    private struct Made {
        var folder: TemporaryFolder
        var model: String
        var today: String
    }

    /// A model of 200 jobs, and a log of 40 with a missing step, a wrong order, an early end and a slow step in it.
    private static let made = Result<Made, any Error> {
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", JobLog.text(JobLog.normal(200)))
        let model = folder.file("jobs.auspex")
        let trained = try Program.run(["train", quiet, "--session", "job_\\d+", "--model", model, "--set", "model=ngram"])
        try #require(trained.code == 0, "\(trained.messages)")
        let faults = [
            JobLog.Job(20, steps: [0, 1, 3, 5]), JobLog.Job(21, steps: [0, 1, 4, 3, 5]), JobLog.Job(22, steps: [0, 1, 3]),
            JobLog.Job(23, steps: [0, 1, 3, 4, 5], pauses: [3: 14]),
        ]
        let jobs = JobLog.normal(20) + faults + (24..<400).map { JobLog.Job($0, steps: [0, 1, 3, 4, 5]) }
        return Made(folder: folder, model: model, today: try folder.write("today.log", JobLog.text(jobs)))
    }

    /// The part of `explain` about the task.
    private func told(_ session: String) throws -> String {
        let made = try Self.made.get()
        let result = try Program.run(["explain", made.model, made.today, "--id", session], environment: ["COLUMNS": "100"])
        expectDone(result)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("  task ") }, "\(result.output)")
        return lines[start...].prefix { !$0.isEmpty }.joined(separator: "\n")
    }

    @Test func `a missing step is told with its neighbours' lines`() throws {
        #expect(
            try told("job_20") == """
                  task session
                    last good   103  2024-05-01 10:06:44 INFO runner: job_20 disk attached
                    expected    ‹… network ready› (100 %, never came)
                    came        104  2024-05-01 10:06:46 INFO runner: job_20 instance started
                """)
    }

    @Test func `a wrong order is told`() throws {
        #expect(
            try told("job_21") == """
                  task session
                    last good   106  2024-05-01 10:07:02 INFO runner: job_21 image fetched from store
                    expected    ‹… disk attached› (100 %)
                    came        107  2024-05-01 10:07:04 INFO runner: job_21 network ready
                    also odd    108  2024-05-01 10:07:06 INFO runner: job_21 disk attached
                """)
    }

    @Test func `an early end is told`() throws {
        #expect(
            try told("job_22") == """
                  task session
                    last good   112  2024-05-01 10:07:24 INFO runner: job_22 disk attached
                    expected    ‹… network ready› (100 %, never came)
                    came        nothing: the session ended
                    never came  ‹… instance started›
                """)
    }

    @Test func `a slow step is told with both lines`() throws {
        #expect(
            try told("job_23") == """
                  task session  every step in its place
                    slow step   14 s, usually 2 s to 2 s
                    from        115  2024-05-01 10:07:44 INFO runner: job_23 disk attached
                    to          116  2024-05-01 10:07:58 INFO runner: job_23 network ready
                """)
    }

    @Test func `a normal session is in its place`() throws {
        #expect(try told("job_3") == "  task session  every step in its place")
    }

    @Test func `the JSON of explain and detect and the report carry the place`() throws {
        let made = try Self.made.get()
        let explained = try object(Program.run(["explain", made.model, made.today, "--id", "job_20", "--json"]))
        let place = try #require(explained["diagnosis"] as? [String: Any])
        #expect(place["task"] as? String == "session" && place["fit"] as? String == "located")
        #expect((place["lastGood"] as? [String: Any])?["line"] as? Int == 103)
        #expect((place["neverCame"] as? [[String: Any]])?.first?["text"] as? String == "<*> network ready")
        let report = made.folder.file("today.html")
        let found = try object(Program.run(["detect", made.model, made.today, "--json", "--report", report]))
        let anomalies = try #require(found["anomalies"] as? [[String: Any]])
        #expect(anomalies.allSatisfy { $0["diagnosis"] != nil } && anomalies.contains { $0["session"] as? String == "job_20" })
        let page = try String(contentsOfFile: report, encoding: .utf8)
        #expect(page.contains("<use href=\"#task0\"/>") && page.contains("Last good step") && page.contains("came</text>"))
    }

    @Test func `a model without workflows tells no task`() throws {
        let made = try Self.made.get()
        let folder = try TemporaryFolder()
        let quiet = try folder.write("quiet.log", JobLog.text(JobLog.normal(200)))
        let arguments = [
            "train", quiet, "--session", "job_\\d+", "--model", folder.file("m.auspex"), "--set", "model=ngram", "--set", "workflow=false",
        ]
        expectDone(try Program.run(arguments))
        let told = try Program.run(["explain", folder.file("m.auspex"), made.today, "--id", "job_20"])
        expectDone(told)
        #expect(!told.output.contains("task session"))
    }
}
