import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("Reasoning of other vendors")
struct ForeignReasoningTests {
  private func encoded(_ messages: String, foreign: [String]) throws -> (body: String, notes: [String]) {
    let dialect = AnthropicMessages()
    let body = #"{"model":"m","max_tokens":9,"messages":[\#(messages)]}"#
    let request = try dialect.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "a", model: "m", dialect: .anthropicMessages, isLocal: false, window: nil, traits: .full)
    var plan = ContextPlan.untouched
    plan.foreignSignatures = Set(foreign.map { KeptReasoning.name(of: $0.utf8) })
    #expect(plan.isUntouched)
    let encoded = try dialect.encode(
      request, for: target, plan: plan,
      conversation: { (_, _) throws(ClientError) in throw ClientError(.internalError, "not asked for") })
    return (String(decoding: encoded.body, as: UTF8.self), encoded.notes)
  }

  private static let thought =
    #"{"type":"thinking","thinking":"hm","signature":"theirs"},{"type":"redacted_thinking","data":"AAAA"}"#

  @Test("what another vendor signed is taken out, and every other byte stays")
  func takenOut() throws {
    let text = #" {"type": "text", "text": "x"}"#
    let rest = #"{"role":"user","content":"and?"}"#
    let whole =
      #"{"role":"assistant","content":[\#(Self.thought),\#(text)]},{"role":"assistant","content":[\#(Self.thought)]},\#(rest)"#
    let untouched = try encoded(whole, foreign: ["others"])
    #expect(untouched.body.contains(whole) && untouched.notes.isEmpty)
    let cleaned = try encoded(whole, foreign: ["theirs", "AAAA"])
    #expect(cleaned.body.contains(#"[{"role":"assistant","content":[\#(text.dropFirst())]},\#(rest)]"#))
    #expect(cleaned.notes.count == 4)
    #expect(cleaned.notes.first == "messages.0.content.0: thinking that another vendor signed left out")
  }
}
