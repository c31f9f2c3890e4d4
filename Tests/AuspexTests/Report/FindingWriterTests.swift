import Testing

@testable import Auspex

@Suite struct FindingWriterTests {
    private static let five = TemplateID(rawValue: 5), twelve = TemplateID(rawValue: 12), bare = TemplateID(rawValue: 7)
    private let writer = FindingWriter(texts: [five: "Receiving E12 <*>", twelve: "Done", bare: "E7"])

    private func words(_ detail: Finding.Detail) -> [String] {
        let finding = Finding(detail, detector: "d", score: 1, threshold: 0)
        return [writer.observed(finding), writer.expected(finding)]
    }

    @Test func `a template is told by its text, whatever that holds; one without a text by its id`() {
        #expect(
            words(.unseenPair(Self.five, after: Self.bare)) == ["‹Receiving E12 …› after E7", "a successor of E7 seen in training"])
        #expect(words(.unseenPair(nil, after: Self.twelve)) == ["end after ‹Done›", "a successor of ‹Done› seen in training"])
        #expect(words(.unseenPair(Self.twelve, after: nil)) == ["‹Done› after the start", "a successor of the start seen in training"])
    }

    @Test func `counts of lines of a new kind are words, and that none was expected goes without saying`() {
        func difference(_ template: TemplateID, _ seen: Int, _ usual: Double) -> Finding.CountDifference {
            .init(template: template, seen: seen, usual: usual)
        }
        #expect(
            words(.counts([difference(.none, 2, 0), difference(Self.bare, 57, 63)], more: 0))
                == ["2 lines of a new kind, 57 × E7", "63 × E7 in the nearest normal session"])
        #expect(
            words(.counts([difference(.none, 1, 0)], more: 0)) == ["1 line of a new kind", "no such line in the nearest normal session"])
        #expect(
            words(.counts([difference(Self.bare, 3, 2)], more: 4)) == [
                "3 × E7, and 4 more", "2 × E7, and 4 more in the nearest normal session",
            ])
        #expect(words(.residual([difference(Self.bare, 9, 3.14)])) == ["9 × E7", "about 3.1 × E7 beside the session's other counts"])
        #expect(writer.headline([difference(.none, 2, 0)], more: 1) == "2 lines of a new kind instead of 0, and other counts differ")
        #expect(writer.headline([difference(Self.twelve, 2, 1)], more: 0) == "2 × ‹Done› instead of 1")
        #expect(writer.headline([difference(Self.twelve, 0, 1)], more: 0) == "no ‹Done› instead of 1")
    }

    @Test func `a record that fits no template is never called E0`() {
        for detail in [
            .newTemplate(.none, known: 3), .unexpectedEvent(.none, probability: 0.1, rank: 4), .unseenPair(.none, after: TemplateID.none),
            .rareTemplate(.none, frequent: 9), .counts([.init(template: .none, seen: 1, usual: 0)], more: 0),
        ] as [Finding.Detail] {
            #expect(!words(detail).joined().contains("E0") && words(detail)[0].contains("kind"), "\(detail)")
        }
    }

    @Test func `every kind of finding has words, a reason and a name of its own`() {
        let all: [Finding.Detail] =
            [
                .newTemplate(Self.five, known: 3), .unexpectedEvent(Self.five, probability: 0.004, rank: 12),
                .unexpectedEnd(probability: 0, rank: 3), .unseenPair(nil, after: nil), .rareTemplate(Self.five, frequent: 9),
                .counts([], more: 0), .residual([]), .length(4, usual: 1...3), .classified(as: "anomalous", probability: 0.97),
                .classifiedCounts([.init(template: Self.bare, seen: 3, usual: 1)], probability: nil),
                .rule([.init(template: Self.bare, seen: 3, lower: 2, upper: nil)], probability: 1),
                .rareCounts([.init(template: Self.bare, seen: 3, lower: 1, upper: 2)]),
                .invariant(
                    [.init(template: Self.bare, coefficient: 1, seen: 3), .init(template: Self.twelve, coefficient: -2, seen: 1)], value: 1,
                    support: 0.99),
            ] + EvidenceFamily.allCases.filter { $0 != .newTemplate }.map { .lines($0) }
        #expect(Set(all.map(\.kind)).count == all.count)
        #expect(words(all[1])[0] == "‹Receiving E12 …› (chance 0.4 %)" && words(all[8])[0] == "looks like anomalous (97 %)")
        #expect(words(all[7]) == ["4 lines", "1 to 3 lines"] && all[7].reason == .unseenLength)
        #expect(all[3].reason == .unfinishedSession && all[2].reason == .unfinishedSession && all[8].reason == .classifier)
        #expect(Set(all[13...].map { words($0)[0] }).count == all.count - 13)
        #expect(words(all[9]) == ["looks anomalous: 3 × E7", "about 1 × E7 in normal sessions"])
        #expect(words(all[10]) == ["looks anomalous (100 % of such sessions): at least 2 × E7", ""])
        #expect(words(all[11]) == ["3 × E7", "1 to 2 × E7"])
        #expect(
            words(all[12]) == [
                "3 × E7, 1 × ‹Done›", "count of E7 = 2 × count of ‹Done›, as in 99 % of the training sessions",
            ])
    }

    @Test func `numbers out of a damaged journal are worded without a trap`() {
        for number in [Double.nan, .infinity, 1e300, -1e300] {
            #expect(!words(.unexpectedEvent(Self.five, probability: number, rank: .max))[0].isEmpty)
            #expect(!words(.counts([.init(template: Self.five, seen: .min, usual: number)], more: .max)).isEmpty)
        }
    }
}
