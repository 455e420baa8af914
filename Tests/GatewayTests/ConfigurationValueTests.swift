import Testing

@testable import Gateway

@Suite("Values of a configuration")
struct ConfigurationValueTests {
  @Test(
    "durations are read exactly",
    arguments: [
      ("500ms", 500), ("30s", 30_000), ("1.5s", 1500), ("0.005s", 5), ("5m", 300_000), ("2h", 7_200_000),
      ("30d", 2_592_000_000), ("1w", 604_800_000), ("999999999w", 604_800_000 * 999_999_999),
    ])
  func durations(text: String, milliseconds: Int) {
    #expect(Quantity.duration(text) == .milliseconds(milliseconds))
  }

  @Test(
    "what is no duration is none",
    arguments: [
      "", "30", "s", "-1s", "+1s", "1 s", "1S", ".5s", "5.s", "1.2.3s", "1s2", "1e3s", "1000000000s",
      "1.0005s", "١s",
    ])
  func noDurations(text: String) {
    #expect(Quantity.duration(text) == nil)
  }

  @Test(
    "sizes are powers of 1,024",
    arguments: [
      ("512B", 512), ("64KB", 65_536), ("64KiB", 65_536), ("32MB", 33_554_432),
      ("1.5GB", 1_610_612_736),
    ])
  func sizes(text: String, bytes: Int) {
    #expect(Quantity.bytes(text) == bytes)
  }

  @Test("what is no size is none", arguments: ["", "2", "MB", "1mb", "1 MB", "-1", "1TB", "0x10"])
  func noSizes(text: String) {
    #expect(Quantity.bytes(text) == nil)
  }

  @Test("a client connects to loopback where the gateway listens on every interface")
  func addressForClients() throws {
    for (listening, connecting) in [
      ("0.0.0.0:1", "127.0.0.1:1"), ("[::]:2", "[::1]:2"), ("192.168.1.1:3", "192.168.1.1:3"),
    ] {
      #expect(try #require(ListenAddress(listening)).forClients.description == connecting)
    }
  }

  @Test(
    "URLs lose their trailing slashes and nothing else",
    arguments: [
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://x.example/v1//", "https://x.example/v1"),
      ("HTTP://X/", "http://X"), ("http://[::1]:1/a", "http://[::1]:1/a"), ("http://[::1]", "http://[::1]"),
    ])
  func urls(text: String, url: String) {
    #expect(BaseURL.read(text) == url)
  }

  @Test(
    "what is no base URL is none",
    arguments: [
      "", "x", "127.0.0.1:80", "http://", "http:///x", "http://:80", "http://x:", "http://x:y",
      "http://x:65536",
      "http://x#y", "http://u:p@x", "http://x y", "http://[::1", "http://[x]:1", "http://é",
      "file:///etc/passwd",
    ])
  func noURLs(text: String) {
    #expect(BaseURL.read(text) == nil)
  }

  @Test("only loopback is loopback")
  func loopback() {
    for text in ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"] {
      #expect(ListenAddress(text)?.isLoopback == true, "\(text)")
    }
    for text in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "128.0.0.1:1"] {
      #expect(ListenAddress(text)?.isLoopback == false, "\(text)")
    }
    for text in [
      "127.1:1", "0127.0.0.1:1", "::1:1", ":1", "1", "[127.0.0.1]:1", "127.0.0.1:+1", "127.evil.example:1",
    ] {
      #expect(ListenAddress(text) == nil, "\(text)")
    }
  }

  @Test("references to the environment are replaced once, defaults stand in for unset and empty")
  func interpolation() throws {
    let environment = Environment(["A": "1", "EMPTY": "", "NESTED": "${A}"])
    let expectations = [
      ("x${A}y${A}", "x1y1"), ("$A $ $$", "$A $ $$"), ("${B:-2}", "2"), ("${EMPTY:-3}", "3"),
      ("${EMPTY}", ""),
      ("${NESTED}", "${A}"), ("${B:-}", ""), ("${A:-2}", "1"),
    ]
    for (text, expanded) in expectations {
      #expect(try Interpolation.expand(text, from: environment) == expanded)
    }
    for text in ["${B}", "${", "${A", "${1}", "${A-1}", "${}", "${A:1}"] {
      #expect(throws: Interpolation.Failure.self) { try Interpolation.expand(text, from: environment) }
    }
  }

  @Test("suggestions are near or none")
  func suggestions() {
    let words = ["listen", "auth_token", "max_body"]
    #expect(Suggestion.closest(to: "lisen", among: words) == "listen")
    #expect(Suggestion.closest(to: "LISTEN", among: words) == "listen")
    #expect(Suggestion.closest(to: "litsen", among: words) == "listen")
    #expect(Suggestion.closest(to: "authtoken", among: words) == "auth_token")
    #expect(Suggestion.closest(to: "timeout", among: words) == nil)
    #expect(Suggestion.closest(to: "", among: words) == nil)
  }
}
