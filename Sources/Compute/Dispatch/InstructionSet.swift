import KernelABI
import Kernels

#if arch(x86_64)
  import CProcessor
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The vector instructions that the kernels are built of.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every x86-64 processor has: 4 floats a register, no fused multiply-add.
  case baseline
  /// AVX2 and FMA: 8 floats a register (x86-64-v3).
  case avx2
  /// AVX-512: 16 floats a register (x86-64-v4).
  case avx512
  /// Advanced SIMD of 64-bit ARM: 4 floats a register.
  case neon
}

extension InstructionSet {
  /// The instruction sets that this processor and its operating system can execute, weakest first.
  public static let available: [InstructionSet] = detect()

  /// The strongest instruction set that is available.
  public static var best: InstructionSet {
    available.last ?? .baseline
  }

  /// Chooses by a name as a user gives it: `auto` or the name of an available instruction set.
  ///
  /// - Throws: `InstructionSetError` when the name is none or this processor lacks the instructions.
  public static func named(_ name: String) throws(InstructionSetError) -> InstructionSet {
    if name == "auto" { return best }
    guard let choice = InstructionSet(rawValue: name) else { throw .unknown(name) }
    guard available.contains(choice) else { throw .unavailable(choice) }
    return choice
  }

  /// The kernels built of these instructions.
  package var kernels: KernelTable {
    #if arch(x86_64)
      switch self {
      case .avx512: KernelsAVX512.kernelTable
      case .avx2: KernelsAVX2.kernelTable
      case .baseline, .neon: Kernels.kernelTable
      }
    #else
      Kernels.kernelTable
    #endif
  }

  #if arch(x86_64)
    private static func detect() -> [InstructionSet] {
      var sets: [InstructionSet] = [.baseline]
      var leaf = [UInt32](repeating: 0, count: 4)
      processor_cpuid(0, 0, &leaf)
      guard leaf[0] >= 7 else { return sets }
      processor_cpuid(1, 0, &leaf)
      let basic = leaf[2]
      processor_cpuid(7, 0, &leaf)
      let extended = leaf[1]
      processor_cpuid(0x8000_0001, 0, &leaf)
      let amd = leaf[2]

      func has(_ bits: [Int], in word: UInt32) -> Bool { bits.allSatisfy { word >> $0 & 1 == 1 } }
      // FMA 12, MOVBE 22, OSXSAVE 27, AVX 28, F16C 29; BMI1 3, AVX2 5, BMI2 8; LZCNT 5.
      guard has([12, 22, 27, 28, 29], in: basic), has([3, 5, 8], in: extended), has([5], in: amd),
        processor_xcr0() & 0x6 == 0x6
      else { return sets }
      sets.append(.avx2)
      // AVX512 F 16, DQ 17, CD 28, BW 30, VL 31, and the operating system saves its registers.
      guard has([16, 17, 28, 30, 31], in: extended), processor_xcr0() & 0xE6 == 0xE6 else {
        return sets
      }
      sets.append(.avx512)
      return sets
    }
  #else
    private static func detect() -> [InstructionSet] { [.neon] }
  #endif
}

/// Why an instruction set can't be used.
public enum InstructionSetError: Error, Hashable, Sendable {
  /// There is none of that name.
  case unknown(String)
  /// This processor can't execute it.
  case unavailable(InstructionSet)
}

extension InstructionSetError: CustomStringConvertible {
  /// One line with the choices that there are.
  public var description: String {
    let choices = (["auto"] + InstructionSet.available.map(\.rawValue)).joined(separator: ", ")
    return switch self {
    case .unknown(let name): "there is no instruction set '\(name)'; choose one of \(choices)"
    case .unavailable(let choice):
      "this processor has no \(choice.rawValue) instructions; choose one of \(choices)"
    }
  }
}
