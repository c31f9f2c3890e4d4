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
    /// Where the run goes on from and what is open is kept.
    let state: String?
    /// Stop as soon as everything there is has been judged.
    let endsWhenQuiet: Bool
    let input: InputOptions
    let output: ResultOptions

    /// Anomalies kept after they were told: nobody asks for them.
    private static let keptAnomalies = 100

    func run() throws {
        guard output.report == nil else {
            throw InputError("--report needs an end; leave \(endsWhenQuiet ? "--state" : "--follow") out, or report the file afterwards")
        }
        let state = try state.map { try DetectionState(path: $0) }
        let inputs = try input.required()
        Interrupts.endGracefully()
        let live = try LiveModel(path: path, adapting: adapts ? .standard : nil)
        let clock = ContinuousClock()
        // The time between two runs has passed for the log too.
        let start = clock.now, began = Environment.now
        func now() -> Double { (clock.now - start).seconds }
        let following = RecordReader.Following(
            now: { began + now() }, sleep: { usleep(UInt32(max(0, $0) * 1_000_000)) },
            isStopped: { Interrupts.isRequested }, patience: 0.5, endsWhenQuiet: endsWhenQuiet, keepsOpen: state != nil)
        let options = DetectionRun.Options(
            inputs: inputs, format: input.reading.format, session: input.reading.session, anomalyLimit: Self.keptAnomalies,
            following: following, state: state)
        let meter = ProgressMeter()
        var news = FollowedNews(isJSON: output.json)
        var reported = Reported(path: path)
        let result = try DetectionRun(model: live.model, options: options).run(
            live: live,
            progress: { state in
                meter.show(state)
                reported.flush(of: live.model)
                live.takeNotes().forEach(note)
                try news.showGrowth(now: now())
                try Console.flushOutput()
            },
            found: { session, result in
                reported.add(session, result)
                try news.tell(session, result, live.model, now: now())
            },
            incident: { update, result in
                let raw = result.heldLines(of: IncidentWriter.references(of: update))
                let writer = IncidentWriter(model: live.model, result: result)
                let report = writer.report(update, raw: raw)
                reported.add(update, report)
                try news.tell(update, report, writer.news(of: update, raw: raw), now: now())
            }, problem: { note($0.description) },
            saving: {
                // What the state knows of has been told, and can be answered.
                try Console.flushOutput()
                reported.flush(of: live.model, isDue: true)
            })
        Console.endProgress()
        reported.flush(of: live.model, isLast: true)
        live.finish()
        live.takeNotes().forEach(note)
        try news.showGrowth()
        try Console.flushOutput()
        Console.line(
            "\(Words.count(Int(result.input.lines) - (result.kept?.linesBefore ?? 0), "line")), \(Words.count(result.sessions, result.unit.rawValue)) judged, "
                + "\(news.anomalies) anomalous, " + Words.count(news.incidents, "incident"))
        if let kept = result.kept {
            Console.line(
                "\(Words.count(kept.openSessions, result.unit.rawValue)) still open, kept in \(state?.path ?? "") with all "
                    + "\(Words.count(Int(result.input.lines), "line")) so far")
        }
        if let figures = live.figures { Console.line(FeedbackWords.sentence(figures)) }
        if output.failOnAnomaly, news.anomalies > 0 || news.incidents > 0 { throw ExitCode(1) }
    }

    private func note(_ sentence: String) { Console.line("note: \(Words.line(sentence, width: 300))") }
}
