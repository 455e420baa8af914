import Conversations
import Wire

/// The end of a conversation, read from its newest message back: what a person said last, and what was done since.
///
/// A message of a person's is one of the user's with a text that is neither a tool's result nor a note of the client's
/// program (`ClientNote`). How far is looked back is bounded, so that a long history costs no more than a short one; what
/// lies further back is as if it were not there.
struct RecentHistory {
  /// The most messages that are looked at.
  static let mostMessages = 96
  /// The most of them that is read, in bytes as they came. The newest is read even if it is longer.
  static let mostBytes = 96 << 10
  /// A newest message that is longer is not read, in bytes: reading runs at about 1 GB/s.
  static let mostOfNewest = 512 << 10

  /// What a person's newest message shows.
  private(set) var marks = TextMarks()
  /// The tier that it names in a tag.
  private(set) var taggedTier: String?
  /// What a person has written after the last words of the model, in tokens.
  private(set) var newTokens = 0
  /// What was done since the newest message of a person.
  private(set) var work = ToolWork()
  /// What was done before it.
  private(set) var earlierWork = ToolWork()
  /// Pictures in what was read.
  private(set) var images = 0
  /// Whether nothing was done or said since a person spoke.
  private(set) var isHumanTurn = true

  private var hasModelSpoken = false
  private var hasPersonSpoken = false
  private var readBytes = 0
  private var files = EditedFiles()
  private var earlierFiles = EditedFiles()
  /// What calls have given back that do not say whether they failed; read only where it may tell of that.
  private var results: [String: String] = [:]

  /// Reads the end of a request's history.
  ///
  /// - Parameter parts: reads the parts of a message of the request's dialect.
  init(of request: ChatRequest, parts: (JSONValue) -> [ContentPart]) {
    let messages = request.messages
    for index in messages.indices.reversed().prefix(Self.mostMessages) {
      switch messages[index].role {
      case .system: continue
      case .assistant: takeModels(messages[index].source, parts)
      case .tool:
        noteWork()
        takeResults(in: read(messages[index].source, parts) ?? [])
      case .user: takeUsers(at: index, in: messages, parts)
      }
    }
    work.editedFiles = files.count
    earlierWork.editedFiles = earlierFiles.count
  }

  /// The parts of a message, if there is still room to read them.
  private mutating func read(
    _ message: JSONValue, _ parts: (JSONValue) -> [ContentPart]
  ) -> [ContentPart]? {
    let size = message.range.count
    guard readBytes + size <= Self.mostBytes || readBytes == 0 && size <= Self.mostOfNewest else {
      return nil
    }
    readBytes += size
    return parts(message)
  }

  /// Something was done; if no person has spoken since, it is not a person's turn.
  private mutating func noteWork() {
    if !hasPersonSpoken { isHumanTurn = false }
  }

  private mutating func update(_ change: (inout ToolWork, inout EditedFiles) -> Void) {
    if hasPersonSpoken { change(&earlierWork, &earlierFiles) } else { change(&work, &files) }
  }

  // MARK: The model and its tools

  private mutating func takeModels(_ message: JSONValue, _ parts: (JSONValue) -> [ContentPart]) {
    hasModelSpoken = true
    noteWork()
    for case .toolCall(let call) in read(message, parts) ?? [] { take(call) }
  }

  private mutating func take(_ call: ToolCall) {
    let kind = ToolKind(named: call.name)
    let result = results.removeValue(forKey: call.id)
    let hasFailed = kind?.showsContent != true && result.map { ErrorTrace.occurs(in: $0) } ?? false
    update { work, files in
      work.count(kind)
      if hasFailed { work.failures += 1 }
      if kind?.changesFile == true { files.note(call) }
    }
  }

  private mutating func takeResults(in parts: [ContentPart]) {
    for case .toolResult(let result) in parts {
      noteWork()
      take(result)
    }
  }

  private mutating func take(_ result: ToolResult) {
    if result.isError { update { work, _ in work.failures += 1 } }
    for part in result.parts {
      switch part {
      case .image: images += 1
      case .text(let text) where !result.isError: results[result.callID, default: ""] += text
      default: break
      }
    }
  }

  // MARK: The user

  private mutating func takeUsers(
    at index: Int, in messages: [Message], _ parts: (JSONValue) -> [ContentPart]
  ) {
    let message = messages[index].source
    if let parts = read(message, parts) {
      // The results answer what was done before the person spoke.
      hear(parts)
      takeResults(in: parts)
    } else if Self.answersCalls(at: index, in: messages, parts) {
      noteWork()
    } else {
      takeUnread(message)
    }
  }

  /// Takes in what a person says in these parts, if that is anything; a picture alone says something, unless a tool took it.
  private mutating func hear(_ parts: [ContentPart]) {
    var words: [Substring] = []
    var (pictures, results) = (0, 0)
    for part in parts {
      switch part {
      case .text(let text): words.append(ClientNote.personsWords(in: text))
      case .image: pictures += 1
      case .toolResult: results += 1
      default: break
      }
    }
    images += pictures
    words.removeAll(where: \.isEmpty)
    if !words.isEmpty || pictures > 0 && results == 0 { hear(words) }
  }

  /// A person has said this; of an older message only how much it is counts, as long as the model has not answered it.
  private mutating func hear(_ words: [Substring]) {
    if !hasModelSpoken {
      newTokens += TokenEstimate.likelyTokens(forBytes: words.reduce(0) { $0 + $1.utf8.count })
    }
    guard !hasPersonSpoken else { return }
    hasPersonSpoken = true
    for text in words {
      marks.merge(TextMarks(of: text))
      taggedTier = taggedTier ?? TierTag.tier(in: TextMarks.glance(text))
    }
  }

  /// A message that is too long to be read is a person's, who has pasted something.
  private mutating func takeUnread(_ message: JSONValue) {
    if !hasModelSpoken { newTokens += PromptLength.tokens(in: message) }
    hasPersonSpoken = true
  }

  /// Whether what the user sends stands behind calls of the model's, so that it must hold their results.
  private static func answersCalls(
    at index: Int, in messages: [Message], _ parts: (JSONValue) -> [ContentPart]
  ) -> Bool {
    guard let before = messages[..<index].last(where: { $0.role != .system }), before.role == .assistant,
      before.source.range.count <= mostBytes
    else { return false }
    return parts(before.source).contains { if case .toolCall = $0 { true } else { false } }
  }
}
