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
            now: { (clock.now - start).seconds }, sleep: { usleep(UInt32(max(0, $0) * 1_000_000)) }, isStopped: { Interrupts.isRequested },
            patience: 0.5)
        let options = DetectionRun.Options(
            inputs: inputs, format: input.reading.format, session: input.reading.session, following: following)
        let meter = ProgressMeter()
        var news = FollowedNews(isJSON: output.json)
        var reported = Reported(path: path)
        let result = try DetectionRun(model: live.model, options: options).run(
            live: live,
            progress: { state in
                meter.show(state)
                reported.flush(of: live.model)
                live.takeNotes().forEach(note)
                try news.showGrowth(now: (clock.now - start).seconds)
                try Console.flushOutput()
            },
            found: { session, result in
                reported.add(session, result)
                try news.tell(session, result, live.model, now: (clock.now - start).seconds)
            },
            incident: { update, result in
                let raw = result.heldLines(of: IncidentWriter.references(of: update))
                let writer = IncidentWriter(model: live.model, result: result)
                let report = writer.report(update, raw: raw)
                reported.add(update, report)
                try news.tell(update, report, writer.news(of: update, raw: raw), now: (clock.now - start).seconds)
            })
        Console.endProgress()
        reported.flush(of: live.model, isLast: true)
        live.finish()
        live.takeNotes().forEach(note)
        try news.showGrowth()
        try Console.flushOutput()
        Console.line(
            "\(Words.count(Int(result.input.lines), "line")), \(Words.count(result.sessions, result.unit.rawValue)) judged, "
                + "\(news.anomalies) anomalous, " + Words.count(news.incidents, "incident"))
        if let figures = live.figures { Console.line(FeedbackWords.sentence(figures)) }
        if output.failOnAnomaly, news.anomalies > 0 || news.incidents > 0 { throw ExitCode(1) }
    }

    private func note(_ sentence: String) { Console.line("note: \(Words.line(sentence, width: 300))") }
}
