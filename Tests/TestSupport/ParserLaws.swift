public import Auspex

/// The promises of ``TemplateParser``, checked against one parser. Returns what is broken, in words; nothing when all hold.
///
/// - Parameters:
///   - make: a new, empty parser; called several times.
///   - reload: saves a parser and loads it again; `nil` for parsers without state.
///   - messages: what it is tried on, besides hostile bytes.
///   - isOrdered: whether a template's words stand in a record in its order; for sets of words only that they are there is checked.
public func checkParser<Parser: TemplateParser>(
    _ make: () throws -> Parser, reload: ((Parser) throws -> Parser)? = nil, messages: [[UInt8]], isOrdered: Bool = true
) throws -> [String] {
    var broken: [String] = []
    func expect(_ condition: Bool, _ what: @autoclosure () -> String) { if !condition { broken.append(what()) } }
    let texts = messages + hostileMessages()
    let batch = RecordBatch(messages: texts)
    let half = RecordBatch(messages: Array(texts.prefix(texts.count / 2)))
    var events = EventBatch(), again = EventBatch()

    var parser = try make()
    parser.learn(batch, into: &events)
    let before = batch.bytes
    expect(batch.bytes == before && batch.records.count == texts.count, "learning changed its input")
    expect(events.templates.count == texts.count, "\(events.templates.count) events for \(texts.count) records")
    expect(events.parameterStarts.count == texts.count + 1, "\(events.parameterStarts.count) parameter starts for \(texts.count) records")

    var twin = try make()
    twin.learn(batch, into: &again)
    expect(events.templates == again.templates && events.parameters == again.parameters, "equal records in equal order gave other events")

    for index in events.templates.indices {
        let content = batch.records[index].content
        var position = content.start
        for span in events.parameters[Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])] {
            expect(span.range.start >= position && span.range.end >= span.range.start, "record \(index): parameters out of order")
            expect(span.range.end <= content.end, "record \(index): a parameter reaches beyond the content")
            position = span.range.end
        }
    }

    parser.match(batch, into: &events)
    let templates = parser.templates, revision = parser.revision
    parser.match(batch, into: &again)
    expect(events.templates == again.templates && events.parameters == again.parameters, "matching twice gave other events")
    expect(parser.templates == templates && parser.revision == revision, "matching changed the templates")
    for index in events.templates.indices where events.templates[index] != .none {
        expect(parser.canonical(events.templates[index]) == events.templates[index], "record \(index): matched an id that was given up")
        guard let template = parser.template(events.templates[index]) else {
            broken.append("record \(index): its template is not known")
            continue
        }
        let range = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
        let values = events.parameters[range].map { batch.text($0.range) }
        let content = batch.text(batch.records[index].content)
        guard isOrdered else {
            let words = Set(squeezed(content).split(separator: " "))
            for word in template.text.split(separator: " ") where !word.contains("<*>") && !word.utf8.contains(0x7F) {
                expect(words.contains(word), "record \(index): \(word) of its template is not in \(content.prefix(200))")
            }
            continue
        }
        if let filled = fill(template.text, values), !content.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), !content.contains("<*>") {
            expect(filled == squeezed(content), "record \(index): \(filled.prefix(200)) is not \(squeezed(content).prefix(200))")
        }
    }

    parser.finishLearning()
    for id in Set(events.templates) where id != .none {
        expect(parser.template(id) != nil, "the end of learning lost template \(id)")
        expect(parser.template(parser.canonical(id))?.id == parser.canonical(id), "\(id) resolves to no template")
    }

    var partial = try make()
    partial.learn(half, into: &events)
    if let reload {
        var copy = try reload(partial)
        expect(copy.templates == partial.templates, "save and load changed the templates")
        partial.match(batch, into: &events)
        copy.match(batch, into: &again)
        expect(
            events.templates == again.templates && events.parameters == again.parameters, "after save and load matching gave other events")
        partial.finishLearning()
        copy.finishLearning()
        expect(copy.templates == partial.templates, "after save and load the end of learning gave other templates")
        copy = try reload(partial)
        partial.learn(batch, into: &events)
        copy.learn(batch, into: &again)
        expect(events.templates == again.templates, "after save and load learning gave other ids")
        expect(copy.templates == partial.templates, "after save and load learning gave other templates")
    }
    return broken
}

/// Bytes no parser should trip over.
public func hostileMessages() -> [[UInt8]] {
    var random = RandomSource(seed: 11)
    var messages: [[UInt8]] = [
        [], [0], [0, 0, 0], [0x20], Array("   ".utf8), Array("\t\r\n".utf8), [0xFF, 0xFE, 0x80], [0x01, 0x1F, 0x20, 0x02],
        Array("<*>".utf8),
        Array("<*> <*><*>".utf8), Array("=".utf8), Array("a=".utf8), Array("a=\"".utf8), Array("a=\"\"".utf8), Array("=\"x".utf8),
        Array("/".utf8),
        Array("\\".utf8), Array("C:\\".utf8), Array("::".utf8), Array(":::::::::".utf8), Array("1:2:3:4:5:6:7:8:9:10".utf8),
        Array("-".utf8),
        Array("-1".utf8), Array("1.".utf8), Array("1.2.3.4:".utf8), Array("1.2.3.4:99999999".utf8), Array("999.1.1.1".utf8),
        Array("blk_".utf8), Array("blk_-".utf8), Array("0x".utf8), Array("@".utf8), Array("a@b".utf8), Array("http://".utf8),
        Array("Jan".utf8),
        Array("Sun Jan".utf8), Array("2015-".utf8), Array("\\x00 \\x1F".utf8), Array(repeating: UInt8(ascii: "a"), count: 18_000),
        Array(repeating: UInt8(ascii: "1"), count: 18_000), Array(repeating: UInt8(ascii: "="), count: 9_000),
        Array(String(repeating: "1 ", count: 9_000).utf8), Array(String(repeating: "a.", count: 9_000).utf8),
        Array(String(repeating: "x=\"", count: 9_000).utf8), Array(String(repeating: "<1 ", count: 9_000).utf8),
    ]
    let alphabet = Array("ab1 2=:/.-_\"'(),<>*\\@\u{0}\u{1}\u{1F}\u{7F}".utf8) + [0xFF, 0xC3, 0xA9]
    for _ in 0..<120 {
        let count = Int(random.next() % 60)
        messages.append((0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
    }
    return messages
}

/// A template with its wildcards replaced in order, or `nil` when their numbers differ (a list folded into one wildcard).
private func fill(_ template: String, _ values: [String]) -> String? {
    let pieces = template.split(separator: "<*>", omittingEmptySubsequences: false)
    guard pieces.count == values.count + 1 else { return nil }
    var out = String(pieces[0])
    for (index, value) in values.enumerated() { out += value + pieces[index + 1] }
    return squeezed(out)
}

private func squeezed(_ text: String) -> String {
    text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" || $0 == "\u{0B}" || $0 == "\u{0C}" })
        .joined(separator: " ")
}
