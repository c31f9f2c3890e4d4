import Auspex
import Testing

@Suite struct TemplateVocabularyTests {
    @Test func `the vocabulary numbers templates in order and knows what it does not know`() {
        let vocabulary = TemplateVocabulary([7, 3, 7, 0].map { TemplateID(rawValue: $0) })
        #expect(vocabulary.templates.map(\.rawValue) == [3, 7])
        #expect(vocabulary.number(of: TemplateID(rawValue: 3)) == 1)
        #expect(vocabulary.number(of: TemplateID(rawValue: 4)) == vocabulary.unknown)
        #expect(vocabulary.number(of: .none) == vocabulary.unknown)
        #expect(vocabulary.template(of: 2)?.rawValue == 7)
        #expect(vocabulary.template(of: 0) == nil && vocabulary.template(of: 3) == nil && vocabulary.template(of: -1) == nil)
    }
}
