import Auspex

extension MicroservicesStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        let learnt =
            "Learnt from \(ReportFormat.grouped(outcome.trainingTraces)) traces; the lines are tied together by \(outcome.sessions), "
            + "which it found by itself. In brackets: 95 % intervals (exact, Clopper and Pearson).\n"
        let pointed = outcome.faults.count { $0.rank != nil }, named = outcome.faults.count { $0.namedRank != nil }
        let incidents =
            "\(outcome.incidents) incidents were told. They point at \(pointed) of the \(outcome.faults.count) faults (one of an incident's first "
            + "\(LabTruth.evidence) lines belongs to a trace of the fault), and for \(named) of them the first line of such an incident is one of the "
            + "faulty service or of a method named after it, the call to it.\n"
        return [text, learnt, table(outcome.rows), incidentText, incidents, table(outcome.faults)].joined(separator: "\n")
    }

    private static let text = """
        ## Microservices

        TrainTicket, 27 services with 22 injected faults (Yu et al., Nezha, ESEC/FSE 2023): `auspex scan test.log.gz --baseline train.log.gz --all`. A trace is a
        request through up to 17 services whose lines interleave; one training trace in ten is itself disturbed, as an operator has it. Fault against
        normal traces; *other* are traces in which something else is wrong, so an alarm is right for an operator; *uncertain* ones may be touched.

        How far to trust it: return and exception faults are labelled by statements that are missing or new, so that a new count vector finds them by
        construction; slow calls straight from the gateway leave no pause in the log, so that a quarter of the delayed traces cannot be seen. What
        judges traces and makes incidents of them was built while these labels were visible.

        """

    private static let incidentText = """
        ### Incidents

        The faults in the order of time. An incident that shows little beyond what an earlier one showed counts as that one's recurrence, so that the second of
        two equal faults has none of its own.

        """

    private static func table(_ rows: [Row]) -> String {
        let kinds = Set(rows.flatMap(\.kinds.keys)).sorted()
        var lines = [
            "| detector | F1 | TPR | FPR | " + kinds.joined(separator: " | ") + " | other | uncertain |",
            "|" + String(repeating: "---|", count: kinds.count + 6),
        ]
        for row in rows {
            let cells =
                [row.detector, ReportFormat.fixed(row.f1, 3), row.fault.text, row.normal.text]
                + kinds.map { (row.kinds[$0] ?? Share()).text } + [row.other.text, row.uncertain.text]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table(_ faults: [Fault]) -> String {
        func rank(_ value: Int?) -> String { value.map { "\($0)" } ?? "–" }
        var lines = [
            "| fault | kind | service | traces found | rank of the first incident that points at it | of the first that names the service |",
            "|---|---|---|---|---|---|",
        ]
        for fault in faults {
            lines.append(
                "| \(fault.id) | \(fault.kind) | \(fault.service) | \(fault.traces.part) of \(fault.traces.whole) | \(rank(fault.rank)) | "
                    + "\(rank(fault.namedRank)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
