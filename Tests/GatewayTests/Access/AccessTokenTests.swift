import Testing

@testable import Gateway

@Suite("Tokens")
struct AccessTokenTests {
  private let key = SigningKey()
  private let token = AccessToken(id: "00c0ffee00c0ffee", expires: Timestamp(milliseconds: 1_769_860_800_000))

  @Test("a token is known by the key that signed it, and by no other")
  func signature() {
    let text = token.text(signedWith: key)
    #expect(AccessToken(text, signedWith: key) == token)
    #expect(AccessToken(text, signedWith: SigningKey()) == nil)
    #expect(AccessToken.isClaimed(by: text))
  }

  @Test("the signature is HMAC-SHA256, as anybody else computes it")
  func knownSignature() throws {
    // printf cg1.abc | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
    let key = try #require(SigningKey((0..<32).map { $0 }))
    let hex = key.signature(of: Array("cg1.abc".utf8)).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    #expect(hex.joined() == "f6e7c29311bc6e93614c610efd1b7bc5fa0898446a8a359abdd9127d16aa9c87")
  }

  @Test("a token with anything changed, left out or added is none")
  func forgeries() {
    let text = token.text(signedWith: key)
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
      #expect(AccessToken(changed, signedWith: key) == nil, "\(changed)")
      #expect(AccessToken(String(text[..<place]), signedWith: key) == nil)
    }
    for addition in [".", "A", "=", " ", ".AAAA", String(repeating: "A", count: 1000)] {
      #expect(AccessToken(text + addition, signedWith: key) == nil)
      #expect(AccessToken(addition + text, signedWith: key) == nil)
    }
  }

  @Test(
    "what is signed well and says nothing of use is none",
    arguments: [
      "", "x", "{}", #"{"id":"a"}"#, #"{"id":"a","exp":"1"}"#, #"{"id":1,"exp":1}"#, #"{"id":"a","exp":-1}"#,
    ])
  func payloads(payload: String) {
    let signed = AccessToken.prefix + Base64URL.text(of: Array(payload.utf8))
    let text = signed + "." + Base64URL.text(of: key.signature(of: Array(signed.utf8)))
    #expect(AccessToken(text, signedWith: key) == nil)
  }

  @Test("a key prints as dots, and the digest of a secret knows it alone")
  func secrets() {
    #expect("\(key)" == "••••••••" && "\(key as Any)" == "••••••••")
    let digest = SecretDigest(of: "s3cret-token")
    #expect(digest.matches("s3cret-token"))
    for other in ["", "s3cret-toke", "s3cret-tokeN", "s3cret-tokens3cret-token"] {
      #expect(!digest.matches(other))
    }
  }
}
