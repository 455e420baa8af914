/// The addresses of this machine and its network: where a request may be sent that is not to leave them.
///
/// Not among them are those that every network has for itself and hands out to whoever plugs in (169.254.0.0/16, fe80::/10):
/// clouds answer there with a machine's credentials.
public struct LocalAddresses: Sendable, Equatable {
  private let ranges: [AddressRange]

  /// The machine itself (RFC 1122, RFC 4291) and private networks (RFC 1918, RFC 4193).
  private static let always = [
    "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
  ]

  /// The usual addresses, and those an operator counts among them.
  public init(alsoAllowing listed: [AddressRange] = []) {
    self.init(only: Self.always.compactMap(AddressRange.init(parsing:)) + listed)
  }

  /// These addresses and no others.
  init(only ranges: [AddressRange]) { self.ranges = ranges }

  /// Whether an address is one of them.
  public func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }
}
