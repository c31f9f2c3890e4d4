extension ReportJournal {
    /// The strongest finding of a report in words, with the templates' texts.
    public func headline(of entry: Entry) -> String {
        entry.verdict.findings.first.map(FindingWriter(texts: texts).observed) ?? ""
    }
}
