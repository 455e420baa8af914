import Conversations
import Wire

/// The body of one of Ollama's own clients, as it is sent on: its bytes, but for what every request must say.
struct OllamaOwnBody {
  private typealias Members = [(key: String, value: [UInt8])]

  private let request: ChatRequest
  private let target: Target
  private let keepAlive: OllamaKeepAlive?
  private let isGenerated: Bool

  private var body: JSONValue { request.document.root }

  init(of request: ChatRequest, for target: Target, keepAlive: OllamaKeepAlive?) {
    self.request = request
    self.target = target
    self.keepAlive = keepAlive
    isGenerated = OllamaBody(request.document.root) == .generate
  }

  /// The request with nothing left out of what it says.
  func untouched(promptTokens counted: Int?) -> EncodedRequest {
    encoded([], promptTokens: counted ?? estimate)
  }

  /// The request with what a plan leaves of it.
  func saying(_ conversation: Conversation, by plan: ContextPlan) -> EncodedRequest {
    // The answer passes as it comes, and so must the names of tools.
    let prompt = OllamaRendering(of: conversation, for: target, toolNames: ToolNames(.any))
    var said: Members = isGenerated ? Self.prompt(prompt.history) : [("messages", prompt.messages)]
    if case .replace = plan.tools { said.append(("tools", prompt.tools.list)) }
    return encoded(
      said, promptTokens: plan.tokens ?? prompt.promptTokens, notes: prompt.notes,
      expectations: prompt.expectations)
  }

  private func encoded(
    _ said: Members, promptTokens: Int, notes: [String] = [],
    expectations: AnswerExpectations = AnswerExpectations()
  ) -> EncodedRequest {
    let options = options(promptTokens: promptTokens)
    var members: Members = said
    members.append(("model", JSONWriter.string(target.model)))
    for key in ["truncate", "shift"] { members.append((key, Array("false".utf8))) }
    if let keepAlive, body["keep_alive"] == nil { members.append(("keep_alive", keepAlive.json)) }
    var splices = ByteSplices()
    if let own = body["options"], own.kind == .object {
      splices.edit(own, setting: options)
    } else {
      members.append(("options", Self.object(options)))
    }
    splices.edit(body, setting: members)
    return EncodedRequest(
      body: splices.applied(to: request.document.bytes), path: isGenerated ? "/api/generate" : nil,
      isStreamed: request.wantsStream, promptTokens: promptTokens, notes: notes, expectations: expectations)
  }

  /// The window, and the output limit where the client's is larger than the room.
  private func options(promptTokens: Int) -> Members {
    let window = (target.window ?? .unknown).tokens
    var options: Members = [("num_ctx", Self.number(window))]
    if let asked = request.maxOutputTokens,
      let limit = OutputLimit.tokens(asked: asked, room: window - promptTokens), limit < asked
    {
      options.append(("num_predict", Self.number(limit)))
    }
    return options
  }

  /// What the prompt may come to, in tokens; pictures count as pictures.
  private var estimate: Int {
    var (count, bytes) = (0, 0)
    func take(_ pictures: JSONValue?) {
      guard let pictures else { return }
      count += pictures.count
      bytes += pictures.range.count
    }
    take(body["images"])
    if let messages = body["messages"] { for message in messages.elements { take(message["images"]) } }
    return TokenEstimate.tokens(forBytes: request.document.bytes.count - bytes) + count
      * TokenEstimate.picture
  }

  /// What a history says, of which there is one message of the user's, in the members of a request to generate.
  private static func prompt(_ history: ChatHistory) -> Members {
    var texts: [String] = []
    var system = ""
    var pictures = JSONWriter()
    pictures.beginArray()
    for message in history.messages {
      switch message {
      case .system(let text): system = text
      case .user(let pieces):
        texts += pieces.compactMap(\.text)
        for picture in pieces.compactMap(\.data) { pictures.string(picture) }
      case .assistant, .tool: break
      }
    }
    pictures.endArray()
    return [
      ("system", JSONWriter.string(system)),
      ("prompt", JSONWriter.string(texts.joined(separator: ChatMessage.separator))),
      ("images", pictures.bytes),
    ]
  }

  private static func number(_ value: Int) -> [UInt8] { Array(String(value).utf8) }

  private static func object(_ members: Members) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in members {
      writer.key(key)
      writer.raw(value)
    }
    writer.endObject()
    return writer.bytes
  }
}
