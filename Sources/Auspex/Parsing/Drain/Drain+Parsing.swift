extension Drain {
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
        let access = AccessFields(configuration.head, fieldCount: fieldCount)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                for _ in records { events.append(parseEmpty(isLearning: isLearning)) }
                return
            }
            for index in records.indices {
                let content = records[index].content.indices.clamped(to: 0..<buffer.count)
                if let access, records[index].unparsed == nil {
                    unsafe maskAccess(base, access, fields, fieldCount, index, &scratch)
                } else {
                    unsafe mask(base, content, head(fields, fieldCount, index, bytes), bytes, &scratch)
                }
                let found = unsafe look(scratch.skeleton, scratch.skeletonCount, isLearning: isLearning)
                if isLearning {
                    learntRecords &+= 1
                    counts[Int(found.slot)] &+= 1
                    lastMatches[Int(found.slot)] = learntRecords
                }
                if found.isPlain || found.slot < 0 {
                    unsafe events.append(found.id, UnsafeBufferPointer(start: scratch.spans, count: scratch.spanCount))
                } else {
                    appendGeneralised(found.slot, found.id, scratch, into: &events)
                }
            }
        }
    }

    /// Masks one text into the scratch memory.
    @unsafe private func mask(
        _ base: UnsafePointer<UInt8>, _ content: Range<Int>, _ head: [[UInt8]], _ bytes: [UInt8], _ scratch: inout MaskScratch
    ) {
        let end = Swift.min(content.upperBound, content.lowerBound &+ scratch.limit)
        var scanner = unsafe MaskScanner(text: base, start: content.lowerBound, end: end, scratch: scratch)
        for token in head { scanner.preface(token, at: content.lowerBound) }
        if userMasks.isEmpty {
            scanner.scan(from: content.lowerBound, to: end)
        } else {
            var next = content.lowerBound
            for (range, mask) in userMasks.matches(in: bytes, range: content.lowerBound..<end) {
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

    /// The tokens that stand in front of the text, one string of word bytes for each.
    private func head(_ fields: [ByteRange], _ fieldCount: Int, _ record: Int, _ bytes: [UInt8]) -> [[UInt8]] {
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

    /// Cache first, tree second.
    @inline(__always)
    @unsafe private mutating func look(_ skeleton: UnsafePointer<UInt8>, _ count: Int, isLearning: Bool) -> CachedMatch {
        let hash = unsafe Skeleton.hash(skeleton, count: count)
        let entry = unsafe cache.find(hash, skeleton, count: count)
        if entry >= 0 {
            let match = cache.match(entry)
            let version = match.leaf >= 0 ? tree.version(match.leaf) : tree.version
            if match.version == version, match.isLearnt || !isLearning { return match }
        }
        let match = unsafe walk(UnsafeBufferPointer(start: skeleton, count: count), isLearning: isLearning)
        // A full search looks beyond one leaf, so its result has no single version to be checked against.
        if !configuration.searchesAllGroups || match.isLearnt { unsafe cache.set(entry, hash, skeleton, count: count, match) }
        return match
    }

    @inline(never)
    @unsafe private mutating func walk(_ skeleton: UnsafeBufferPointer<UInt8>, isLearning: Bool) -> CachedMatch {
        var line = DrainLine()
        unsafe line.assign(skeleton)
        let found = isLearning ? learn(line) : search(line)
        // A statement's texts have parameters of their own, whatever its template shows.
        let isPlain = found.slot < 0 || lines[Int(found.slot)].wildcardCount == 0 || isStatement(line)
        return CachedMatch(
            slot: found.slot, id: found.slot < 0 ? .none : ids[Int(found.slot)], leaf: found.leaf,
            version: found.leaf >= 0 ? tree.version(found.leaf) : tree.version, isLearnt: isLearning, isPlain: isPlain)
    }

    private mutating func parseEmpty(isLearning: Bool) -> TemplateID {
        let empty: [UInt8] = [0]
        return unsafe empty.withUnsafeBufferPointer { buffer -> TemplateID in
            guard let base = buffer.baseAddress else { return .none }
            let found = unsafe look(base, 0, isLearning: isLearning)
            if isLearning {
                learntRecords &+= 1
                counts[Int(found.slot)] &+= 1
                lastMatches[Int(found.slot)] = learntRecords
            }
            return found.id
        }
    }

    /// Parameters where the template was generalised: what stands at a wildcard is one parameter, masked spans elsewhere are one each.
    ///
    /// A wildcard whose text is one masked span keeps that span's kind.
    private func appendGeneralised(_ slot: Int32, _ id: TemplateID, _ scratch: borrowing MaskScratch, into events: inout EventBatch) {
        let template = lines[Int(slot)]
        var span = 0
        for index in 0..<Swift.min(template.tokens.count, scratch.tokenCount) {
            let token = template.tokens[index]
            let place = unsafe scratch.tokens[index]
            guard token.isWildcard else {
                while span < scratch.spanCount, unsafe scratch.spans[span].range.start < place.end {
                    unsafe events.parameters.append(scratch.spans[span])
                    span += 1
                }
                continue
            }
            let range = ByteRange(
                start: place.start + UInt32(token.prefix),
                end: Swift.max(place.start + UInt32(token.prefix), place.end - UInt32(token.suffix)))
            var kind = ParameterKind.word
            while span < scratch.spanCount, unsafe scratch.spans[span].range.start < place.end {
                let inner = unsafe scratch.spans[span]
                kind = inner.range == range ? inner.kind : .identifier
                span += 1
            }
            events.parameters.append(ParameterSpan(range: range, kind: kind))
        }
        // Values behind the text, such as the duration of a request.
        while span < scratch.spanCount {
            unsafe events.parameters.append(scratch.spans[span])
            span += 1
        }
        events.close(id)
    }
}
