import Conversations
import Wire

/// Counts whole conversations as one model reads them: text, tools, pictures, and what its template adds.
public struct PromptCounter: ~Copyable, Sendable {
  /// Bytes of a PDF that are taken for a page; how many it really has is not looked for.
  static let bytesPerPage = 50_000
  /// The most text on a page, in tokens; the vendor's documentation says 1,500 to 3,000.
  static let tokensPerPage = 3_000

  private var counter: TokenCounter
  /// What the models' template adds.
  public let template: ChatTemplate
  private let images: ImageFormula

  /// A counter for models with this template and this rule for pictures.
  public init(_ counter: consuming TokenCounter, template: ChatTemplate, images: ImageFormula) {
    self.counter = counter
    self.template = template
    self.images = images
  }

  /// The tokens of a conversation. Tools that the model must search for first are not in the prompt.
  public mutating func count(_ conversation: Conversation) -> PromptCount {
    var count = PromptCount()
    for part in conversation.system { add(part, saidAs: .system, .prose, to: &count) }
    let tools = conversation.tools.filter { !$0.isDeferred }
    for tool in tools {
      count.add(tool.source.withBytes { counter.count($0, as: .json) }, to: .tools)
    }
    for entry in conversation.entries {
      for part in entry.parts { add(part, saidAs: entry.role.textPart, .prose, to: &count) }
    }
    let messages = conversation.entries.count + (conversation.system.isEmpty ? 0 : 1)
    count.add(template.tokens(messages: messages, tools: tools.count), pieces: messages, to: .template)
    return count
  }

  /// The tokens of a plain text, without any template.
  public mutating func count(text: [UInt8]) -> Int { counter.count(text, as: .prose) }

  /// The tokens of a text, without any template.
  public mutating func count(_ text: String, as kind: ContentKind = .prose) -> Int {
    counter.count(text, as: kind)
  }

  /// The tokens of one part of a message, without any template.
  public mutating func count(_ part: ContentPart, saidBy role: Role) -> Int {
    var count = PromptCount()
    add(part, saidAs: role.textPart, .prose, to: &count)
    return count.total
  }

  private mutating func add(
    _ part: ContentPart, saidAs sort: PromptCount.Part, _ kind: ContentKind, to count: inout PromptCount
  ) {
    switch part {
    case .text(let text): count.add(counter.count(text, as: kind), to: sort)
    case .image(let media): count.add(images.tokens(for: ImageSize(of: media)), to: .images)
    case .document(let document): add(document, to: &count)
    case .toolCall(let call):
      count.add(
        counter.count(call.name, as: .json) + counter.count(call.input, as: .json), to: .toolCalls)
    case .toolResult(let result):
      // A result without a word is a piece all the same.
      count.add(0, to: .toolResults)
      for part in result.parts { add(partOfResult: part, to: &count) }
    case .thinking(let text, _): count.add(counter.count(text, as: .prose), to: .thinking)
    case .redactedThinking(let data): count.add(counter.count(data, as: .prose), to: .thinking)
    case .toolReference(let name): count.add(counter.count(name, as: .json), to: .toolResults)
    case .other(_, let source): count.add(source.withBytes { counter.count($0, as: .json) }, to: .other)
    }
  }

  private mutating func add(partOfResult part: ContentPart, to count: inout PromptCount) {
    guard case .text(let text) = part else { return add(part, saidAs: .toolResults, .code, to: &count) }
    count.add(counter.count(text, as: .code), pieces: 0, to: .toolResults)
  }

  private mutating func add(_ document: Document, to count: inout PromptCount) {
    let title = document.title.map { counter.count($0, as: .prose) } ?? 0
    switch document.body {
    case .text(let text): count.add(title + counter.count(text, as: .prose), to: .documents)
    case .parts(let parts):
      count.add(title, to: .documents)
      for part in parts { add(part, saidAs: .documents, .prose, to: &count) }
    case .media(let media):
      let page = Self.tokensPerPage + images.tokens(for: nil)
      count.add(title + Self.pages(of: media) * page, to: .documents)
    }
  }

  /// How many pages a file is taken for; one when its bytes are elsewhere.
  private static func pages(of media: Media) -> Int {
    guard case .base64(let text) = media.source else { return 1 }
    return max(1, text.utf8.count / 4 * 3 / bytesPerPage)
  }
}

extension Role {
  /// What its text is counted as.
  fileprivate var textPart: PromptCount.Part {
    switch self {
    case .user: .userText
    case .assistant: .assistantText
    case .system: .system
    case .tool: .toolResults
    }
  }
}

extension ImageSize {
  /// The size of a picture whose bytes are at hand; nil when they are elsewhere or damaged.
  init?(of media: Media) {
    guard case .base64(var text) = media.source else { return nil }
    guard let size = text.withUTF8({ ImageSize(base64: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = size
  }
}
