// swift-tools-version: 6.2
import PackageDescription

// Who may know whom. The table behind these arrows is the README's "The house"; `make check` builds with
// --explicit-target-dependency-import-check error, so an import that is not listed here does not compile.

/// One module of the house, in Swift 6 mode. CI sets CTXGW_STRICT, which turns every warning into an error.
func room(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one module; they may use what the module itself may use, and the kit that all tests share.
func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.init(stringLiteral: name), "TestKit"] + dependencies,
    exclude: data[name].map { [$0] } ?? [],
    swiftSettings: settings
  )
}

/// Directories beside the tests that hold what they read.
let data = ["Dialects": "Transcripts", "Routing": "Labelled", "Tokens": "Vectors"]

let settings: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")]
  + (Context.environment["CTXGW_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
  name: "ctxgw",
  products: [.executable(name: "ctxgw", targets: ["ctxgw"])],
  targets: [
    // C, by name: what the system has, and two small pieces of our own.
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "CXXHash", pkgConfig: "libxxhash",
      providers: [.apt(["libxxhash-dev"]), .brew(["xxhash"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .target(name: "CSys"),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),

    // The house, from the ground up.
    room("Wire", uses: ["CZlib", "CZstd"]),
    room("Reactor", uses: ["Wire", "CSys"]),
    room("Conversations", uses: ["Wire", "CXXHash"]),
    room("Tokens", uses: ["Conversations", "Wire"]),
    room("Dialects", uses: ["Conversations", "Wire"]),
    room("ContextEngine", uses: ["Conversations", "Tokens", "Wire"]),
    room("Routing", uses: ["Conversations", "Wire"]),
    room("Store", uses: ["Conversations", "Wire", "CSQLite"]),
    room("Upstream", uses: ["Dialects", "Conversations", "Wire", "Reactor", "CCurl", "CCurlShim"]),
    room("Server", uses: ["Reactor", "Wire"]),
    room(
      "Gateway",
      uses: [
        "Server", "Store", "Routing", "ContextEngine", "Upstream", "Dialects", "Tokens", "Conversations",
        "Reactor", "Wire", "CYAML", "CCrypto",
      ]),
    room("CLI", uses: ["Gateway"]),
    .executableTarget(name: "ctxgw", dependencies: ["CLI"], swiftSettings: settings),

    // What proves it.
    .target(name: "TestKit", path: "Tests/TestKit", swiftSettings: settings),
    .target(name: "FramingCases", path: "Tests/FramingCases", swiftSettings: settings),
    tests(of: "Wire", uses: ["CZlib", "FramingCases"]),
    tests(of: "Reactor"),
    tests(of: "Conversations", uses: ["Wire"]),
    .executableTarget(
      name: "TokenDriver", dependencies: ["Tokens"], path: "Tests/TokenDriver", swiftSettings: settings),
    tests(of: "Tokens", uses: ["Conversations", "Wire"]),
    .target(
      name: "ContextReplay", dependencies: ["TestKit", "Conversations", "Tokens", "Wire"],
      path: "bench/ContextReplay",
      swiftSettings: settings),
    .executableTarget(
      name: "ContextBench",
      dependencies: [
        "ContextReplay", "ContextEngine", "Store", "Routing", "Dialects", "Conversations", "Tokens", "Wire",
      ], path: "bench/Context", swiftSettings: settings),
    .target(
      name: "RoutingSamples", dependencies: ["Routing", "Dialects", "Conversations", "Wire"],
      path: "bench/RoutingSamples", swiftSettings: settings),
    .executableTarget(
      name: "RoutingBench",
      dependencies: ["RoutingSamples", "ContextReplay", "Routing", "Dialects", "Conversations", "Wire"],
      path: "bench/Routing", swiftSettings: settings),
    tests(of: "ContextReplay", uses: ["Conversations", "Wire"]),
    tests(of: "Dialects", uses: ["Upstream", "Conversations", "Wire"]),
    tests(of: "ContextEngine", uses: ["Conversations", "Dialects", "Tokens", "Wire"]),
    tests(
      of: "Routing", uses: ["RoutingSamples", "ContextReplay", "Dialects", "Conversations", "Wire"]),
    tests(of: "Store", uses: ["Conversations", "Wire"]),
    tests(of: "Upstream", uses: ["Dialects", "Conversations", "Reactor", "Wire"]),
    tests(of: "Server", uses: ["Reactor", "Wire", "FramingCases"]),
    tests(
      of: "Gateway",
      uses: [
        "Server", "Store", "Routing", "ContextEngine", "Upstream", "Dialects", "Tokens", "Conversations",
        "Reactor", "Wire", "RoutingSamples",
      ]),
    tests(of: "CLI", uses: ["Gateway"]),
  ],
  swiftLanguageModes: [.v6]
)
