import Conversations
import Wire

/// Repairs inside messages.
extension RepairableBody {
  private static let reasoningFields: Set<String> = [
    "reasoning_content", "reasoning", "reasoning_details", "thinking",
  ]
  /// What stands in for content where there must be some.
  private static let filler = Array(#"".""#.utf8)

  // MARK: Reasoning

  func dropReasoning(_ splices: inout ByteSplices) {
    guard let messages else { return }
    var emptied: Set<Int> = []
    for (index, message) in messages.elements.enumerated() {
      if message.isReasoning {
        emptied.insert(index)
      } else if let parts = parts(of: message) {
        let isLeaving = parts.elements.map(\.isReasoning)
        if isLeaving.contains(false) || isLeaving.isEmpty {
          splices.edit(parts, removing: { index, _ in isLeaving[index] })
        } else {
          emptied.insert(index)
        }
      }
      if !emptied.contains(index), dialect != .openAIResponses {
        splices.edit(message, removing: { Self.reasoningFields.contains($0.string ?? "") })
      }
    }
    splices.edit(messages, removing: { index, _ in emptied.contains(index) })
  }

  /// A blank is taken for reasoning that has been lost.
  func giveReasoning(_ splices: inout ByteSplices) {
    guard dialect == .openAIChat, let messages else { return }
    for message in messages.elements
    where message["role"]?.isString("assistant") == true && message["reasoning_content"] == nil {
      let calls = message["tool_calls"].map { Array($0.elements) } ?? []
      let texts = calls.compactMap { $0["id"]?.string.flatMap { reasoning.states[$0]?.text } }
      let text = texts.joined()
      splices.edit(message, setting: [("reasoning_content", JSONWriter.string(text.isEmpty ? " " : text))])
    }
  }

  /// The word that Gemini documents for history which never had a signature; only the first call of a step needs it.
  func replaceThoughtSignatures(_ splices: inout ByteSplices) {
    let dummy = Array(#""skip_thought_signature_validator""#.utf8)
    guard let messages else { return }
    for message in messages.elements {
      var isFirst = true
      for part in parts(of: message).map({ Array($0.elements) }) ?? [] {
        let isCall = part["functionCall"] != nil
        splices.edit(
          part, setting: isCall && isFirst ? [("thoughtSignature", dummy)] : [],
          removing: { $0.isString("thoughtSignature") })
        if isCall { isFirst = false }
      }
      if let call = message["tool_calls"]?.elements.first(where: { _ in true }) {
        let content = Array(#"{"google":{"thought_signature":"#.utf8) + dummy + Array("}}".utf8)
        splices.edit(call, setting: [("extra_content", content)])
      }
    }
  }

  // MARK: Content

  func fillEmptyContent(_ splices: inout ByteSplices) {
    guard let messages else { return }
    for message in messages.elements where message["role"] != nil {
      guard let parts = parts(of: message) else {
        if message.lacksContent { splices.edit(message, setting: [("content", Self.filler)]) }
        continue
      }
      let isEmpty = parts.elements.map(\.isEmptyText)
      if isEmpty.contains(false) {
        splices.edit(parts, removing: { index, _ in isEmpty[index] })
      } else {
        let type = dialect == .geminiGenerate ? "" : #""type":"text","#
        splices.replace(parts, with: Array(#"[{\#(type)"text":"."}]"#.utf8))
      }
    }
  }

  func describeImages(_ splices: inout ByteSplices) {
    guard let messages else { return }
    describeImages(in: messages, &splices)
  }

  private func describeImages(in value: JSONValue, _ splices: inout ByteSplices) {
    if let note = RefusedImage(value)?.note { return splices.replace(value, with: note) }
    switch value.kind {
    case .array: for element in value.elements { describeImages(in: element, &splices) }
    case .object:
      if let images = value["images"], value["role"] != nil { return describe(images, of: value, &splices) }
      for key in ["content", "parts", "output"] {
        if let inner = value.member(key) { describeImages(in: inner, &splices) }
      }
    default: break
    }
  }

  /// Ollama's messages have their pictures beside their text.
  private func describe(_ images: JSONValue, of message: JSONValue, _ splices: inout ByteSplices) {
    let notes = images.elements.map { RefusedImage.words(nil, base64: $0.range.count) }
    let text = ([message["content"]?.string ?? ""] + notes).filter { !$0.isEmpty }.joined(separator: "\n\n")
    splices.edit(
      message, setting: [("content", JSONWriter.string(text))], removing: { $0.isString("images") })
  }
}

extension JSONValue {
  /// Whether this message or part is a model's reasoning.
  fileprivate var isReasoning: Bool {
    guard kind == .object else { return false }
    if self["thought"]?.bool == true { return true }
    return ["thinking", "redacted_thinking", "reasoning"].contains(self["type"]?.string ?? "")
  }

  /// Whether this part is a text with nothing in it.
  fileprivate var isEmptyText: Bool {
    guard let text = self["text"]?.string, self["thoughtSignature"] == nil else { return false }
    return text.allSatisfy(\.isWhitespace)
  }

  /// Whether this message says nothing and calls nothing.
  fileprivate var lacksContent: Bool {
    guard self["tool_calls"].map({ $0.count == 0 }) ?? true else { return false }
    guard let content = self["content"], !content.isNull else { return true }
    return content.string?.allSatisfy(\.isWhitespace) ?? false
  }
}

extension ReasoningState {
  /// What of it can be read.
  fileprivate var text: String {
    pieces.map { piece in
      if case .thinking(let text, _) = piece.content { text } else { "" }
    }.joined()
  }
}
