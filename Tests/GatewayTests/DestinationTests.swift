import Conversations
import Dialects
import Reactor
import Synchronization
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Destinations")
struct DestinationTests {
  private let client = AnthropicMessages()

  init() { LoopActor.shared.loop.start() }

  @Test(
    "a long request is translated off the loop; a short one, or one that need not be translated, on it",
    arguments: [
      (1_000, DialectName.openAIChat, true), (128 << 10, .openAIChat, false),
      (128 << 10, .anthropicMessages, true),
    ])
  func place(_ size: Int, _ dialect: DialectName, _ isOnLoop: Bool) async throws {
    let witness = Witness(name: dialect)
    let target = Target(
      backend: "b", model: "m", dialect: dialect, isLocal: true, window: nil, traits: .textOnly)
    let destination = Destination(
      target: target, rule: "r", backend: Backend(name: "b", kind: .openai), dialect: witness)
    let text = String(repeating: "x", count: size)
    let body = #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"\#(text)"}]}"#
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let encoded = try await destination.encode(
      ClientRequest(
        chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
        admission: Admission(fields: HTTPFields()), dialect: client))
    #expect(encoded.body.count >= size)
    #expect(witness.wasOnLoop == [isOnLoop])
  }
}

/// A dialect that remembers where it was asked to encode.
private final class Witness: BackendDialect {
  let name: DialectName
  private let places = Mutex<[Bool]>([])

  init(name: DialectName) { self.name = name }

  var wasOnLoop: [Bool] { places.withLock { $0 } }

  func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    places.withLock { $0.append(LoopActor.shared.loop.isOnLoop) }
    return try OpenAIChat().encode(request, for: target, plan: plan, conversation: conversation)
  }

  func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    OpenAIChat().decoder(answering: request)
  }

  func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    OpenAIChat().events(of: body, answering: request)
  }
}
