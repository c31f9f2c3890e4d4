extension SkeletonParser {
    /// Parses a batch and learns from it.
    public mutating func learn(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        parse(batch, isLearning: true, into: &events)
        checkInvariants()
    }

    /// Parses a batch without learning: a record that fits no template as it is gets ``TemplateID/none`` and its masked spans.
    public mutating func match(_ batch: borrowing RecordBatch, into events: inout EventBatch) {
        parse(batch, isLearning: false, into: &events)
    }

    /// The hot loop.
    ///
    /// Unsafe because the scanner reads the batch's bytes through a pointer; safe because each record's range is cut to the batch first and the
    /// pointer does not leave the closure.
    private mutating func parse(_ batch: borrowing RecordBatch, isLearning: Bool, into events: inout EventBatch) {
        events.removeAll(reserving: batch.records.count)
        var scratch = MaskScratch(limit: configuration.maxTextLength)
        let bytes = batch.bytes, fields = batch.fields, fieldCount = batch.fieldCount
        let records = batch.records
        let request = RequestFields(configuration.head, fieldCount: fieldCount)
        let looksForSessions = sessionMask.map { isLearning || $0.isNeeded } ?? false
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                for _ in records { events.append(parseEmpty(isLearning: isLearning)) }
                return
            }
            for index in records.indices {
                let content = records[index].content.indices.clamped(to: 0..<buffer.count)
                if let request, records[index].unparsed == nil {
                    unsafe scratch.maskRequest(base, request, fields, fieldCount, index)
                } else {
                    let head = head(fields, fieldCount, index, bytes)
                    unsafe mask(base, content, head, bytes, [], &scratch)
                    if looksForSessions {
                        let record = records[index].raw.indices.clamped(to: 0..<buffer.count)
                        unsafe maskSession(buffer, record, content, head, bytes, &scratch)
                    }
                }
                let found = unsafe look(scratch.skeleton, scratch.skeletonCount, isLearning: isLearning)
                if isLearning { table.record(found.slot) }
                if found.placeCount == 0 {
                    unsafe events.append(found.id, UnsafeBufferPointer(start: scratch.spans, count: scratch.spanCount))
                } else {
                    append(found, scratch, into: &events)
                }
            }
        }
    }

    // MARK: Masking
    // What follows is mutating only so that nothing is copied: to borrow a value that holds an existential costs a copy of all of it for each record.

    /// Masks one text into the scratch memory; `values` are ranges that are masked whatever they look like, in order.
    @unsafe private mutating func mask(
        _ base: UnsafePointer<UInt8>, _ content: Range<Int>, _ head: [[UInt8]], _ bytes: [UInt8], _ values: [Range<Int>],
        _ scratch: inout MaskScratch
    ) {
        let end = Swift.min(content.upperBound, content.lowerBound &+ scratch.limit)
        var scanner = unsafe MaskScanner(text: base, start: content.lowerBound, end: end, scratch: scratch)
        for token in head { scanner.preface(token, at: content.lowerBound) }
        if !configuration.masksValues {
            scanner.copyTokens(from: content.lowerBound, to: end)
        } else if userMasks.isEmpty, values.isEmpty {
            scanner.scan(from: content.lowerBound, to: end)
        } else {
            var next = content.lowerBound
            for (range, mask) in userMasks.matches(in: bytes, range: content.lowerBound..<end, besides: values) {
                scanner.scan(from: next, to: range.lowerBound)
                scanner.forced(range, mask: mask)
                next = range.upperBound
            }
            scanner.scan(from: next, to: end)
        }
        if end < content.upperBound { scanner.forced(end..<content.upperBound, mask: Skeleton.mask) }
        scanner.finish(at: content.upperBound)
        scratch.skeletonCount = scanner.count
        scratch.spanCount = scanner.spanCount
        scratch.tokenCount = scanner.tokenCount
    }

    /// Masks the text once more where the session rule extracts what the byte-level masks have left.
    @inline(never)
    @unsafe private mutating func maskSession(
        _ buffer: UnsafeBufferPointer<UInt8>, _ record: Range<Int>, _ content: Range<Int>, _ head: [[UInt8]], _ bytes: [UInt8],
        _ scratch: inout MaskScratch
    ) {
        guard let base = buffer.baseAddress, configuration.masksValues else { return }
        let looked = content.lowerBound..<Swift.min(content.upperBound, content.lowerBound &+ scratch.limit)
        unsafe sessionMask?.find(in: UnsafeRawBufferPointer(buffer), record: record, content: looked)
        guard let values = sessionMask?.found, !values.isEmpty, sessionMask?.leavesSomething(scratch) == true else { return }
        sessionMask?.isNeeded = true
        unsafe mask(base, content, head, bytes, values, &scratch)
    }

    /// The tokens that stand in front of the text, one string of word bytes for each.
    private mutating func head(_ fields: [ByteRange], _ fieldCount: Int, _ record: Int, _ bytes: [UInt8]) -> [[UInt8]] {
        let field: Int
        let isExact: Bool
        switch configuration.head {
        case .statement(let index): (field, isExact) = (index, true)
        case .component(let index): (field, isExact) = (index, true)
        // A record that is no request.
        case .access: return [[UInt8(ascii: "-")], [UInt8(ascii: "-")]]
        case nil:
            guard let index = configuration.severityField else { return [] }
            (field, isExact) = (index, false)
        }
        let index = record * fieldCount + field
        guard field >= 0, field < fieldCount, index < fields.count, fields[index].count > 0 else { return [[UInt8(ascii: "-")]] }
        let text = bytes[fields[index].indices.clamped(to: 0..<bytes.count)]
        if isExact { return [text.prefix(MaskScratch.headLimit).map { $0 > 0x20 && $0 != 0x7F ? $0 : UInt8(ascii: "-") }] }
        return [text.prefix(32).map { ByteClass.of($0) & ByteClass.word == 0 ? UInt8(ascii: "-") : $0 }]
    }

    // MARK: Templates

    /// Cache first, tree second.
    @inline(__always)
    @unsafe private mutating func look(_ skeleton: UnsafePointer<UInt8>, _ count: Int, isLearning: Bool) -> CachedMatch {
        let hash = unsafe Skeleton.hash(skeleton, count: count)
        let entry = unsafe cache.find(hash, skeleton, count: count)
        if entry >= 0 {
            let match = cache.match(entry)
            if match.version == table.versions.version(match.scope), match.isLearnt || !isLearning { return match }
        }
        return unsafe ask(UnsafeBufferPointer(start: skeleton, count: count), hash, entry, isLearning: isLearning)
    }

    /// Asks the tree, and remembers what it says.
    @inline(never)
    @unsafe private mutating func ask(
        _ skeleton: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ entry: Int, isLearning: Bool
    ) -> CachedMatch {
        var line = SkeletonLine()
        unsafe line.assign(skeleton)
        let isStatement = head.isStatement(line)
        let found: TreeMatch
        if isStatement {
            found = isLearning ? learnStatement(line) : matchStatement(line)
        } else {
            found = isLearning ? learn(line) : tree.match(line, table)
        }
        // A statement's texts have parameters of their own, whatever its template shows.
        let hasPlaces = found.slot >= 0 && !isStatement
        let match = CachedMatch(
            slot: found.slot, id: found.slot < 0 ? .none : table.ids[Int(found.slot)], scope: found.scope,
            version: table.versions.version(found.scope), isLearnt: isLearning)
        return unsafe cache.set(
            entry, hash, skeleton, match, places: hasPlaces ? tree.places(of: line, in: found.slot, table) : [],
            isLasting: found.isLasting || isLearning)
    }

    private mutating func learn(_ line: SkeletonLine) -> TreeMatch {
        if let found = tree.join(line, &table) { return found }
        makeRoom()
        return tree.insert(table.add(line), &table)
    }

    /// Gives the least recently matched template up when there is no room for another.
    private mutating func makeRoom() {
        guard let slot = table.oldest() else { return }
        if head.isStatement(table.lines[Int(slot)]) {
            if let statement = statements.removeValue(forKey: head.key(table.lines[Int(slot)])) { table.versions.release(statement.scope) }
            table.versions.touchWhole()
        } else {
            tree.remove(slot, &table)
        }
        table.release(slot)
    }

    private func matchStatement(_ line: SkeletonLine) -> TreeMatch {
        guard let statement = statements[head.key(line)] else { return TreeMatch(slot: -1, scope: -1) }
        return TreeMatch(slot: statement.slot, scope: statement.scope)
    }

    private mutating func learnStatement(_ line: SkeletonLine) -> TreeMatch {
        let key = head.key(line)
        if let statement = statements[key] {
            var template = table.lines[Int(statement.slot)]
            if template.generalise(toCover: line) {
                table.rewrite(statement.slot, template)
                table.versions.touch(statement.scope)
            }
            return TreeMatch(slot: statement.slot, scope: statement.scope)
        }
        makeRoom()
        let slot = table.add(line)
        file(statement: slot)
        return TreeMatch(slot: slot, scope: statements[key]?.scope ?? -1)
    }

    /// Files a statement's template.
    mutating func file(statement slot: Int32) {
        statements[head.key(table.lines[Int(slot)])] = Statement(slot: slot, scope: table.versions.make())
        table.versions.touchWhole()
    }

    private mutating func parseEmpty(isLearning: Bool) -> TemplateID {
        let empty: [UInt8] = [0]
        return unsafe empty.withUnsafeBufferPointer { buffer -> TemplateID in
            guard let base = buffer.baseAddress else { return .none }
            let found = unsafe look(base, 0, isLearning: isLearning)
            if isLearning { table.record(found.slot) }
            return found.id
        }
    }

    // MARK: Parameters

    /// Parameters where the template was generalised: what stands at a variable place is one parameter, masked spans elsewhere are one each.
    ///
    /// A place whose text is one masked span keeps that span's kind.
    private mutating func append(_ found: CachedMatch, _ scratch: borrowing MaskScratch, into events: inout EventBatch) {
        var span = 0, token = 0
        for index in found.placeStart..<(found.placeStart + found.placeCount) {
            let place = cache.place(index)
            let first = Swift.min(Int(place.first), scratch.tokenCount), end = Swift.min(Int(place.end), scratch.tokenCount)
            while token < first {
                while span < scratch.spanCount, unsafe scratch.spans[span].range.start < scratch.tokens[token].end {
                    unsafe events.parameters.append(scratch.spans[span])
                    span += 1
                }
                token += 1
            }
            guard end > first else {
                // An empty place lies where the token before it ends.
                let position = unsafe first > 0 ? scratch.tokens[first - 1].end : scratch.tokenCount > 0 ? scratch.tokens[0].start : 0
                events.parameters.append(ParameterSpan(range: ByteRange(start: position, end: position), kind: .word))
                continue
            }
            let start = unsafe scratch.tokens[first].start + place.prefix, last = unsafe scratch.tokens[end - 1].end
            let range = ByteRange(start: start, end: Swift.max(start, last - place.suffix))
            var kind = ParameterKind.word
            while span < scratch.spanCount, unsafe scratch.spans[span].range.start < last {
                let inner = unsafe scratch.spans[span]
                kind = inner.range == range ? inner.kind : .identifier
                span += 1
            }
            events.parameters.append(ParameterSpan(range: range, kind: kind))
            token = end
        }
        // Spans of the tokens that are left, and values behind the text, such as the duration of a request.
        while span < scratch.spanCount {
            unsafe events.parameters.append(scratch.spans[span])
            span += 1
        }
        events.close(found.id)
    }
}
