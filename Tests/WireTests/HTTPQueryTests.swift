import Testing
import Wire

@Suite("Queries and percent-encoding")
struct HTTPQueryTests {
  @Test("a parameter's value is decoded; of several the first counts; one without a value is empty")
  func parameters() {
    let query = HTTPQuery("limit=5&after_id=org%2Fmodel%3A8b&a=1+2&a=3&flag&=x&&e=")
    #expect(query["limit"] == "5" && query["after_id"] == "org/model:8b" && query["a"] == "1 2")
    #expect(query["flag"] == "" && query["e"] == "" && query[""] == nil && query["other"] == nil)
    #expect(HTTPQuery(nil)["limit"] == nil)
  }

  @Test(
    "what only looks like an encoded character stays as it is, and what is not UTF-8 becomes U+FFFD",
    arguments: [
      ("a%20b", "a b"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%c3%A9", "é"), ("%ff", "\u{FFFD}"),
      ("a+b", "a+b"), ("%2525", "%25"), ("", ""),
    ])
  func decoding(_ text: String, _ decoded: String) {
    #expect(PercentEncoding.decoded(text.utf8) == decoded)
  }

  @Test("what is encoded is read as it was, and needs no other characters than a URL may have")
  func encoding() {
    let all = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
    let encoded = PercentEncoding.encoded(all)
    #expect(PercentEncoding.decoded(encoded.utf8, plusIsSpace: true) == all)
    #expect(encoded.contains("-._~") == false && PercentEncoding.encoded("a-Z.0_~") == "a-Z.0_~")
    #expect(PercentEncoding.encoded("org/a b+ü") == "org%2Fa%20b%2B%C3%BC")
    #expect(HTTPQuery("backend=\(encoded)")["backend"] == all)
  }
}
