import Wire

/// The reasoning that led to the calls of a message, as it goes back to vendors that want it.
struct OpenAIChatReasoning {
  private let reasoning: [ChatMessage.Reasoning]

  init(before calls: [ChatMessage.Call]) { reasoning = calls.flatMap(\.reasoning) }

  /// Its text; empty where nobody knows it.
  var text: String {
    reasoning.map(\.text).filter { !$0.isEmpty }.joined(separator: ChatMessage.separator)
  }

  /// All `reasoning_details` that the vendor gave out, as one list; nil where there are none.
  var details: [UInt8]? {
    var writer = JSONWriter()
    writer.beginArray()
    var isEmpty = true
    for signature in reasoning.compactMap(\.signature) {
      guard let list = try? JSONDocument(parsing: Array(signature.utf8)).root, list.kind == .array else {
        continue
      }
      for detail in list.elements {
        writer.raw(detail)
        isEmpty = false
      }
    }
    writer.endArray()
    return isEmpty ? nil : writer.bytes
  }
}
