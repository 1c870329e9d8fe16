import Testing

@testable import Compute

/// The kinds of processors by what CPUID answers.
///
/// Signatures: AMD's "Revision Guide" of each family;
/// Intel's "Software Developer's Manual", volume 4, table 2-1.
struct ProcessorModelTests {
  private static let amd: [UInt32] = [0x6874_7541, 0x6974_6E65, 0x444D_4163]
  private static let intel: [UInt32] = [0x756E_6547, 0x4965_6E69, 0x6C65_746E]

  @Test(
    arguments: [
      (amd, 0x00A1_0F11, ProcessorModel.halfWidth),  // Zen 4, EPYC 9004
      (amd, 0x00A6_0F12, .halfWidth),  // Zen 4, Ryzen 7000
      (amd, 0x00B0_0F21, .fullWidth),  // Zen 5, EPYC 9005
      (amd, 0x0083_0F10, .fullWidth),  // Zen 2, EPYC 7002
      (intel, 0x0008_06F8, .fullWidth),  // Sapphire Rapids
      (intel, 0x00A1_0F11, .fullWidth),  // another vendor's number
    ] as [([UInt32], UInt32, ProcessorModel)])
  func vendorAndSignature_tellTheWidth(vendor: [UInt32], signature: UInt32, model: ProcessorModel) {
    #expect(ProcessorModel(vendor: vendor, signature: signature) == model)
  }
}
