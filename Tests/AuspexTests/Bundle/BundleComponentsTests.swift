import Neural
import TestSupport
import Testing

@testable import Auspex

@Suite struct BundleComponentsTests {
    /// A component of two files in its second version.
    private struct Sample: BundleComponent, Equatable {
        static var componentName: String { "sample" }
        static var componentVersion: Int { 2 }
        static var componentFiles: [String] { ["sample.json", "sample.safetensors"] }

        var words: [String]
        var numbers: [Float]

        func write(to contents: inout ComponentContents) throws {
            try contents.write(words)
            contents.write(
                [NamedTensor(name: "numbers", tensor: Tensor(shape: [numbers.count], values: numbers))], to: "sample.safetensors")
        }

        static func read(from contents: ComponentContents) throws -> Sample {
            let tensors = try contents.tensors(in: "sample.safetensors")
            // The first version had no words.
            return Sample(
                words: contents.version == 1 ? [] : try contents.read([String].self), numbers: tensors.first?.tensor.values ?? [])
        }
    }

    private static func components(_ numbers: [Float] = [1, 2, 3]) throws -> BundleComponents {
        var components = BundleComponents()
        try components.add(Sample(words: ["a", "b"], numbers: numbers))
        return components
    }

    @Test func `a component comes back, behind a prefix too`() throws {
        var components = try Self.components()
        var other = BundleComponents()
        try other.add(Sample(words: [], numbers: [7]))
        components.add(other, prefix: "second-")
        #expect(components.files.keys.sorted() == ["sample.json", "sample.safetensors", "second-sample.json", "second-sample.safetensors"])
        #expect(try components.read(Sample.self).numbers == [1, 2, 3])
        #expect(try components.prefixed("second-").read(Sample.self).numbers == [7])
        #expect(try components.prefixed("third-").readIfPresent(Sample.self) == nil)
    }

    @Test func `an older version is read by its number, a newer one is refused`() throws {
        let files = try Self.components().files
        func read(_ version: Int) throws -> Sample {
            try BundleComponents(files: files, listed: [.init(name: "sample", version: version, files: Sample.componentFiles)])
                .read(Sample.self)
        }
        #expect(try read(1).words == [] && read(2).words == ["a", "b"])
        for version in [-1, 0, 3] {
            let error = #expect(throws: InputError.self) { try read(version) }
            #expect(error?.message.contains("'sample' has version \(version)") == true)
        }
    }

    @Test func `without a list a component is there when its first file is, in version 1`() throws {
        let files = try Self.components().files
        #expect(try BundleComponents(files: files, listed: nil).read(Sample.self).words == [])
        #expect(try BundleComponents(files: [:], listed: nil).readIfPresent(Sample.self) == nil)
        let error = #expect(throws: InputError.self) { try BundleComponents(files: [:], listed: nil).read(Sample.self) }
        #expect(error?.message.contains("no sample.json") == true)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func `weights that are not finite are refused, whatever they belong to`(
        _ number: Float
    ) throws {
        let error = #expect(throws: InputError.self) { try Self.components([1, number, 3]).read(Sample.self) }
        #expect(error?.message.contains("sample.safetensors: tensor numbers holds a number that is not finite") == true)
    }
}
