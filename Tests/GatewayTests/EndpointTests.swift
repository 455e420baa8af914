import Conversations
import Testing

@testable import Gateway

@Suite("Endpoints")
struct EndpointTests {
  @Test(
    "a path is understood with a base path, a doubled /v1 and a trailing slash",
    arguments: [
      "/v1/messages", "/v1/messages/", "/v1/v1/messages", "/base/path/v1/messages", "//v1//messages",
    ])
  func messages(_ path: String) {
    #expect(Endpoint(method: "POST", path: path) == .chat(.anthropicMessages))
  }

  @Test(
    "each path takes its methods and no others",
    arguments: [
      ("POST", "/v1/messages/count_tokens", Endpoint.countTokens),
      ("GET", "/v1/messages", .wrongMethod(allowed: "POST")),
      ("GET", "/v1/messages/count_tokens", .wrongMethod(allowed: "POST")),
      ("HEAD", "/", .greeting), ("GET", "/", .greeting), ("HEAD", "/api/hello", .greeting),
      ("HEAD", "/p/api/hello", .greeting), ("POST", "/", .wrongMethod(allowed: "GET, HEAD")),
      ("GET", "/ctxgw/health", .health), ("GET", "/ctxgw/sessions", .sessions),
      ("GET", "/ctxgw/sessions/s1", .session(id: "s1")),
      ("DELETE", "/ctxgw/sessions/s1", .removeSession(id: "s1")),
      ("POST", "/ctxgw/prune", .pruneSessions), ("GET", "/ctxgw/prune", .wrongMethod(allowed: "POST")),
      ("GET", "/ctxgw/status", .status), ("POST", "/ctxgw/status", .wrongMethod(allowed: "GET")),
      ("POST", "/ctxgw/reset", .reset), ("GET", "/ctxgw/reset", .wrongMethod(allowed: "POST")),
      ("PUT", "/ctxgw/sessions/s1", .wrongMethod(allowed: "GET, DELETE")),
      ("GET", "/ctxgw/sessions/s1/x", .unknown), ("POST", "/v1/chat/completions", .chat(.openAIChat)),
      ("POST", "/chat/completions", .chat(.openAIChat)), ("POST", "/v1/responses", .chat(.openAIResponses)),
      ("GET", "/v1/responses", .wrongMethod(allowed: "POST")), ("POST", "/api/chat", .chat(.ollamaChat)),
      ("POST", "/api/generate/", .chat(.ollamaChat)), ("POST", "/v1/completions", .unknown),
      ("POST", "/v1/messages/batches", .unknown), ("GET", "/base/ctxgw/health", .unknown),
      ("GET", "/v1/models", .models), ("GET", "/v1/v1/models/", .models), ("GET", "/p/v1/models", .models),
      ("GET", "/models", .models), ("POST", "/v1/models", .wrongMethod(allowed: "GET")),
      ("GET", "/v1/models/qwen3:8b", .model(name: "qwen3:8b")),
      ("GET", "/v1/models/org/model", .model(name: "org/model")),
      ("GET", "/v1/models/org%2Fa%20model", .model(name: "org/a model")),
      ("GET", "/v1/models/models", .model(name: "models")), ("GET", "/ctxgw/models", .modelReport),
      ("POST", "/ctxgw/models", .wrongMethod(allowed: "GET")), ("GET", "/api/tags", .ollama(.tags)),
      ("GET", "/api/version/", .ollama(.version)), ("GET", "/p/api/ps", .ollama(.ps)),
      ("POST", "/api/show", .ollama(.show)), ("GET", "/api/show", .wrongMethod(allowed: "POST")),
      ("POST", "/api/embed", .unknown),
    ])
  func methods(_ method: String, _ path: String, _ endpoint: Endpoint) {
    #expect(Endpoint(method: method, path: path) == endpoint)
  }

  @Test("only greeting and health are open to people without the token")
  func open() {
    #expect(Endpoint.greeting.isOpen && Endpoint.health.isOpen)
    #expect(
      !Endpoint.chat(.openAIChat).isOpen && !Endpoint.sessions.isOpen
        && !Endpoint.removeSession(id: "s").isOpen && !Endpoint.models.isOpen && !Endpoint.status.isOpen
        && !Endpoint.reset.isOpen && !Endpoint.modelReport.isOpen)
  }

  @Test(
    "whatever is wrong with a request, it is told in the dialect of its path",
    arguments: [
      ("/v1/messages/batches", DialectName?.some(.anthropicMessages)), ("/", .anthropicMessages),
      ("/ctxgw/sessions/x", .anthropicMessages), ("/v1/embeddings", nil),
      ("/v1/responses/resp_1", .openAIResponses), ("/api/embed", .ollamaChat), ("/nothing", nil),
    ])
  func dialects(_ path: String, _ dialect: DialectName?) {
    #expect(Endpoint.dialect(ofPath: path) == dialect)
  }
}
