// swift-tools-version: 6.2

import PackageDescription

/// The micro-kernels, compiled once for each instruction set from the same sources.
///
/// Symbolic links lead from the twins' folders to `Sources/Kernels`. The kernels are optimized in
/// debug builds too, because the tests run whole networks on them.
func kernelTarget(_ name: String, _ flags: [String], define: String? = nil) -> Target {
  .target(
    name: name,
    dependencies: ["KernelABI", "CProcessor"],
    // The whole module at once, so that the generic tiles are specialized in debug builds as well.
    swiftSettings: [
      .unsafeFlags(
        ["-Ounchecked", "-disable-batch-mode", "-wmo", "-num-threads", "1"] + flags)
    ] + (define.map { [.define($0)] } ?? [])
  )
}

#if arch(x86_64)
  let kernelTargets: [Target] = [
    kernelTarget("Kernels", []),
    // With prefetches for writing, which processors that lack them take for nothing.
    kernelTarget(
      "KernelsAVX2", ["-Xcc", "-march=x86-64-v3", "-Xcc", "-mprfchw"], define: "KERNELS_AVX2"),
    kernelTarget(
      "KernelsAVX512", ["-Xcc", "-march=x86-64-v4", "-Xcc", "-mprfchw"], define: "KERNELS_AVX512"),
  ]
#else
  let kernelTargets: [Target] = [kernelTarget("Kernels", [])]
#endif
let kernelDependencies: [Target.Dependency] =
  ["KernelABI"] + kernelTargets.map { .byName(name: $0.name) }

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
    .systemLibrary(name: "CWebP", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CExif", providers: [.apt(["libexif-dev"])]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CSystem"),
    .target(name: "CPhotograph"),
    .target(name: "GraphCore"),
    .target(
      name: "ModelFiles",
      dependencies: [
        "GraphCore", "CExif", "CHDF5", "CJPEG", "CPNG", "CPhotograph", "CWebP", "CZip",
      ]),
    .systemLibrary(name: "CProcessor"),
    .target(name: "KernelABI"),
    .target(name: "Compute", dependencies: ["GraphCore", "CProcessor"] + kernelDependencies),
    .executableTarget(
      name: "explorer-bench",
      dependencies: [
        "Compute", "GraphCore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "graph-bench", dependencies: ["GraphCore", "ModelFiles"]),
    .executableTarget(
      name: "screen-bench",
      dependencies: [
        "GraphCore", "ModelFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "Explorer",
      dependencies: [
        "CSystem", "CNcurses", "Compute", "GraphCore", "ModelFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(
      name: "ExplorerTests", dependencies: ["Explorer", "GraphCore"], exclude: ["Snapshots"]),
    .testTarget(
      name: "GraphCoreTests", dependencies: ["GraphCore"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ModelFilesTests", dependencies: ["GraphCore", "ModelFiles"],
      exclude: ["Snapshots"], resources: [.copy("Fixtures")]),
    .testTarget(name: "KernelTests", dependencies: ["Compute", "KernelABI"]),
    .testTarget(
      name: "ComputeTests", dependencies: ["Compute", "GraphCore", "ModelFiles"],
      resources: [.copy("Fixtures")]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "TerminalTests", dependencies: ["TestSupport"]),
    .testTarget(name: "CommandTests", dependencies: ["ModelFiles", "TestSupport"]),
  ] + kernelTargets,
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
