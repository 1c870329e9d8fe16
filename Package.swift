// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "explorer",
  targets: [
    .target(name: "GraphCore"),
    .testTarget(
      name: "GraphCoreTests", dependencies: ["GraphCore"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)
