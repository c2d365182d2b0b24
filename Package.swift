// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target of ours: see README.md, "Conventions".
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "nsw-gateway",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "nsw", targets: ["nsw"])
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPKCS11"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurlShims", dependencies: ["CCurl", "COpenSSL"]),
        .target(
            name: "Commands",
            dependencies: [
                "Gateway", "GatewayServer", "Journal", "Messages", "Sandbox", "Signatures", "SingleWindow", "Transport",
                "XMLTree",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "Journal", "Messages", "Signatures", "SingleWindow", "Transport", "Yams",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: settings),
        .target(
            name: "GatewayServer",
            dependencies: [
                "Gateway", "Journal", "Messages", "Signatures", "SingleWindow",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], swiftSettings: settings),
        .target(
            name: "Journal",
            dependencies: ["Signatures", "SingleWindow", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .target(
            name: "Messages", dependencies: ["Signatures", "SingleWindow", "XMLTree", "Yams"],
            swiftSettings: settings),
        .target(
            name: "Sandbox",
            dependencies: [
                "Gateway", "Journal", "Messages", "Signatures", "SingleWindow", "Transport", "XMLTree",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: settings),
        .target(
            name: "Signatures", dependencies: ["COpenSSL", "CPKCS11", "SingleWindow", "XMLTree"],
            swiftSettings: settings),
        .target(name: "SingleWindow", swiftSettings: settings),
        .target(name: "Transport", dependencies: ["CCurl", "CCurlShims", "SingleWindow"], swiftSettings: settings),
        .target(name: "XMLTree", dependencies: ["CLibXML2"], swiftSettings: settings),
        .executableTarget(name: "nsw", dependencies: ["Commands"], swiftSettings: settings),
        .testTarget(
            name: "CommandsTests", dependencies: ["Commands", "nsw"], swiftSettings: settings),
        .testTarget(
            name: "GatewayServerTests",
            dependencies: [
                "Gateway", "GatewayServer", "Journal", "Messages", "Signatures", "SingleWindow",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Journal", "Messages", "Signatures", "SingleWindow",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: settings),
        .testTarget(
            name: "JournalTests",
            dependencies: ["Journal", "SingleWindow", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .testTarget(
            name: "MessagesTests", dependencies: ["Messages", "Signatures", "SingleWindow", "XMLTree"],
            swiftSettings: settings),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "nsw"], swiftSettings: settings),
        .testTarget(name: "SingleWindowTests", dependencies: ["SingleWindow"], swiftSettings: settings),
        .testTarget(
            name: "SignaturesTests", dependencies: ["COpenSSL", "Signatures", "SingleWindow", "XMLTree"],
            swiftSettings: settings),
        .testTarget(
            name: "TransportTests", dependencies: ["SingleWindow", "Transport"], exclude: ["Servers"],
            swiftSettings: settings),
        .testTarget(name: "XMLTreeTests", dependencies: ["CLibXML2", "XMLTree"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings its own runtime, so its program is built on request only: integration/fuzz/run.sh.
if Context.environment["NSW_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "Signatures", "SingleWindow", "XMLTree"], swiftSettings: settings),
    ]
}
