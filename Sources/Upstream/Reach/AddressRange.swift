/// The addresses of a network, as `10.0.0.0/8` writes them.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
  /// Its first address.
  let first: IPAddress
  /// How many bits all its addresses share.
  let prefix: Int

  /// The range in a text: a network such as `10.0.0.0/8` or `fd00::/8`, or a single address; nil for anything else, and for
  /// an address with bits behind its prefix, which is a slip of the pen that would allow more than it seems to.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = IPAddress(String(parts[0])) else { return nil }
    let bits = first.bytes.count * 8
    // A prefix counts the bits as they are written, which for a mapped IPv4 address are 96 more.
    let isMapped = bits == 32 && parts[0].contains(":")
    self.first = first
    guard parts.count == 2 else {
      prefix = bits
      return
    }
    guard let prefix = Self.number(parts[1]).map({ $0 - (isMapped ? 96 : 0) }), (0...bits).contains(prefix),
      Self.isEmpty(first, behind: prefix)
    else { return nil }
    self.prefix = prefix
  }

  /// Whether an address is one of them.
  public func contains(_ address: IPAddress) -> Bool { address.sharesBits(prefix, with: first) }

  /// The network as it is written.
  public var description: String { "\(first)/\(prefix)" }

  private static func number(_ digits: Substring) -> Int? {
    digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
  }

  private static func isEmpty(_ address: IPAddress, behind prefix: Int) -> Bool {
    address.bytes.enumerated().allSatisfy { index, byte in
      let kept = min(max(prefix - index * 8, 0), 8)
      return kept == 8 || byte << kept == 0
    }
  }
}
