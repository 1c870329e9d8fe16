#if arch(x86_64)
  import CProcessor
#endif

/// The processor, as far as costs depend on more than its instructions.
enum ProcessorModel: Hashable {
  /// Its units are as wide as its vectors.
  case fullWidth
  /// A 512-bit operation takes a 256-bit unit two cycles: AMD's Zen 4, family 19h.
  ///
  /// Zen 3 is of this family too, but without 512-bit operations. Of Zen 5, family 1Ah, processors for
  /// servers and desktops have full width; those for notebooks, which have not, are not told apart.
  case halfWidth

  /// This one.
  static let current: ProcessorModel = {
    #if arch(x86_64)
      var leaf = [UInt32](repeating: 0, count: 4)
      processor_cpuid(0, 0, &leaf)
      let vendor = [leaf[1], leaf[3], leaf[2]]
      processor_cpuid(1, 0, &leaf)
      return ProcessorModel(vendor: vendor, signature: leaf[0])
    #else
      return .fullWidth
    #endif
  }()

  /// Tells by what CPUID answers.
  ///
  /// - Parameters:
  ///   - vendor: EBX, EDX and ECX of leaf 0, the letters of the vendor's name.
  ///   - signature: EAX of leaf 1: the family in bits 8 to 11, and above 14 in bits 20 to 27 too.
  init(vendor: [UInt32], signature: UInt32) {
    let isAMD = vendor == [0x6874_7541, 0x6974_6E65, 0x444D_4163]  // AuthenticAMD
    let family = (signature >> 8 & 0xF) + (signature >> 20 & 0xFF)
    self = isAMD && family == 0x19 ? .halfWidth : .fullWidth
  }
}
