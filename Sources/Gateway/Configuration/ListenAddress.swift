#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A host and port to listen on.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// An IPv4 literal, an IPv6 literal without brackets, or `localhost`.
  public var host: String
  /// The port; 0 lets the system choose one.
  public var port: UInt16

  /// An address.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:8484`, `[::1]:8484` or `localhost:8484`; nil for anything else. A host is never left out: an
  /// empty one means every interface to some programs and loopback to others.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      return nil
    }
    let name = text[..<colon]
    if name.hasPrefix("["), name.hasSuffix("]") {
      host = String(name.dropFirst().dropLast())
      guard Self.isIPv6(host) else { return nil }
    } else {
      host = String(name)
      guard host == "localhost" || Self.isIPv4(host) else { return nil }
    }
    self.port = port
  }

  /// Whether only this machine can reach it: 127.0.0.0/8, `::1`, `localhost`.
  public var isLoopback: Bool {
    host == "localhost" || host == "::1" || (Self.isIPv4(host) && host.hasPrefix("127."))
  }

  /// The address a client on this machine connects to: "every interface" is one to listen on only.
  var forClients: ListenAddress {
    switch host {
    case "0.0.0.0": ListenAddress(host: "127.0.0.1", port: port)
    case "::": ListenAddress(host: "::1", port: port)
    default: self
    }
  }

  /// `host:port` as it stands in a URL.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  private static func isIPv4(_ text: String) -> Bool {
    var address = in_addr()
    return inet_pton(AF_INET, text, &address) == 1
  }

  private static func isIPv6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }
}
