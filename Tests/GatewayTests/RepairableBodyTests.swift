import Conversations
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Repaired bodies")
struct RepairableBodyTests {
  private static let chat = DialectName.openAIChat
  private static let anthropic = DialectName.anthropicMessages

  private func repaired(
    _ body: String, _ dialect: DialectName, _ repair: RequestRepair,
    _ reasoning: KnownReasoning = KnownReasoning()
  ) throws -> String {
    let body = try #require(RepairableBody(Array(body.utf8), in: dialect, reasoning: reasoning))
    let bytes = body.bytes(after: repair)
    _ = try JSONDocument(parsing: bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "members beside the messages",
    arguments: [
      (#"{"a":1,"store":true}"#, chat, RequestRepair.dropField(["store"]), #"{"a":1}"#),
      (
        #"{"tools":[{"type":"custom","name":"f","input_schema":{"type":"object"}},{"name":"g"}]}"#, anthropic,
        .dropField(["tools", "custom", "type"]),
        #"{"tools":[{"name":"f","input_schema":{"type":"object"}},{"name":"g"}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"x","citations":null}]}],"citations":1}"#,
        anthropic, .dropField(["messages", "content", "text", "citations"]),
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"citations":1}"#
      ),
      (
        #"{"generationConfig":{"seed":1,"topK":2},"contents":[{"parts":[{"functionCall":{"name":"f","args":{"seed":3}}}]}]}"#,
        .geminiGenerate, .dropField(["seed"]),
        #"{"generationConfig":{"topK":2},"contents":[{"parts":[{"functionCall":{"name":"f","args":{"seed":3}}}]}]}"#
      ),
      (
        #"{"model":"m","max_tokens":9}"#, chat,
        .renameField(from: "max_tokens", to: "max_completion_tokens"),
        #"{"model":"m","max_completion_tokens":9}"#
      ),
      (#"{"max_tokens":32000}"#, chat, .limitOutput(tokens: 8192), #"{"max_tokens":8192}"#),
      (#"{"max_tokens":100}"#, chat, .limitOutput(tokens: 8192), #"{"max_tokens":100}"#),
      (
        #"{"generationConfig":{"maxOutputTokens":100000}}"#, .geminiGenerate,
        .limitOutputToRoom(tokens: 500), #"{"generationConfig":{"maxOutputTokens":500}}"#
      ),
      (#"{"tool_choice":"required","tools":[]}"#, chat, .freeToolChoice, #"{"tools":[]}"#),
      (
        #"{"temperature":0.2,"top_p":1,"model":"m"}"#, chat, .dropSampling, #"{"model":"m"}"#
      ),
      (#"{"think":true,"model":"m"}"#, .ollamaChat, .stopThinking(forGood: true), #"{"model":"m"}"#),
      (
        #"{"thinking":{"type":"enabled","budget_tokens":9},"model":"m"}"#, anthropic,
        .stopThinking(forGood: false), #"{"model":"m"}"#
      ),
      (#"{"model":"m","stream":false}"#, chat, .stream, #"{"model":"m","stream":true}"#),
      (#"{"model":"m"}"#, chat, .retry, #"{"model":"m"}"#),
      (
        #"{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"tool_use","id":"t","name":"f","input":{"cache_control":1}},{"cache_control":{"type":"ephemeral"},"type":"text","text":"x"}]}],"tools":[{"name":"f","input_schema":{"properties":{"cache_control":{}}},"cache_control":{}}]}"#,
        anthropic, .dropCacheMarks,
        #"{"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"tool_use","id":"t","name":"f","input":{"cache_control":1}},{"type":"text","text":"x"}]}],"tools":[{"name":"f","input_schema":{"properties":{"cache_control":{}}}}]}"#
      ),
      (
        #"{"tools":[{"type":"function","function":{"name":"f","parameters":{"$schema":"x","type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}}}]}"#,
        chat, .simplifySchemas,
        #"{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]}"#
      ),
    ])
  func fields(_ before: String, _ dialect: DialectName, _ repair: RequestRepair, _ after: String) throws {
    #expect(try repaired(before, dialect, repair) == after)
  }

  @Test(
    "reasoning in messages",
    arguments: [
      (
        #"{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"s"}]},{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"d"},{"type":"text","text":"y"}]}]}"#,
        anthropic, RequestRepair.dropReasoning(forGood: false),
        #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"text","text":"y"}]}]}"#
      ),
      (
        #"{"input":[{"type":"reasoning","encrypted_content":"e"},{"type":"message","role":"assistant","content":[]}]}"#,
        .openAIResponses, .dropReasoning(forGood: false),
        #"{"input":[{"type":"message","role":"assistant","content":[]}]}"#
      ),
      (
        #"{"messages":[{"role":"assistant","content":"x","reasoning_content":"r"}]}"#, chat,
        .dropReasoning(forGood: true), #"{"messages":[{"role":"assistant","content":"x"}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"t1"}]},{"role":"assistant","content":"x"},{"role":"assistant","content":"x","reasoning_content":"r"}]}"#,
        chat, .giveReasoning,
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"t1"}],"reasoning_content":"kept"},{"role":"assistant","content":"x","reasoning_content":" "},{"role":"assistant","content":"x","reasoning_content":"r"}]}"#
      ),
      (
        #"{"contents":[{"role":"model","parts":[{"text":"x","thoughtSignature":"bad"},{"functionCall":{"name":"f"},"thoughtSignature":"bad"},{"functionCall":{"name":"g"},"thoughtSignature":"bad"}]}]}"#,
        .geminiGenerate, .replaceThoughtSignatures,
        #"{"contents":[{"role":"model","parts":[{"text":"x"},{"functionCall":{"name":"f"},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"name":"g"}}]}]}"#
      ),
      (
        #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a"},{"id":"b"}]}]}"#, chat,
        .replaceThoughtSignatures,
        #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","extra_content":{"google":{"thought_signature":"skip_thought_signature_validator"}}},{"id":"b"}]}]}"#
      ),
    ])
  func reasoning(_ before: String, _ dialect: DialectName, _ repair: RequestRepair, _ after: String) throws {
    let known = KnownReasoning(states: [
      "t1": ReasoningState(
        issuer: "v/m", pieces: [.init(.thinking(text: "kept", signature: nil), distance: 0)])
    ])
    #expect(try repaired(before, dialect, repair, known) == after)
  }

  @Test(
    "content",
    arguments: [
      (
        #"{"messages":[{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"x"}]},{"role":"assistant","content":[{"type":"text","text":" "}]},{"role":"user","content":""}]}"#,
        anthropic, RequestRepair.fillEmptyContent,
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"x"}]},{"role":"assistant","content":[{"type":"text","text":"."}]},{"role":"user","content":"."}]}"#
      ),
      (
        #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a"}]},{"role":"assistant","content":null}]}"#,
        chat, .fillEmptyContent,
        #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a"}]},{"role":"assistant","content":"."}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}"#,
        anthropic, .describeImages,
        #"{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"[image, image/png, 4 bytes, left out: this model does not see pictures]"}]}]}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAAAAAAA"}},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}"#,
        chat, .describeImages,
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"[image, image/jpeg, 6 bytes, left out: this model does not see pictures]"},{"type":"text","text":"[image, left out: this model does not see pictures]"}]}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":"see","images":["AAAAAAAA"]}]}"#, .ollamaChat,
        .describeImages,
        #"{"messages":[{"role":"user","content":"see\n\n[image, 7 bytes, left out: this model does not see pictures]"}]}"#
      ),
      (
        #"{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"inlineData":{"mimeType":"application/pdf","data":"AAAA"}}]}]}"#,
        .geminiGenerate, .describeImages,
        #"{"contents":[{"role":"user","parts":[{"text":"[image, image/png, 4 bytes, left out: this model does not see pictures]"},{"inlineData":{"mimeType":"application/pdf","data":"AAAA"}}]}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":"a"},{"role":"system","content":"s2"},{"role":"user","content":[{"type":"text","text":"b"}]},{"role":"assistant","content":"","tool_calls":[{"id":"1"}]},{"role":"assistant","content":"c","tool_calls":[{"id":"2"}]},{"role":"tool","tool_call_id":"1","content":"r"},{"role":"tool","tool_call_id":"2","content":"r"}]}"#,
        chat, .mergeRoles,
        #"{"messages":[{"role":"system","content":"s2"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c","tool_calls":[{"id":"1"},{"id":"2"}]},{"role":"tool","tool_call_id":"1","content":"r"},{"role":"tool","tool_call_id":"2","content":"r"}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":"a"},{"role":"system","content":"s"},{"role":"assistant","content":"b"},{"role":"system","content":"t"}]}"#,
        anthropic, .mergeRoles,
        #"{"messages":[{"role":"user","content":"a\n\ns"},{"role":"assistant","content":"b"},{"role":"user","content":"t"}]}"#
      ),
    ])
  func content(_ before: String, _ dialect: DialectName, _ repair: RequestRepair, _ after: String) throws {
    #expect(try repaired(before, dialect, repair) == after)
  }

  private static let stub = "[no result was recorded]"

  @Test(
    "calls and results",
    arguments: [
      (
        #"{"messages":[{"role":"tool","tool_call_id":"9","content":"r"},{"role":"assistant","tool_calls":[{"id":"1"},{"id":"2"}]},{"role":"tool","tool_call_id":"2","content":"r"},{"role":"user","content":"x"}]}"#,
        chat,
        #"{"messages":[{"role":"assistant","tool_calls":[{"id":"1"},{"id":"2"}]},{"role":"tool","tool_call_id":"2","content":"r"},{"role":"tool","tool_call_id":"1","content":"\#(stub)"},{"role":"user","content":"x"}]}"#
      ),
      (
        #"{"input":[{"type":"function_call","call_id":"1","name":"f"},{"type":"function_call_output","call_id":"2","output":"r"},{"role":"user","content":"x"}]}"#,
        .openAIResponses,
        #"{"input":[{"type":"function_call","call_id":"1","name":"f"},{"type":"function_call_output","call_id":"1","output":"\#(stub)"},{"role":"user","content":"x"}]}"#
      ),
      (
        #"{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"9"},{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},{"role":"user","content":"b"},{"role":"assistant","content":[{"type":"tool_use","id":"2"}]}]}"#,
        anthropic,
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"\#(stub)"},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"tool_use","id":"2"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"2","content":"\#(stub)"}]}]}"#
      ),
      (
        #"{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1"}]},{"role":"user","content":"x"}]}"#,
        anthropic,
        #"{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"1"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1"}]},{"role":"user","content":"x"}]}"#
      ),
    ])
  func pairs(_ before: String, _ dialect: DialectName, _ after: String) throws {
    let repaired = try repaired(before, dialect, .pairCalls)
    #expect(repaired == after)
    #expect(try self.repaired(repaired, dialect, .pairCalls) == repaired)
  }

  @Test("what is no request of ours is left alone", arguments: ["", "[]", "x", "{"])
  func noBody(_ text: String) {
    #expect(RepairableBody(Array(text.utf8), in: .openAIChat) == nil)
  }

  @Test("no repair breaks a body without what it is about")
  func nothing() throws {
    for repair: RequestRepair in [
      .dropField(["a"]), .dropField(["a", "b"]), .renameField(from: "a", to: "b"), .limitOutput(tokens: 1),
      .freeToolChoice, .dropCacheMarks, .dropSampling, .stopThinking(forGood: true),
      .dropReasoning(forGood: true),
      .giveReasoning, .replaceThoughtSignatures, .simplifySchemas, .mergeRoles, .pairCalls, .fillEmptyContent,
      .describeImages,
    ] {
      for dialect in DialectName.allCases {
        for body in [
          "{}", #"{"messages":null,"input":"x","contents":{}}"#, #"{"messages":[],"input":[],"contents":[]}"#,
          #"{"messages":[1,null,{}],"input":["x",{}],"contents":[[]],"tools":[1,{}]}"#,
        ] { _ = try repaired(body, dialect, repair) }
      }
    }
  }
}
