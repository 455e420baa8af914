/// Texts that are looked for together, in one pass over a line.
public struct BytePatterns: Sendable {
  /// The patterns that begin with a byte, by that byte.
  private let byFirst: [[[UInt8]]]

  /// Patterns, none empty.
  public init(_ patterns: [String]) {
    var byFirst = [[[UInt8]]](repeating: [], count: 256)
    for pattern in patterns { byFirst[Int(pattern.utf8.first!)].append(Array(pattern.utf8)) }
    self.byFirst = byFirst
  }

  /// Whether a line begins with one of them.
  public func begin(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first else { return false }
    return byFirst[Int(first)].contains { line.starts(with: $0) }
  }

  /// Whether one of them is somewhere in a line.
  public func occur(in line: ArraySlice<UInt8>) -> Bool {
    line.withUnsafeBufferPointer { bytes in
      for start in bytes.indices where !byFirst[Int(bytes[start])].isEmpty {
        for pattern in byFirst[Int(bytes[start])] where Self.stands(pattern, at: start, in: bytes) {
          return true
        }
      }
      return false
    }
  }

  private static func stands(_ pattern: [UInt8], at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool
  {
    guard start + pattern.count <= bytes.count else { return false }
    for offset in pattern.indices where bytes[start + offset] != pattern[offset] { return false }
    return true
  }
}
