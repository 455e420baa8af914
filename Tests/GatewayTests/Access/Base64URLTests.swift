import TestKit
import Testing

@testable import Gateway

@Suite("Base64 for URLs")
struct Base64URLTests {
  @Test(
    "bytes and their text, as the RFC has them",
    arguments: [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
      ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{3FF}?", "z7_Pvz8"),
    ])
  func vectors(bytes: String, text: String) {
    #expect(Base64URL.text(of: Array(bytes.utf8)) == text)
    #expect(Base64URL.bytes(of: text[...]) == Array(bytes.utf8))
  }

  @Test(
    "what no bytes have for their text is none",
    arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vY", "+/+/", " Zg", "Zg\n", "Zé"])
  func nonsense(text: String) { #expect(Base64URL.bytes(of: text[...]) == nil) }

  @Test("any bytes come back")
  func roundTrip() {
    var random = SeededGenerator()
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(Base64URL.bytes(of: Base64URL.text(of: bytes)[...]) == bytes)
    }
  }
}
