import ArgumentParser
import Auspex

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `auspex detect --follow`: anomalies as they come, until Ctrl-C.
struct Follow {
    let path: String
    /// Learn from sessions that are clearly normal.
    let adapts: Bool
    let input: InputOptions
    let output: ResultOptions

    func run() throws {
        guard output.report == nil else { throw InputError("--report needs an end; leave --follow out, or report the file afterwards") }
        let inputs = try input.required()
        Interrupts.endGracefully()
        let live = try LiveModel(path: path, adapting: adapts ? .standard : nil)
        let clock = ContinuousClock()
        let start = clock.now
        let following = RecordReader.Following(
            now: { (clock.now - start).seconds }, sleep: { usleep(UInt32(max(0, $0) * 1_000_000)) }, isStopped: { Interrupts.isRequested })
        let options = DetectionRun.Options(
            inputs: inputs, format: input.reading.format, session: input.reading.session, following: following)
        let meter = ProgressMeter()
        var count = 0
        var reported = Reported(path: path)
        let result = try DetectionRun(model: live.model, options: options).run(
            live: live,
            progress: { state in
                meter.show(state)
                reported.flush(of: live.model)
                live.takeNotes().forEach(note)
                try Console.flushOutput()
            },
            found: { session, result in
                count += 1
                reported.add(session, result)
                try tell(session, result, live.model)
            })
        Console.endProgress()
        reported.flush(of: live.model, isLast: true)
        live.finish()
        live.takeNotes().forEach(note)
        let incidents = try tellIncidents(result, live.model)
        Console.line(
            "\(Words.count(Int(result.input.lines), "line")), \(Words.count(result.sessions, result.unit.rawValue)) judged, \(count) anomalous, "
                + Words.count(incidents, "incident"))
        if let figures = live.figures { Console.line(FeedbackWords.sentence(figures)) }
        if output.failOnAnomaly, count > 0 || incidents > 0 { throw ExitCode(1) }
    }

    private func note(_ sentence: String) { Console.line("note: \(Words.line(sentence, width: 300))") }

    /// Incidents are known when the log has ended.
    ///
    /// - Returns: how many there are.
    private func tellIncidents(_ result: DetectionResult, _ model: TrainedModel) throws -> Int {
        let writer = IncidentWriter(model: model, result: result)
        let incidents = writer.reports(raw: result.heldLines(of: writer.references))
        if output.json {
            for incident in incidents { try Console.print(JSONDocument.detectIncident.text(incident, pretty: false)) }
        } else {
            try IncidentPage(incidents: incidents, result: result).show()
        }
        try Console.flushOutput()
        return incidents.count
    }

    private func tell(_ session: JudgedSession, _ result: DetectionResult, _ model: TrainedModel) throws {
        let anomaly = try Explanation(model: model, result: result, inputs: [], held: result.heldLines(of: session)).explain(session)
        if output.json {
            try Console.print(JSONDocument.detectAnomaly.text(anomaly, pretty: false))
        } else {
            try AnomalyPage.tell(AnomalyGroup(anomaly), unit: result.unit.rawValue)
        }
        try Console.flushOutput()
    }
}
