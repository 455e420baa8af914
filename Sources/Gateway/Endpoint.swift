import Conversations
import Wire

/// What a request's method and path ask of the gateway.
enum Endpoint: Equatable {
  /// A message is to be answered, in this dialect.
  case chat(DialectName)
  /// A request is to be counted, not answered.
  case countTokens
  /// What models there are.
  case models
  /// What is known of one model.
  case model(name: String)
  /// What Ollama tells of its models.
  case ollama(OllamaQuestion)
  /// Somebody wants to know whether anybody is here.
  case greeting
  /// How the gateway is.
  case health
  /// The sessions in the store.
  case sessions
  /// One session.
  case session(id: String)
  /// A session is to be removed.
  case removeSession(id: String)
  /// All there is to know of models and backends.
  case modelReport
  /// Old sessions are to be removed.
  case pruneSessions
  /// How the gateway and its backends are.
  case status
  /// What is left alone after failures is to be used again.
  case reset
  /// The path is known and the method is not one it takes.
  case wrongMethod(allowed: String)
  /// Nothing is here.
  case unknown

  /// Reads a method and a path. Clients add a base path, a second `/v1` or a trailing slash; none of it matters.
  init(method: String, path: String) {
    let steps = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    if steps.first == "ctxgw" {
      self = Self.admin(method: method, steps: Array(steps.dropFirst()))
    } else if steps.isEmpty || steps.suffix(2) == ["api", "hello"] {
      self = method == "GET" || method == "HEAD" ? .greeting : .wrongMethod(allowed: "GET, HEAD")
    } else if steps.suffix(3) == ["v1", "messages", "count_tokens"] {
      self = method == "POST" ? .countTokens : .wrongMethod(allowed: "POST")
    } else if let dialect = Self.dialects.first(where: { steps.suffix($0.path.count) == $0.path[...] })?.name
    {
      self = method == "POST" ? .chat(dialect) : .wrongMethod(allowed: "POST")
    } else if steps.dropLast().last == "api", let question = OllamaQuestion(rawValue: steps[steps.count - 1])
    {
      self = method == question.method ? .ollama(question) : .wrongMethod(allowed: question.method)
    } else if let name = Self.modelName(in: steps) {
      self = method == "GET" ? (name.isEmpty ? .models : .model(name: name)) : .wrongMethod(allowed: "GET")
    } else {
      self = .unknown
    }
  }

  /// The name of a model whose entry is asked for, empty for the whole list; nil for another path. A name may hold slashes,
  /// as they are or encoded.
  private static func modelName(in steps: [String]) -> String? {
    let list = steps.indices.first { steps[$0...].starts(with: ["v1", "models"]) }.map { $0 + 2 }
    guard let start = list ?? (steps.first == "models" ? 1 : nil) else { return nil }
    return PercentEncoding.decoded(steps[start...].joined(separator: "/").utf8)
  }

  /// Where messages are sent in each dialect.
  private static let dialects: [(path: [String], name: DialectName)] = [
    (["v1", "messages"], .anthropicMessages), (["chat", "completions"], .openAIChat),
    (["v1", "responses"], .openAIResponses), (["api", "chat"], .ollamaChat),
    (["api", "generate"], .ollamaChat),
  ]

  /// The dialect in which somebody is answered who has sent a request to a path, whatever becomes of it; nil for a path that
  /// several have, or none.
  static func dialect(ofPath path: String) -> DialectName? {
    let steps = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    if steps.contains("messages") || steps.contains("ctxgw") || steps.suffix(2) == ["api", "hello"] {
      return .anthropicMessages
    }
    if steps.contains("api") { return .ollamaChat }
    if steps.contains("responses") { return .openAIResponses }
    return steps.contains("chat") ? .openAIChat : steps.isEmpty ? .anthropicMessages : nil
  }

  private static func admin(method: String, steps: [String]) -> Endpoint {
    switch (method, steps.count, steps.first) {
    case ("GET", 1, "health"), ("HEAD", 1, "health"): .health
    case ("GET", 1, "models"): .modelReport
    case ("GET", 1, "sessions"): .sessions
    case ("GET", 2, "sessions"): .session(id: steps[1])
    case ("DELETE", 2, "sessions"): .removeSession(id: steps[1])
    case ("POST", 1, "prune"): .pruneSessions
    case ("GET", 1, "status"): .status
    case ("POST", 1, "reset"): .reset
    case (_, 1, "health"), (_, 1, "models"), (_, 1, "sessions"), (_, 1, "status"):
      .wrongMethod(allowed: "GET")
    case (_, 2, "sessions"): .wrongMethod(allowed: "GET, DELETE")
    case (_, 1, "prune"), (_, 1, "reset"): .wrongMethod(allowed: "POST")
    default: .unknown
    }
  }

  /// Whether only the operator may ask this: it tells or takes away what others have sent.
  var isForOperator: Bool {
    switch self {
    case .sessions, .session, .removeSession, .pruneSessions, .status, .reset: true
    case .chat, .countTokens, .models, .model, .ollama, .greeting, .health, .modelReport, .wrongMethod,
      .unknown:
      false
    }
  }

  /// Whether anybody may ask this without the gateway's token: it tells nothing but that the gateway is there.
  var isOpen: Bool {
    self == .greeting || self == .health
  }
}

/// What Ollama's clients ask of models, by the last step of the path.
enum OllamaQuestion: String {
  /// Which version answers.
  case version
  /// Which models there are.
  case tags
  /// Which are loaded.
  case ps
  /// What one of them is like.
  case show

  /// The method it is asked by.
  var method: String { self == .show ? "POST" : "GET" }
}
