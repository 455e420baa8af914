import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("Requests for a slot")
struct PinnedRequestTests {
  @Test(
    "a request names its slot and is otherwise as it was",
    arguments: [#"{"model":"m"}"#, "{\"model\": \"m\"}\n"])
  func pinned(_ text: String) throws {
    let encoded = EncodedRequest(body: Array(text.utf8), isStreamed: false, promptTokens: 1)
    let body = encoded.pinned(toSlot: 3).body
    let root = try JSONDocument(parsing: body).root
    #expect(root["id_slot"]?.int == 3 && root["model"]?.string == "m" && root.count == 2)
    #expect(String(decoding: body, as: UTF8.self).replacing(#","id_slot":3"#, with: "") == text)
  }
}
