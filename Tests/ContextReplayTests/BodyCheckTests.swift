import Conversations
import Testing
import Wire

@testable import ContextReplay

@Suite("What a server would refuse")
struct BodyCheckTests {
  private static let call = #"{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}"#
  private static let use = #"{"type":"tool_use","id":"a","name":"f","input":{}}"#
  private static let result = #"{"type":"tool_result","tool_use_id":"a","content":"x"}"#

  @Test("a conversation with a call and its result passes")
  func good() throws {
    let chat = [
      #"{"role":"system","content":"s"}"#, #"{"role":"user","content":"u"}"#,
      #"{"role":"assistant","content":null,"tool_calls":[\#(Self.call)]}"#,
      #"{"role":"tool","tool_call_id":"a","content":"x"}"#,
    ]
    #expect(try Self.violations(chat, .openAIChat) == [])
    let anthropic = [
      #"{"role":"user","content":"u"}"#, #"{"role":"assistant","content":[\#(Self.use)]}"#,
      #"{"role":"user","content":[\#(Self.result),{"type":"text","text":"t"}]}"#,
    ]
    #expect(try Self.violations(anthropic, .anthropicMessages) == [])
  }

  @Test(
    "each fault of chat completions is seen",
    arguments: [
      [#"{"role":"assistant","content":"a"}"#, #"{"role":"user","content":"u"}"#],
      [#"{"role":"user","content":"u"}"#, #"{"role":"user","content":"u"}"#],
      [
        #"{"role":"user","content":"u"}"#, #"{"role":"system","content":"s"}"#,
        #"{"role":"user","content":"u"}"#,
      ],
      [#"{"role":"user","content":"u"}"#, #"{"role":"assistant","content":"a"}"#],
      [#"{"role":"user","content":""}"#],
      [#"{"role":"user","content":"u"}"#, #"{"role":"tool","tool_call_id":"b","content":"x"}"#],
      [
        #"{"role":"user","content":"u"}"#, #"{"role":"assistant","content":null,"tool_calls":[\#(call)]}"#,
        #"{"role":"user","content":"u"}"#,
      ],
      [
        #"{"role":"user","content":"u"}"#,
        #"{"role":"assistant","content":null,"tool_calls":[\#(call),\#(call)]}"#,
        #"{"role":"tool","tool_call_id":"a","content":"x"}"#,
        #"{"role":"tool","tool_call_id":"a","content":"x"}"#,
      ],
    ])
  func badChat(messages: [String]) throws {
    #expect(try Self.violations(messages, .openAIChat).isEmpty == false)
  }

  @Test(
    "each fault of Anthropic's messages is seen",
    arguments: [
      [#"{"role":"assistant","content":"a"}"#, #"{"role":"user","content":"u"}"#],
      [#"{"role":"user","content":"u"}"#, #"{"role":"user","content":"u"}"#],
      [#"{"role":"user","content":[{"type":"text","text":""}]}"#],
      [#"{"role":"user","content":[]}"#],
      [#"{"role":"user","content":[\#(result)]}"#],
      [
        #"{"role":"user","content":"u"}"#, #"{"role":"assistant","content":[\#(use)]}"#,
        #"{"role":"user","content":"u"}"#,
      ],
      [
        #"{"role":"user","content":"u"}"#, #"{"role":"assistant","content":[\#(use)]}"#,
        #"{"role":"user","content":[{"type":"text","text":"t"},\#(result)]}"#,
      ],
      [
        #"{"role":"user","content":"u"}"#,
        #"{"role":"assistant","content":[\#(use),{"type":"thinking","thinking":"t","signature":"s"}]}"#,
        #"{"role":"user","content":[\#(result)]}"#,
      ],
    ])
  func badAnthropic(messages: [String]) throws {
    #expect(try Self.violations(messages, .anthropicMessages).isEmpty == false)
  }

  private static func violations(_ messages: [String], _ dialect: DialectName) throws -> [String] {
    let body = #"{"messages":[\#(messages.joined(separator: ","))]}"#
    return BodyCheck.violations(in: try JSONDocument(parsing: Array(body.utf8)).root, of: dialect)
  }
}
