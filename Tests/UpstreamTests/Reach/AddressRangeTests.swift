import Testing

@testable import Upstream

@Suite("Ranges of addresses") struct AddressRangeTests {
  @Test(
    "a range holds its first address and its last, and not their neighbours",
    arguments: [
      ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
      ("172.16.0.0/12", ["172.16.0.0", "172.31.255.255"], ["172.15.255.255", "172.32.0.0"]),
      ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
      ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::", "::1"]),
      ("fc00::/7", ["fc00::", "fdff:ffff::1"], ["fbff::", "fe00::", "10.0.0.1"]),
      ("::1/128", ["::1"], ["::", "::2", "127.0.0.1"]),
      ("2001:db8::/33", ["2001:db8:7fff::"], ["2001:db8:8000::"]),
      ("::ffff:10.0.0.0/104", ["10.1.2.3", "::ffff:10.1.2.3"], ["11.0.0.0"]),
    ])
  func edges(text: String, inside: [String], outside: [String]) throws {
    let range = try #require(AddressRange(parsing: text))
    for address in inside { #expect(range.contains(try #require(IPAddress(address))), "\(address)") }
    for address in outside { #expect(!range.contains(try #require(IPAddress(address))), "\(address)") }
  }

  @Test(
    "what is no network is not read",
    arguments: [
      "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0.0/8",
      "box.lan",
      "::1/129", "fe80::1%eth0", "10.0.0.0/+8", "::ffff:10.0.0.0/90", " 10.0.0.0/8",
      // Bits behind the prefix: perhaps 10.1.2.3 alone was meant, perhaps all of 10.
      "10.1.2.3/8", "fd00::1/8",
    ])
  func nonsense(text: String) { #expect(AddressRange(parsing: text) == nil) }

  @Test("an address mapped into IPv6 is the address it is mapped from")
  func mapped() throws {
    #expect(IPAddress("::ffff:192.0.2.1") == IPAddress("192.0.2.1"))
    #expect(IPAddress("::192.0.2.1") != IPAddress("192.0.2.1"))
    #expect("\(try #require(IPAddress("::ffff:192.0.2.1")))" == "192.0.2.1")
    #expect("\(try #require(IPAddress("2001:DB8:0:0::1")))" == "2001:db8::1")
  }

  @Test(
    "this machine and private networks are near, and nothing else is unless it is listed",
    arguments: [
      ("127.0.0.1", true), ("127.255.255.255", true), ("10.9.8.7", true), ("172.20.0.1", true),
      ("192.168.255.255", true), ("::1", true), ("fd12:3456::1", true), ("::ffff:127.0.0.1", true),
      ("::ffff:8.8.8.8", false), ("8.8.8.8", false), ("0.0.0.0", false), ("::", false),
      ("169.254.169.254", false), ("fe80::1", false), ("100.64.0.1", false), ("172.32.0.1", false),
      ("192.169.0.1", false), ("2001:db8::1", false), ("64:ff9b::7f00:1", false), ("::127.0.0.1", false),
      ("203.0.113.5", true), ("203.0.113.6", false),
    ])
  func near(text: String, isNear: Bool) throws {
    let addresses = LocalAddresses(alsoAllowing: [try #require(AddressRange(parsing: "203.0.113.5"))])
    #expect(addresses.contains(try #require(IPAddress(text))) == isNear)
  }
}
