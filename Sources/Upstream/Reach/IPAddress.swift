import CCurl

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The address of a machine. An IPv4 address that is mapped into IPv6 (`::ffff:192.0.2.1`) is the IPv4 address: that is
/// where its packets go.
public struct IPAddress: Sendable, Hashable {
  /// 4 bytes or 16, the most significant first.
  let bytes: [UInt8]

  /// What stands before an IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2).
  private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  private init(unmapping bytes: [UInt8]) {
    let isMapped = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix)
    self.bytes = isMapped ? Array(bytes[12...]) : bytes
  }

  /// The address in a text such as `192.0.2.1` or `2001:db8::1`; nil for anything else, names included.
  public init?(_ text: String) {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 {
      self.init(unmapping: Array(bytes[..<4]))
    } else if inet_pton(AF_INET6, text, &bytes) == 1 {
      self.init(unmapping: bytes)
    } else {
      return nil
    }
  }

  /// The address that libcurl is about to connect to; nil for one that is not the Internet's, such as a file's.
  init?(_ wanted: UnsafePointer<curl_sockaddr>) {
    guard let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
    // Read in place: the structure ends in as many bytes as the address has, and a copy of it in the first 16.
    let address = UnsafeRawPointer(wanted) + start
    let place: (offset: Int?, count: Int, whole: Int)
    switch wanted.pointee.family {
    case AF_INET:
      place = (MemoryLayout<sockaddr_in>.offset(of: \.sin_addr), 4, MemoryLayout<sockaddr_in>.size)
    case AF_INET6:
      place = (MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr), 16, MemoryLayout<sockaddr_in6>.size)
    default: return nil
    }
    guard let offset = place.offset, wanted.pointee.addrlen >= place.whole else { return nil }
    self.init(unmapping: Array(UnsafeRawBufferPointer(start: address + offset, count: place.count)))
  }

  /// Whether the first bits are those of another address.
  func sharesBits(_ count: Int, with other: IPAddress) -> Bool {
    guard bytes.count == other.bytes.count else { return false }
    return zip(bytes, other.bytes).enumerated().allSatisfy { index, pair in
      let bits = min(max(count - index * 8, 0), 8)
      return (pair.0 ^ pair.1) >> (8 - bits) == 0
    }
  }
}

extension IPAddress: CustomStringConvertible {
  /// The address as it is written.
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "an address" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
