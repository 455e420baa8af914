import Conversations
import Dialects
import Testing
import Wire

@testable import Upstream

@Suite("The table of backends")
struct BackendTableTests {
  @Test("every row of the program's own table can be called, and has a name and an address of its own")
  func ownTable() {
    let kinds = BackendTable.own.kinds
    #expect(kinds.count >= 30)
    #expect(Set(kinds.map(\.name)).count == kinds.count)
    #expect(Set(kinds.map { "\($0.url) \($0.dialect)" }).count == kinds.count)
    for kind in kinds {
      #expect(kind.url.hasPrefix(kind.isLocal ? "http://127.0.0.1:" : "https://"), "\(kind.name)")
      #expect(!kind.url.hasSuffix("/") && kind.paths.chat.hasPrefix("/"), "\(kind.name)")
      #expect(kind.headers.allSatisfy { HTTPFields.isValidName($0.key) && HTTPFields.isValidValue($0.value) })
      #expect(HTTPFields.isValidName(kind.keyHeader), "\(kind.name)")
      let call = Backend(name: "b", kind: kind).call(
        kind.paths.chat, body: [], client: HTTPFields(), forwarding: .translated, wantsStream: true)
      #expect(!call.url.contains("/v1/v1"), "\(kind.name)")
      #expect(call.allowsProxy == !kind.isLocal, "\(kind.name)")
    }
  }

  @Test(
    "messages go where each vendor takes them",
    arguments: [
      ("openrouter", "https://openrouter.ai/api/v1/chat/completions"),
      ("openrouter-anthropic", "https://openrouter.ai/api/v1/messages"),
      ("deepseek", "https://api.deepseek.com/chat/completions"),
      ("deepseek-anthropic", "https://api.deepseek.com/anthropic/v1/messages"),
      ("zhipu-coding", "https://open.bigmodel.cn/api/coding/paas/v4/chat/completions"),
      ("zai-anthropic", "https://api.z.ai/api/anthropic/v1/messages"),
      ("kimi-code-anthropic", "https://api.kimi.com/coding/v1/messages"),
      ("groq", "https://api.groq.com/openai/v1/chat/completions"),
      ("gemini-openai", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions"),
      ("vllm", "http://127.0.0.1:8000/v1/chat/completions"),
    ])
  func addresses(name: String, address: String) throws {
    let kind = try #require(BackendTable.own[name])
    #expect(Backend(name: "b", kind: kind).address(of: kind.paths.chat, query: nil) == address)
  }

  @Test(
    "a key is shown in the field its vendor reads, and what a kind always sends gives way to the client's own"
  )
  func keysAndHeaders() throws {
    func call(_ name: String, client: HTTPFields = HTTPFields()) throws -> HTTPFields {
      let kind = try #require(BackendTable.own[name])
      return Backend(name: "b", kind: kind, credentials: .key(try #require(Credential("k"))))
        .call("/x", body: [0x7b], client: client, forwarding: .translated, wantsStream: false).fields
    }
    #expect(try call("deepseek")["authorization"] == "Bearer k")
    #expect(try call("deepseek-anthropic")["x-api-key"] == "k")
    #expect(try call("deepseek-anthropic")["anthropic-version"] == "2023-06-01")
    #expect(try call("openrouter-anthropic")["authorization"] == "Bearer k")
    var client = HTTPFields()
    client.append("User-Agent", "claude-cli/2")
    #expect(try call("kimi-code", client: client)["user-agent"] == "claude-cli/2")
    #expect(try call("moonshot", client: client)["user-agent"] == nil)
  }

  @Test("the quirks of a vendor that others imitate hold at its own address alone")
  func imitated() {
    let quirks = BackendKind.openai.quirks
    #expect(Backend(name: "o", kind: .openai).quirks == quirks)
    #expect(Backend(name: "o", kind: .openai, url: "https://elsewhere/v1").quirks == .compatible)
    #expect(
      Backend(name: "o", kind: .llamaServer, url: "http://10.0.0.1:1").quirks
        == BackendKind.llamaServer.quirks)
  }

  @Test("reasoning is kept for vendors that sign it or want it back, and for no others")
  func reasoning() {
    let kept = BackendTable.own.kinds.filter { Backend(name: "b", kind: $0).keepsReasoning }.map(\.name)
    for name in ["anthropic", "deepseek", "moonshot", "kimi-code", "openrouter", "minimax", "gemini-openai"] {
      #expect(kept.contains(name), "\(name)")
    }
    for name in ["openai", "groq", "llama-server", "ollama"] { #expect(!kept.contains(name), "\(name)") }
  }

  @Test("a row says what the row it is like says, where it does not say it itself")
  func likeness() throws {
    let table = try table(
      #"""
      {"kinds":[{"name":"a","dialect":"openai-chat","url":"http://a","key_header":"k","paths":{"chat":"/c"},
        "imitated":true,"looked_for_at":["http://a"],"quirks":{"top_k":true},"window_remedy":"r"},
       {"name":"b","like":"a","url":"http://b"}]}
      """#)
    let b = try #require(table["b"])
    #expect(b.url == "http://b" && b.paths.chat == "/c" && b.quirks.acceptsTopK && b.windowRemedy == "r")
    #expect(!b.isImitated && b.lookedForAt == [])
  }

  @Test(
    "what is wrong in a table is told with its place",
    arguments: [
      (#"{}"#, "kinds: must be a list of rows"),
      (#"{"kinds":[]}"#, "kinds: must be a list of rows"),
      (#"{"kinds":[{"url":"x"}]}"#, "a row has no name"),
      (#"{"kinds":[{"name":"a","like":"b"}]}"#, "a.like: must be the name of a row above"),
      (#"{"kinds":[{"name":"a","colour":1}]}"#, "a: there is no member colour"),
      (#"{"kinds":[{"name":"a","paths":{"chat":"/c"},"dialect":"x"}]}"#, "a.dialect: must be one of"),
      (#"{"kinds":[{"name":"a","paths":{"chat":"/c"},"dialect":"openai-chat"}]}"#, "a.url: must be a text"),
      (#"{"kinds":[{"name":"a"}]}"#, "a.paths: must be an object with the path `chat`"),
    ])
  func faults(text: String, message: String) {
    let fault = #expect(throws: BackendTableFault.self) { try table(text) }
    #expect(fault?.message.hasPrefix(message) == true, "\(fault?.message ?? "")")
  }

  @Test(
    "a row's members are checked",
    arguments: [
      (#""local":1"#, "a.local: must be true or false"),
      (#""headers":{"x":1}"#, "a.headers: must be an object of"),
      (#""looked_for_at":"x""#, "a.looked_for_at: must be a list"),
      (#""unloads_after_seconds":0"#, "a.unloads_after_seconds: must be a number"),
      (#""listing":"x""#, "a.listing: must be one of"),
      (#""listing":"gemini""#, "a.paths: must be an object with the path `models`"),
      (#""quirks":{"colour":1}"#, "a.quirks.colour: no such quirk"),
      (#""quirks":{"top_k":"maybe"}"#, "a.quirks.top_k: must be one of true, false"),
      (#""quirks":{"extra_body":[]}"#, "a.quirks.extra_body: must be an object"),
      (#""quirks":{"extra_body":{"model":"x"}}"#, "a.quirks.extra_body: must be an object"),
    ])
  func memberFaults(member: String, message: String) {
    let row = #"{"name":"a","dialect":"openai-chat","url":"http://a","key_header":"k","paths":{"chat":"/c"}"#
    let fault = #expect(throws: BackendTableFault.self) { try table(#"{"kinds":[\#(row),\#(member)}]}"#) }
    #expect(fault?.message.hasPrefix(message) == true, "\(fault?.message ?? "")")
  }

  private func table(_ text: String) throws -> BackendTable {
    try BackendTable(JSONDocument(parsing: Array(text.utf8)).root)
  }
}
