import Testing

@testable import Conversations

@Suite("Restored reasoning") struct RestoringTests {
  private func target(_ backend: String, _ model: String, _ dialect: DialectName = .geminiGenerate) -> Target
  {
    Target(backend: backend, model: model, dialect: dialect, isLocal: false, window: nil, traits: .full)
  }

  private func state(_ pieces: (ReasoningState.Piece.Content, Int)..., by issuer: String = "v/m")
    -> ReasoningState
  {
    ReasoningState(issuer: issuer, pieces: pieces.map { ReasoningState.Piece($0, distance: $1) })
  }

  private func call(_ id: String) -> ContentPart {
    .toolCall(ToolCall(id: id, name: "f", input: [0x7B, 0x7D]))
  }

  private func result(_ id: String) -> ContentPart {
    .toolResult(ToolResult(callID: id, parts: [], isError: false))
  }

  /// Parts in short: `u[…] a[…]` with texts, `#id` for calls, `=id` for results, `(text|signature)` for reasoning.
  private func shown(_ conversation: Conversation) -> String {
    conversation.entries.map { entry in
      let parts = entry.parts.map { part in
        switch part {
        case .text(let text): text
        case .toolCall(let call): "#\(call.id)"
        case .toolResult(let result): "=\(result.callID)"
        case .thinking(let text, let signature): "(\(text)\(signature.map { "|\($0)" } ?? ""))"
        case .redactedThinking(let data): "(!\(data))"
        default: "?"
        }
      }
      return "\(entry.role.rawValue.prefix(1))[\(parts.joined(separator: " "))]"
    }.joined(separator: " ")
  }

  private func restored(
    _ entries: [(Role, [ContentPart])], _ known: KnownReasoning, for target: Target
  ) -> String {
    let conversation = Conversation(
      system: [], tools: [], entries: entries.map { Conversation.Entry(role: $0, parts: $1) },
      settings: GenerationSettings())
    return shown(conversation.restoring(known, for: target))
  }

  @Test("each piece stands where it stood in the answer")
  func places() {
    let known = KnownReasoning(states: [
      "1": state((.thinking(text: "a", signature: "s1"), 1), (.redacted(data: "d"), 0)),
      "2": state((.thinking(text: "", signature: "s2"), 0)),
    ])
    let entries: [(Role, [ContentPart])] = [
      (.user, [.text("go")]), (.assistant, [.text("I see."), call("1"), call("2"), call("3")]),
      (.user, [result("1"), result("2"), result("3")]),
    ]
    #expect(
      restored(entries, known, for: target("v", "m"))
        == "u[go] a[(a|s1) I see. (!d) #1 (|s2) #2 #3] u[=1 =2 =3]")
  }

  @Test("where the client sends every part as a message, reasoning goes into the message it stood before")
  func items() {
    let known = KnownReasoning(states: ["1": state((.thinking(text: "a", signature: "s1"), 1))])
    let entries: [(Role, [ContentPart])] = [
      (.user, [.text("go")]), (.assistant, [.text("I see.")]), (.assistant, [call("1")]),
      (.user, [result("1")]),
    ]
    #expect(restored(entries, known, for: target("v", "m")) == "u[go] a[(a|s1) I see.] a[#1] u[=1]")
  }

  @Test("where parts are missing that stood between, reasoning does not go further back than the call before")
  func clamped() {
    let known = KnownReasoning(states: ["2": state((.thinking(text: "a", signature: nil), 3))])
    let entries: [(Role, [ContentPart])] = [
      (.assistant, [call("1"), call("2")]), (.user, [result("1"), result("2")]), (.assistant, [call("2")]),
    ]
    #expect(restored(entries, known, for: target("v", "m")) == "a[#1 (a) #2] u[=1 =2] a[(a) #2]")
  }

  @Test("what the client has sent back of it gives way")
  func echoed() {
    let known = KnownReasoning(states: ["1": state((.thinking(text: "a", signature: "s1"), 1))])
    let entries: [(Role, [ContentPart])] = [
      (.assistant, [.thinking(text: "shown", signature: "ours"), .text("I see."), call("1")])
    ]
    #expect(restored(entries, known, for: target("v", "m")) == "a[(a|s1) I see. #1]")
  }

  @Test("nobody is given what another wrote", arguments: [("w", "m"), ("v", "n")])
  func others(_ backend: String, _ model: String) {
    let known = KnownReasoning(states: ["1": state((.thinking(text: "a", signature: "s1"), 0))])
    let entries: [(Role, [ContentPart])] = [(.assistant, [call("1")])]
    #expect(restored(entries, known, for: target(backend, model)) == "a[#1]")
  }

  @Test("models of one vendor are given each other's where its own API is spoken")
  func siblings() {
    let known = KnownReasoning(states: ["1": state((.thinking(text: "a", signature: "s1"), 0))])
    let entries: [(Role, [ContentPart])] = [(.assistant, [call("1")])]
    #expect(restored(entries, known, for: target("v", "n", .anthropicMessages)) == "a[(a|s1) #1]")
    #expect(restored(entries, known, for: target("v", "n", .openAIResponses)) == "a[(a|s1) #1]")
    #expect(restored(entries, known, for: target("vv", "n", .anthropicMessages)) == "a[#1]")
  }

  @Test("a client's own reasoning stays, becomes plain words, or leaves, by who signed it")
  func signed() {
    func name(_ text: String) -> Fingerprint { KeptReasoning.name(of: text.utf8) }
    let known = KnownReasoning(
      issuers: [name("mine"): "v/m", name("theirs"): "w/m", name("d1"): "v/m", name("d2"): "w/m"])
    let entries: [(Role, [ContentPart])] = [
      (
        .assistant,
        [
          .thinking(text: "a", signature: "mine"), .thinking(text: "b", signature: "theirs"),
          .thinking(text: "c", signature: "whose"), .thinking(text: "", signature: "whose"),
          .thinking(text: "d", signature: nil), .redactedThinking(data: "d1"), .redactedThinking(data: "d2"),
          .redactedThinking(data: "d3"), .text("done"),
        ]
      ), (.user, [.text("and?")]), (.assistant, [.thinking(text: "b", signature: "theirs")]),
      (.assistant, []),
    ]
    #expect(
      restored(entries, known, for: target("v", "m"))
        == "a[(a|mine) (c) (d) (!d1) done] u[and?] a[]")
    #expect(known.foreignSignatures(to: target("v", "m")) == [name("theirs"), name("d2")])
  }

  @Test("a conversation without reasoning stays as it is")
  func nothing() {
    let entries: [(Role, [ContentPart])] = [
      (.user, [.text("go")]), (.assistant, [.text("x"), call("1")]), (.user, [result("1")]), (.system, []),
    ]
    #expect(restored(entries, KnownReasoning(), for: target("v", "m")) == "u[go] a[x #1] u[=1] s[]")
  }
}
