// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built alike: Swift 6 language mode with complete concurrency checking, `any` spelled out,
/// imports private unless they say otherwise, and unsafe constructs spelled `unsafe`.
let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
]

let package = Package(
    name: "auspex",
    platforms: [.macOS(.v15)],
    // MARK: Products
    products: [
        .executable(name: "auspex", targets: ["AuspexCLI"]),
        .library(name: "Auspex", targets: ["Auspex"]),
        .library(name: "Neural", targets: ["Neural"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    // MARK: Targets
    targets: [
        .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CKernels"),
        .target(name: "CSystem"),
        .target(name: "Neural", dependencies: ["CBLAS", "CKernels"], swiftSettings: swiftSettings),
        .target(
            name: "Auspex",
            dependencies: ["Neural", "CPCRE2", "CSystem", "CZlib", "CZstd"],
            swiftSettings: swiftSettings
        ),
        .target(name: "AuspexStudies", dependencies: ["Auspex", "Neural"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "AuspexCLI",
            dependencies: ["Auspex", "AuspexStudies", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: swiftSettings
        ),
        // MARK: Tests
        .target(name: "TestSupport", dependencies: ["Auspex", "Neural"], path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(
            name: "NeuralTests", dependencies: ["Neural", "CKernels", "TestSupport"], resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "AuspexTests", dependencies: ["Auspex", "AuspexStudies", "Neural", "TestSupport"],
            exclude: ["Bundle/Format1", "Detectors/Fixtures", "Parsing/Golden"],
            swiftSettings: swiftSettings),
        .testTarget(name: "AuspexStudiesTests", dependencies: ["Auspex", "AuspexStudies", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "CommandLineTests", dependencies: ["Auspex", "TestSupport"], exclude: ["Help"], swiftSettings: swiftSettings),
    ]
)
