// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "explorer",
  products: [
    .executable(name: "explorer", targets: ["Explorer"])
  ],
  targets: [
    // No pkgConfig: it brings two -D flags that SwiftPM warns about, and the module links by name.
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
    .target(name: "GraphCore"),
    .executableTarget(name: "Explorer", dependencies: ["CNcurses", "GraphCore"]),
    .testTarget(name: "ExplorerTests", dependencies: ["Explorer"]),
    .testTarget(
      name: "GraphCoreTests", dependencies: ["GraphCore"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)
