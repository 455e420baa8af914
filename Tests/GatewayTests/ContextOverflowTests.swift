import ContextEngine
import Conversations
import Dialects
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("What a client is told of a request that cannot fit")
struct ContextOverflowTests {
  private let overflow = ContextOverflow(
    tokens: 9_000, limit: 6_500,
    biggest: [
      .init(name: "tools", tokens: 5_000), .init(name: "system prompt", tokens: 3_000),
      .init(name: "newest message", tokens: 700), .init(name: "first task", tokens: 300),
    ])

  private func told(_ kind: BackendKind, _ source: ContextWindow.Source) throws -> (Int, String, String?) {
    let window = ContextWindow(tokens: 8_192, source: source)
    let destination = Destination(
      target: Target(
        backend: "box", model: "tiny", dialect: kind.dialect, isLocal: true, window: window,
        traits: .textOnly), rule: "r", backend: Backend(name: "box", kind: kind), dialect: OpenAIChat())
    let (head, body) = AnthropicMessages().answer(
      to: overflow.clientError(for: destination, window: window), about: nil, requestID: "req_1")
    let error = try JSONDocument(parsing: body).root["error"]
    #expect(error?["type"]?.string == "invalid_request_error")
    return (head.status, error?["message"]?.string ?? "", head.fields["x-should-retry"])
  }

  @Test func `the words that make Claude Code compact come first, then the biggest parts and what to set`()
    throws
  {
    let (status, message, shouldRetry) = try told(.llamaServer, .loaded)
    #expect(status == 400 && shouldRetry == "false")
    #expect(
      message
        == "prompt is too long: 9000 tokens > 6500 maximum. box/tiny holds 8192 tokens (as its server says), of which "
        + "6500 may be sent; the biggest parts are: tools 5000, system prompt 3000, newest message 700. Start llama-server "
        + "with a larger -c. What ctxgw takes for its window can be set as models.box/tiny.window, and how it cuts as "
        + "context.strategy.")
  }

  @Test(
    "each way to know a window, and each kind of server, has its words",
    arguments: [
      (BackendKind.ollama, ContextWindow.Source.configured, "as configured", "Ollama loads it with that"),
      (.lmstudio, .assumed, "assumed, because nobody says", "LM Studio with a larger context length"),
      (.openai, .table, "as the table of models says", "Name a model with a larger window."),
    ])
  func words(_ kind: BackendKind, _ source: ContextWindow.Source, _ origin: String, _ remedy: String) throws {
    let message = try told(kind, source).1
    #expect(message.contains("8192 tokens (\(origin))") && message.contains(remedy))
  }
}
