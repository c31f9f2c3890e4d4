import Foundation

extension LineJudge {
    /// Looks at a record as a step of its session.
    mutating func judgeStep(_ table: borrowing ObservationTable, _ record: Int, _ texts: Texts, _ body: (LineEvidence) -> Void) {
        let prepared = prepared
        let step = prepared.tasks.step(table, record)
        guard step >= 0 else { return }
        // The table is not captured: that would copy it for every record.
        let statement = table.statements[record], line = table.lines[record], time = table.times[record]
        var over: [TaskEnd] = []
        sessions.add(
            table, record, step: step, isOpening: prepared.tasks.isOpening(statement), branch: prepared.tasks.branch(table, record),
            handovers: prepared.tasks.handovers
        ) { over.append($0) }
        for end in over { close(end, body) }
        guard let session = sessions.session else { return }
        let moment = sessions.current
        func sign(_ detail: LineEvidence.Detail) -> SessionSign {
            SessionSign(line: line, statement: statement, time: time, detail: detail)
        }
        session.note(frequency: prepared.kinds[Int(statement)].count, sign(.unusualCount()))
        func tell(_ detail: LineEvidence.Detail, _ score: Double, _ key: UInt64) {
            guard score > 0, !prepared.muted.contains(key) else { return }
            if session.subject.isEmpty { session.subject = texts.session(record) }
            var item = LineEvidence(
                detail: detail, score: score, time: time, line: line, statement: statement, subject: session.subject, key: key,
                session: moment.session)
            if case .slowSession = detail, let latest = session.latestSign {
                // Where it stood still longest tells more than where it became too much.
                item.detail = latest.detail
                item.line = latest.line
                item.statement = latest.statement
                item.moreLines = latest.next.map { [$0] } ?? []
            }
            session.strengths.raise(item.family, to: score, sign: sign(detail))
            body(item)
        }
        let delay = moment.before >= 0 ? prepared.tasks.delay(moment.before, moment.step) : nil
        if moment.before >= 0, !moment.isBranching, !prepared.tasks.isKnown(moment) { judgeOrder(moment, prepared, tell) }
        if let delay, moment.delay > delay.maximum { judgeDelay(moment, delay, prepared, tell) }
        let late = prepared.tasks.slowness(of: moment, delay: delay)
        if late.factors > 0 { judgeLateness(moment, late, session, prepared, line: line, time: time, tell) }
        if moment.kind >= 0 { judgeKind(moment, session, prepared, tell) }
    }

    @inline(never)
    private func judgeOrder(_ moment: TaskMoment, _ prepared: Prepared, _ tell: (LineEvidence.Detail, Double, UInt64) -> Void) {
        guard let context = prepared.tasks.model.choices(after: moment), context.counts[moment.step] == nil else { return }
        // What other kinds of session do is less of a surprise.
        let isKnownElsewhere = prepared.tasks.model.pooled[moment.before]?.counts[moment.step] != nil
        tell(
            .unexpectedOrder(after: statement(moment.before), usual: context.usual.map(statement)),
            -log(context.expectedNew) * (isKnownElsewhere ? 0.5 : 1),
            ObservationReader.mix(9, TaskModel.pair(moment.before, moment.step)))
    }

    @inline(never)
    private func judgeDelay(
        _ moment: TaskMoment, _ tail: Tail, _ prepared: Prepared, _ tell: (LineEvidence.Detail, Double, UInt64) -> Void
    ) {
        let tasks = prepared.tasks.model
        let own = tail.excess(moment.delay, slack: tasks.lateness) - log(Double(tasks.delays.count))
        tell(
            .slowStep(after: statement(moment.before), seconds: moment.delay, usual: tail.maximum),
            prepared.model.surprise(of: moment.delay, name: LineEvidence.delayName, own: own),
            ObservationReader.mix(10, TaskModel.pair(moment.before, moment.step)))
    }

    /// Seconds beyond the longest pause learnt from that are worth showing to a person.
    private static let leastStall = 0.05

    @inline(never)
    private func judgeLateness(
        _ moment: TaskMoment, _ late: (factors: Double, seconds: Double), _ session: OpenTask, _ prepared: Prepared, line: LineReference,
        time: Double,
        _ tell: (LineEvidence.Detail, Double, UInt64) -> Void
    ) {
        session.add(late)
        if let neighbour = moment.neighbourLine, let longest = prepared.tasks.model.longestPause(before: moment),
            moment.pause > longest + Self.leastStall
        {
            // Where it stood still is the record before the pause: what was asked for there came late.
            session.note(
                lateness: late.factors,
                SessionSign(
                    line: neighbour, next: line, statement: statement(moment.neighbour), time: time - moment.pause,
                    detail: .stalled(seconds: moment.pause, usual: longest, next: statement(moment.step))))
        }
        // Told at the step that makes it too much, and at further ones that add to it.
        guard let usual = prepared.slowness else { return }
        let score = usual.excess(session.slowness)
        guard score > 0, usual.excess(session.slowness - late.factors) <= 0 || late.factors > 0.5 else { return }
        tell(.slowSession(seconds: session.lateSeconds), score, 15)
    }

    private func judgeKind(
        _ moment: TaskMoment, _ session: OpenTask, _ prepared: Prepared, _ tell: (LineEvidence.Detail, Double, UInt64) -> Void
    ) {
        let tasks = prepared.tasks
        let key = TaskModel.pair(moment.kind, moment.step)
        if moment.before >= 0, moment.repetition == 1, let missing = tasks.required(key).first(where: { !session.hasSeen($0) }),
            session.tellMissing(missing)
        {
            // It was there in all sessions with this step, of which there were so many.
            let count = Double(tasks.repetitions[key]?.count ?? TaskLearner.leastSessions)
            tell(.missingStep(statement(missing)), 0.5 * log(count) + 0.7, ObservationReader.mix(11, key))
        }
        if let tail = tasks.repetitions[key], Double(moment.repetition) > tail.maximum {
            tell(
                .repeatedStep(count: moment.repetition, usual: Int(tail.maximum)),
                tail.excess(Double(moment.repetition)) - log(Double(tasks.model.repetitions.count)), ObservationReader.mix(12, key))
        }
    }

    /// Looks at a session that is over as a whole.
    mutating func close(_ end: TaskEnd, _ body: (LineEvidence) -> Void) {
        var end = end
        end.strengths.raise(.slowSession, to: end.slowness)
        end.strengths.show(.slowSession, end.latest)
        let tasks = prepared.tasks.model
        func tell(_ detail: LineEvidence.Detail, _ score: Double, _ key: UInt64) {
            guard score > 0, !prepared.muted.contains(key) else { return }
            body(
                LineEvidence(
                    detail: detail, score: score, time: end.lastTime, line: end.lastLine, statement: statement(end.last),
                    subject: end.subject, moreLines: [end.firstLine], key: key, session: end.session))
        }
        if end.kind >= 0 {
            if let vectors = tasks.vectors[end.kind], vectors.total >= TaskModel.least,
                tasks.vectorSets[end.kind]?.wrappedValue.contains(end.vector) == false, end.isOver
            {
                var detail = LineEvidence.Detail.unusualCount()
                if let odd = tasks.stepCounts?.oddity(kind: end.kind, end.counts) {
                    detail = .unusualCount(of: statement(odd.step), count: odd.count, usual: odd.usual)
                }
                end.rarest?.detail = detail
                end.strengths.raise(.unusualCount, to: -log(vectors.unseenMass), sign: end.rarest)
                if vectors.total >= 50, vectors.expectedNew < 0.5 {
                    tell(detail, -log(vectors.expectedNew), ObservationReader.mix(13, UInt64(end.kind)))
                }
            }
            if end.isOver, let ends = tasks.ends[end.kind], ends.total >= 50, ends.counts[end.last] == nil, ends.expectedNew < 0.5 {
                let score = -log(ends.expectedNew) * (tasks.allEnds.contains(end.last) ? 0.5 : 1)
                end.strengths.raise(
                    .unfinishedSession, to: score,
                    sign: SessionSign(
                        line: end.lastLine, statement: statement(end.last), time: end.lastTime, detail: .unfinished(statement(end.last))))
                tell(.unfinished(statement(end.last)), score, ObservationReader.mix(14, UInt64(end.last)))
            }
        }
        ended.append(end)
    }

    private func statement(_ step: Int32) -> Int32 { prepared.tasks.model.steps.statements[Int(step)] }
}
