import Testing

@testable import Auspex

@Suite struct NoteTests {
    @Test func `a note comes back from its description, whatever it says`() throws {
        let notes = Note.Kind.allCases.flatMap { kind in
            ["HDFS: 10 of 10 lines fit", "", "a (b): c", ": "].flatMap { [Note(kind, $0), Note(kind, format: "nginx (access)", $0)] }
        }
        for note in notes {
            let back = try JSON.decode(Note.self, from: JSON.encode(note), source: "test")
            #expect(back == note, "\(note)")
        }
        #expect(Note(.sessions, format: "nginx", "by request").description == "sessions (nginx): by request")
    }

    @Test func `a sentence of no known kind is kept`() throws {
        let note = try JSON.decode(Note.self, from: Array("\"cut: somewhere\"".utf8), source: "test")
        #expect(note == Note(.other, "cut: somewhere"))
    }

    @Test func `training figures are keys of an object`() throws {
        let figures: [TrainingFigure: Double] = [.loss: 0.5, "pca.components": 3]
        let bytes = try JSON.encode(figures)
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"loss":0.5,"pca.components":3}"#)
        #expect(try JSON.decode([TrainingFigure: Double].self, from: bytes, source: "test") == figures)
    }
}
