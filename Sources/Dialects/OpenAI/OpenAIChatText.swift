import Wire

/// Where in a delta or message the text is, which every vendor has an own idea of.
enum OpenAIChatText {
  /// Reasoning: the first of the vendors' fields that says something.
  static func reasoning(of delta: UnsafeJSONValue) -> [UInt8] {
    for key in ["reasoning_content", "reasoning", "thinking"] {
      if let text = delta.member(key)?.decoded, !text.isEmpty { return text }
    }
    var text: [UInt8] = []
    delta["reasoning_details"]?.forEachElement { detail in
      (detail["text"] ?? detail["summary"])?.appendDecoded(to: &text)
    }
    return text
  }

  /// Content: a text, or a list of texts and reasoning.
  static func content(of content: UnsafeJSONValue?) -> [ThinkTagSplitter.Piece] {
    guard let content else { return [] }
    if content.kind == .string { return [ThinkTagSplitter.Piece(kind: .text, bytes: content.decoded)] }
    var pieces: [ThinkTagSplitter.Piece] = []
    content.forEachElement { piece in
      if let thinking = piece["thinking"] {
        pieces.append(ThinkTagSplitter.Piece(kind: .thinking, bytes: text(of: thinking)))
      } else if let text = piece["text"] {
        pieces.append(ThinkTagSplitter.Piece(kind: .text, bytes: text.decoded))
      }
    }
    return pieces
  }

  /// A text, or the texts of a list, together.
  private static func text(of value: UnsafeJSONValue) -> [UInt8] {
    var text = value.decoded
    value.forEachElement { $0["text"]?.appendDecoded(to: &text) }
    return text
  }

  /// A fragment of arguments: a text, or from some backends the arguments themselves.
  static func arguments(_ value: UnsafeJSONValue?) -> [UInt8] {
    switch value?.kind {
    case .string: value?.decoded ?? []
    case .object, .array: value.map { Array($0.bytes) } ?? []
    default: []
    }
  }
}
