extension FollowedSources {
    /// Files of earlier runs that are remembered.
    private static let pastLimit = 512

    /// How far everything was read.
    func state(_ formats: SourceFormats, _ summary: ReadSummary) -> ReadingState {
        ReadingState(
            sources: sources.map { $0.state(format: formats.number(of: $0.number)) }, past: past, summary: summary)
    }

    /// An assembler that goes on with what was unfinished.
    static func assembler(_ number: Int, _ format: LogFormat, _ options: RecordReader.Options, unfinished: [UInt8]) throws -> LineAssembler
    {
        var assembler = LineAssembler(source: number, format: format, options: options)
        try assembler.restore(unfinished)
        return assembler
    }

    /// Reads what rotation made of a log after it had been emptied and not been written again: nothing tells the file that is there now from the one
    /// that was there then.
    mutating func findRotatedBehindEmpty(_ resumption: Resumption, _ formats: SourceFormats) {
        for (number, moment) in resumption.empty {
            guard let place = sources.firstIndex(where: { $0.number == number }) else { continue }
            let format = formats.formats[formats.number(of: number)]
            sources[place].take(
                old: missed(RotatedFiles(of: sources[place].path).since(moment), number, format, resumption), now: following.now())
        }
    }

    /// Files that nobody has read, opened.
    private func missed(_ members: [RotatedFiles.Member], _ number: Int, _ format: LogFormat, _ resumption: Resumption) -> [OpenLog] {
        members.compactMap { member in
            guard !sources.contains(where: { $0.has(member) }),
                !resumption.entries.contains(where: { $0.mark.isMark(of: member) }),
                let source = try? ByteSource(path: member.path, waits: false)
            else { return nil }
            return OpenLog(source, LineAssembler(source: number, format: format, options: options, latest: source.modified))
        }
    }

    /// Looks beside the logs for what was open under their names and is not there any more, and for what came between; says what is lost.
    mutating func findRotated(_ resumption: inout Resumption, _ formats: SourceFormats, _ summary: inout ReadSummary) throws {
        for place in sources.indices {
            let name = sources[place].path, number = sources[place].number, format = formats.formats[formats.number(of: number)]
            let open = resumption.takeOpen(under: name)
            guard !open.isEmpty else { continue }
            let files = RotatedFiles(of: name)
            var logs: [OpenLog] = []
            for entry in open {
                guard
                    let source = files.open(entry.mark, at: entry.position, isCopy: false)
                        ?? files.open(entry.mark, at: entry.position, isCopy: true)
                else {
                    // Of a file that was already turned away from, all there was had been read.
                    guard entry.isCurrent else { continue }
                    summary.add(
                        InputProblem(
                            file: name, offset: entry.position,
                            what: "the file that was read up to here is gone or was emptied meanwhile; what was written behind it is lost"))
                    continue
                }
                let log = OpenLog(source, try Self.assembler(number, format, options, unfinished: entry.unfinished ?? []))
                logs.append(log)
                guard entry.isCurrent, let file = log.mark?.file else { continue }
                var next: PathLook.File?
                if case .file(let there) = PathLook(name) { next = there }
                logs += missed(files.behind(file, written: entry.mark.written, before: next), number, format, resumption)
            }
            sources[place].take(old: logs, now: following.now())
        }
        // The latest ones stand first.
        past = resumption.entries.prefix(Self.pastLimit).map { ReadingState.Past(mark: $0.mark, position: $0.position) }
    }
}
