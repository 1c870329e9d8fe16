// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "explorer",
  products: [
    .executable(name: "explorer", targets: ["Explorer"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // No pkgConfig: it brings two -D flags that SwiftPM warns about, and the modules link by name.
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
    .target(name: "CPhotograph"),
    .target(name: "GraphCore"),
    .target(name: "ModelFiles", dependencies: ["GraphCore", "CPNG", "CPhotograph"]),
    .executableTarget(
      name: "Explorer",
      dependencies: [
        "CNcurses", "GraphCore", "ModelFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "ExplorerTests", dependencies: ["Explorer"]),
    .testTarget(
      name: "GraphCoreTests", dependencies: ["GraphCore"], resources: [.copy("Fixtures")]),
    .testTarget(name: "ModelFilesTests", dependencies: ["ModelFiles"]),
  ],
  swiftLanguageModes: [.v6]
)

// `make test` sets this: a warning in our own code is then an error. Not by default, so that a newer
// compiler with new warnings still builds the program.
if Context.environment["EXPLORER_STRICT"] != nil {
  for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    target.cSettings = (target.cSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}
